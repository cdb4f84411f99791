"""A choice among rows, for lists that fit on a page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator


class AtOnce(ModelChoiceIterator):
    """Read by one statement. Django's own opens a cursor for a list that might be endless:
    three statements, and none of them prepared."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for row in self.queryset:
            yield self.choice(row)


class RowChoiceField(forms.ModelChoiceField):
    iterator = AtOnce
