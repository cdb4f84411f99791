"""Fields read what people type as they mean it, and a choice among rows by one statement."""

import unicodedata
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override

from portal.areas.models import Hamlet
from portal.look.fields import (
    CodeField,
    DayField,
    LineField,
    MinuteField,
    RowChoiceField,
    WholeField,
    point_in_two,
)
from portal.look.templatetags.look import control
from tests.areas.factories import HamletFactory

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    hamlet = RowChoiceField(queryset=Hamlet.objects.order_by("pk"), empty_label="–")


def test_a_list_that_fits_on_a_page_takes_one_statement(django_assert_num_queries):
    first, second = HamletFactory.create_batch(2)

    with django_assert_num_queries(1):
        choices = [(str(value), label) for value, label in Form().fields["hamlet"].choices]

    assert choices == [
        ("", "–"),
        (str(first.pk), str(first)),
        (str(second.pk), str(second)),
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("typed", ["05/11/2026", "5/11/2026", "05-11-2026", "2026-11-05"])
def test_the_day_comes_before_the_month_in_every_language(language, typed):
    with override(language):
        assert DayField().clean(typed) == date(2026, 11, 5)


@pytest.mark.parametrize("typed", ["11/22/2026", "31/2/2026", "hôm qua"])
def test_what_is_no_day_says_how_a_day_is_written(typed):
    with override("vi"), pytest.raises(ValidationError, match="22/11/2026"):
        DayField().clean(typed)


def test_a_line_is_kept_in_nfc_and_without_signs_that_cannot_be_seen():
    typed = unicodedata.normalize("NFD", "  Trần\u202e  Thị\u200b Mẫu ")

    assert LineField().clean(typed) == "Trần Thị Mẫu"


def test_a_day_has_no_field_of_the_browsers_own_that_shows_the_month_first():
    shown = Timed(initial={"since": date(2026, 12, 3)})

    assert 'type="text"' in str(shown["since"])
    assert 'value="03/12/2026"' in str(shown["since"])


class Timed(forms.Form):
    since = DayField()
    at = MinuteField(required=False)


@pytest.mark.parametrize("typed", ["18:10, 26/11/2026", "26-11-2026 18h10", "2026-11-26T18:10"])
def test_a_minute_is_read_in_the_time_of_here(typed):
    assert MinuteField().clean(typed).isoformat() == "2026-11-26T18:10:00+07:00"


@pytest.mark.parametrize("typed", ["18:10", "26/11/2026", "12h đêm 26/11/2026"])
def test_what_is_no_minute_says_how_one_is_written_and_that_is_taken(typed):
    with override("vi"), pytest.raises(ValidationError, match="18:10, 26/11/2026"):
        MinuteField().clean(typed)


def test_a_thousand_written_with_its_dot_is_a_thousand():
    assert WholeField(units=("m",)).clean("1.000 m") == 1000


def test_a_point_pasted_whole_into_one_field_fills_both():
    sent = QueryDict("lat=21.5263,+107.9665&lng=&q=1")

    assert point_in_two(sent, "lat", "lng").dict() == {
        "lat": "21.5263",
        "lng": "107.9665",
        "q": "1",
    }


def test_a_whole_message_in_the_field_for_a_code_is_not_cut_off():
    form = Coded({"code": "So Camera: ma dang nhap 123456, dung trong 5 phut."})

    assert form.is_valid()
    assert form.cleaned_data["code"] == "123456"
    assert "maxlength" not in control(form["code"])


class Coded(forms.Form):
    code = CodeField()


def test_a_browser_cuts_off_no_name_that_is_pasted():
    class Named(forms.Form):
        name = forms.CharField(max_length=80)

    assert "maxlength" not in control(Named()["name"])
