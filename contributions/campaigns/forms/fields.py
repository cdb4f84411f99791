"""Lines of words, amounts and days as people write them."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contributions.books.money import read_amount


class LineField(forms.CharField):
    """One line of words as all shall read it: in NFC, and without signs that cannot be seen.

    A sign that turns the writing round would write over the amount beside a name.
    """

    def to_python(self, value: Any) -> str:
        words = " ".join((super().to_python(value) or "").split())
        seen = [sign for sign in words if unicodedata.category(sign) not in {"Cc", "Cf"}]
        return unicodedata.normalize("NFC", "".join(seen)).strip()


class AmountField(forms.CharField):
    """Whole đồng, typed as people write them; cleans to an int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_amount(text)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day. The phone's own calendar writes it, or a person does: 21/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)
