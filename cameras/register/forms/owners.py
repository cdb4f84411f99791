"""Whose cameras these are: a household's, or an organisation's of which one is a member."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cameras.register.models import Site
from cameras.register.registrations import Ownership
from portal.look.fields import LineField, RowChoiceField
from portal.people.models import Organisation, User

KINDS = [
    (Site.Kind.HOUSEHOLD, _("Household")),
    (Site.Kind.BUSINESS, _("Shop, business")),
    (Site.Kind.SCHOOL, _("School")),
    (Site.Kind.OFFICE, _("Office")),
    (Site.Kind.BANK, _("Bank")),
]


class OwnerForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Whose cameras are they?"),
        choices=KINDS,
        initial=Site.Kind.HOUSEHOLD,
        widget=forms.RadioSelect,
    )
    organisation = RowChoiceField(
        label=_("For"),
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("A new one, named below"),
    )
    organisation_name = LineField(
        label=_("Name of the shop, school or office"),
        max_length=120,
        required=False,
        # Styles see by it whether something is written.
        widget=forms.TextInput(attrs={"placeholder": " "}),
    )
    employees_told = forms.BooleanField(
        label=_("The employees have been told that there are cameras"), required=False
    )
    full_name = LineField(
        label=_("Your full name"),
        max_length=80,
        error_messages={"required": _("Write your full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        mine = Organisation.objects.of(person).order_by("name")
        self.fields["organisation"].queryset = mine  # type: ignore[attr-defined]
        if mine:
            self.fields["organisation_name"].help_text = _(
                "Only for a new one. If you write a name here, it counts, whatever is chosen above."
            )
        else:
            del self.fields["organisation"]
        if person.full_name:
            del self.fields["full_name"]

    @property
    def ownership(self) -> Ownership:
        cleaned = self.cleaned_data
        return Ownership(
            kind=cleaned["kind"],
            organisation=cleaned.get("organisation"),
            organisation_name=cleaned.get("organisation_name", ""),
            employees_told=cleaned.get("employees_told", False),
            full_name=cleaned.get("full_name", ""),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "kind" in cleaned:
            for name, sentence in self.ownership.faults(self.person):
                if name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned
