"""Fields of forms as people fill them in: words, days, numbers, points, codes, rows."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.forms.utils import from_current_timezone
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.look.readers import (
    plain,
    read_code,
    read_day,
    read_degrees,
    read_integer,
    read_minute,
    read_point,
)

DAY_SHOWN, MINUTE_SHOWN = "%d/%m/%Y", "%H:%M, %d/%m/%Y"
TYPED = {"autocomplete": "off"}
# calendar.mjs puts a button with this name beside the field.
WITH_CALENDAR = {**TYPED, "data-calendar": _("Calendar")}


class LineField(forms.CharField):
    """One line of words as all shall read it: in NFC, and without signs that cannot be seen.

    A sign that turns the writing round would write over the amount beside a name.
    """

    def to_python(self, value: Any) -> str:
        words = " ".join((super().to_python(value) or "").split())
        seen = [sign for sign in words if unicodedata.category(sign) not in {"Cc", "Cf"}]
        return unicodedata.normalize("NFC", "".join(seen)).strip()


class PlainField(LineField):
    """Digits and letters that are compared: telephone numbers, accounts, references."""

    def to_python(self, value: Any) -> str:
        return plain(value or "")


class DayField(forms.DateField):
    """A day as people write it: 22/11/2026, and what `read_day` knows besides.

    The day comes first, in every language: Django's own formats would read 5/11 as the 11th of
    May. The browser's own field for a day writes the month first wherever its owner never chose a
    language, so it is not used.
    """

    default_error_messages = {"invalid": _("Write the day like 22/11/2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Day, month, year, for example 22/11/2026."))
        super().__init__(widget=forms.DateInput(format=DAY_SHOWN, attrs=WITH_CALENDAR), **kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return read_day(value)
        except ValueError as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal


class MinuteField(forms.DateTimeField):
    """A time and a day as people write them, in either order; 24:00 ends the day."""

    default_error_messages = {"invalid": _("Write time and day like 18:10, 26/11/2026.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Time and day, for example 18:10, 26/11/2026."))
        attrs = {**WITH_CALENDAR, "data-clock": True}
        super().__init__(widget=forms.DateTimeInput(format=MINUTE_SHOWN, attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return from_current_timezone(read_minute(value))
        except (ValueError, OverflowError) as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal


class WholeField(forms.IntegerField):
    """A whole number; 1.000 is a thousand, and one of its `units` may stand behind it."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a whole number in digits.")}

    def __init__(self, *, units: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or isinstance(value, int):
            return super().to_python(value)
        try:
            return read_integer(value, *self.units)
        except ValueError as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal


class DegreesField(forms.FloatField):
    """A latitude or a longitude; whoever pastes both gives them to `point_in_two`."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write degrees like 21.5263.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, float):
            return super().to_python(value)
        try:
            return read_degrees(value)
        except ValueError as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal


def point_in_two(data: Mapping[str, Any], latitude: str, longitude: str) -> Mapping[str, Any]:
    """What was sent, with a point that was pasted whole into one of two fields set in both."""
    for name in (latitude, longitude):
        try:
            point = read_point(data.get(name, ""))
        except ValueError:
            continue
        both = data.copy() if isinstance(data, QueryDict) else dict(data)
        both[latitude], both[longitude] = map(str, point)
        return both
    return data


class CodeField(forms.CharField):
    """The digits of a code, which may come in the whole message that brought it."""

    default_error_messages = {
        "required": _("Write the 6 digits from the message."),
        "invalid": _("The code has 6 digits."),
    }

    def __init__(self, *lengths: int, **kwargs: Any) -> None:
        super().__init__(max_length=1000, **kwargs)
        self.lengths = lengths or (6,)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
        # The browser would cut off the end of a message, and the code with it.
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return read_code(text, *self.lengths)
        except ValueError as refusal:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from refusal


class AtOnce(ModelChoiceIterator):
    """Read by one statement. Django's own opens a cursor for a list that might be endless:
    three statements, and none of them prepared."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset:
            yield self.choice(row)


class RowChoiceField(forms.ModelChoiceField):
    """A choice among rows, for lists that fit on a page."""

    iterator = AtOnce
