from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from portal.look import formats
from portal.look.samples import SampleForm
from portal.look.templatetags import look

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [(500000, "500.000 đ", "500,000 đ"), (0, "0 đ", "0 đ"), (-1200, "-1.200 đ", "-1,200 đ")],
)
def test_money_keeps_its_unit_and_the_marks_of_the_language(
    amount: int, vietnamese: str, english: str
) -> None:
    with translation.override("vi"):
        assert formats.dong(amount).replace(NBSP, " ") == vietnamese
    with translation.override("en"):
        assert formats.dong(amount).replace(NBSP, " ") == english


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("0912345678", "0912 345 678"),
        ("0203 300 0113", "0203 300 0113"),
        ("+842033000113", "0203 300 0113"),
        ("113", "113"),
        ("+4917012345678", "+4917012345678"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_number_is_written_as_it_is_read_out(number: str | None, shown: str) -> None:
    assert formats.phone(number) == shown


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(hours=31, minutes=59), "31 hours left"),
        (timedelta(hours=1, minutes=1), "1 hour left"),
        (timedelta(minutes=59, seconds=50), "59 minutes left"),
        (timedelta(seconds=20), "1 minute left"),
        (timedelta(days=3, hours=1), "3 days left"),
        (timedelta(seconds=-1), "out of time"),
    ],
)
def test_time_left_is_rounded_down(left: timedelta, shown: str) -> None:
    with translation.override("en"):
        assert formats.time_left(timezone.now() + left).replace(NBSP, " ") == shown


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "1 hour 30 minutes"),
        (timedelta(0), "0 minutes"),
        (None, ""),
    ],
)
def test_a_length_of_time_is_told_in_hours_and_minutes(
    length: timedelta | None, shown: str
) -> None:
    with translation.override("en"):
        assert formats.duration(length).replace(NBSP, " ") == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(432013312, "412 MB"), (1932735283, "1,8 GB"), (999, "999 B"), (0, "0 B"), (1024, "1 KB")],
)
def test_a_file_size_is_told_as_on_a_phone(size: int, shown: str) -> None:
    with translation.override("vi"):
        assert formats.file_size(size).replace(NBSP, " ") == shown


@pytest.mark.parametrize(("metres", "shown"), [(12.4, "12 m"), (999, "999 m"), (1250, "1,2 km")])
def test_a_distance_is_told_in_metres_then_kilometres(metres: float, shown: str) -> None:
    with translation.override("vi"):
        assert formats.distance(metres).replace(NBSP, " ") == shown


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in look.icon("alarm")
    assert 'aria-label="&lt;b&gt;"' in look.icon("alarm", "<b>")


def test_a_status_has_an_icon_and_escaped_words() -> None:
    chip = look.status("ok", icon="check-lg", text="<i>")

    assert chip.startswith('<span class="status status-ok"><svg')
    assert chip.endswith("&lt;i&gt;</span>")


def test_a_wrong_field_is_tied_to_its_hint_and_its_error() -> None:
    form = SampleForm({"phone": "1"})
    page = Template('{% include "_field.html" with field=form.phone type="num" %}').render(
        Context({"form": form})
    )

    assert 'class="form-control num"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in page
    assert page.count('id="id_phone_error"') == 1
    assert 'value="1"' in page


def test_an_error_summary_links_to_each_wrong_field() -> None:
    form = SampleForm({})
    page = Template('{% include "_errors.html" with form=form %}').render(Context({"form": form}))

    assert 'href="#id_phone"' in page
    assert page.count("<li>") == len(form.errors)


def test_the_import_map_names_our_modules_and_carries_the_nonce() -> None:
    request = RequestFactory().get("/")
    request.csp_nonce = "abc"

    tag = look.import_map({"request": request})

    assert tag.startswith('<script type="importmap" nonce="abc">')
    assert '"#look/map": "/static/look/map.mjs"' in tag
    assert ".test" not in tag


def test_one_name_in_a_sentence_stays_on_one_line() -> None:
    bound = formats.bind("Công an phường Móng Cái 1 xin hình", "Móng Cái 1")

    assert bound == f"Công an phường Móng{NBSP}Cái{NBSP}1 xin hình"
