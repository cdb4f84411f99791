from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune
from portal.look.fields import LineField
from portal.once import OnceField
from portal.people.models import Membership, Organisation
from portal.people.phones import PhoneField


class OrganisationForm(forms.Form):
    once = OnceField()
    name = LineField(
        label=_("Name"), max_length=120, error_messages={"required": _("Write the name.")}
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Organisation.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    commune = forms.ModelChoiceField(
        label=_("Commune"),
        queryset=Commune.objects.none(),
        to_field_name="code",
        empty_label="—",
        error_messages={"required": _("Choose the commune it lies in.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = Commune.objects.open().order_by("name")  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    phone = PhoneField(
        label=_("Phone number"), error_messages={"required": _("Write the phone number.")}
    )
    full_name = LineField(
        label=_("Full name"),
        max_length=80,
        help_text=_("The list of members shows this name."),
        error_messages={"required": _("Write the full name.")},
    )
    role = forms.ChoiceField(
        label=_("What they may do"),
        choices=[
            (Membership.Role.MEMBER, _("Look after the cameras and answer requests")),
            (Membership.Role.MANAGER, _("The same, and invite others")),
        ],
        initial=Membership.Role.MEMBER,
        widget=forms.RadioSelect,
    )
