"""Whose work the chief looks at, of which kind, of how many days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune
from portal.people.models import User
from requests.evidence.unit_work import WorkFilter, WorkKind, people_of

DAYS, USUAL_DAYS = {7: _("7 days"), 30: _("30 days"), 90: _("90 days"), 365: _("A year")}, 7


class UnitWorkForm(forms.Form):
    person = forms.ModelChoiceField(
        label=_("Who"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Everybody"),
    )
    kind = forms.ChoiceField(
        label=_("What"), choices=[("", _("Everything")), *WorkKind.choices], required=False
    )
    days = forms.TypedChoiceField(
        label=_("How far back"),
        choices=list(DAYS.items()),
        coerce=int,
        required=False,
    )

    def __init__(self, data: Any, *, commune: Commune) -> None:
        super().__init__({"days": USUAL_DAYS, **data.dict()})
        self.fields["person"].queryset = people_of(commune)  # type: ignore[attr-defined]

    @property
    def wanted(self) -> WorkFilter:
        """What cannot be read filters nothing."""
        self.full_clean()
        cleaned = self.cleaned_data
        return WorkFilter(
            days=cleaned.get("days") or USUAL_DAYS,
            person=cleaned.get("person"),
            kind=cleaned.get("kind", ""),
        )
