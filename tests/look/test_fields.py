"""Fields read what people type as they mean it, and a choice among rows by one statement."""

import unicodedata
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from portal.areas.models import Hamlet
from portal.look.fields import DayField, LineField, RowChoiceField
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
