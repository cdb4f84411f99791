"""An amount as people write it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contributions.books.money import read_amount


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
