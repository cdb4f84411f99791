"""Fields of forms as people fill them in: a line of words, a day, a choice among rows."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _


class LineField(forms.CharField):
    """One line of words as all shall read it: in NFC, and without signs that cannot be seen.

    A sign that turns the writing round would write over the amount beside a name.
    """

    def to_python(self, value: Any) -> str:
        words = " ".join((super().to_python(value) or "").split())
        seen = [sign for sign in words if unicodedata.category(sign) not in {"Cc", "Cf"}]
        return unicodedata.normalize("NFC", "".join(seen)).strip()


class DayField(forms.DateField):
    """A day. The phone's own calendar writes it, or a person does: 21/11/2026.

    The day comes first, in every language: Django's own formats would read 5/11 as the 11th of May.
    """

    default_error_messages = {"invalid": _("Write the day like 22/11/2026.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)


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
