"""A person is appointed; an appointment ends."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune, Hamlet
from portal.look.fields import DayField, LineField
from portal.people.actions import AppointmentFacts
from portal.people.models import HONORIFICS, Role
from portal.people.phones import PhoneField
from portal.people.roles import OF_A_HAMLET, POLICE

APPOINTABLE = [
    Role.HAMLET_LEADER,
    Role.TREASURER,
    Role.OFFICER,
    Role.CHIEF,
    Role.DUTY,
    Role.SUPERVISOR,
    Role.ADMINISTRATOR,
]


class AppointForm(forms.Form):
    phone = PhoneField(
        label=_("Phone number"),
        help_text=_("The person signs in with it."),
        error_messages={"required": _("Write the phone number.")},
    )
    full_name = LineField(
        label=_("Full name"),
        max_length=80,
        help_text=_("Shown here until the person has begun."),
        error_messages={"required": _("Write the full name.")},
    )
    honorific = forms.ChoiceField(
        label=_("Form of address"),
        required=False,
        choices=HONORIFICS,
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", "—"), *((role.value, role.label) for role in APPOINTABLE)],
        error_messages={"required": _("Choose a role.")},
    )
    hamlet = forms.ModelChoiceField(
        label=_("Hamlet"),
        queryset=Hamlet.objects.none(),
        required=False,
        to_field_name="public_id",
        empty_label="—",
        help_text=_("For a hamlet leader, or a treasurer of one hamlet."),
    )
    rank = LineField(
        label=_("Rank"),
        max_length=40,
        required=False,
        help_text=_("For the police, for example Đại úy."),
    )
    since = DayField(label=_("First day"), initial=timezone.localdate)
    until = DayField(
        label=_("Last day"), required=False, help_text=_("Empty when the term has no end yet.")
    )

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune = commune
        self.fields["hamlet"].queryset = Hamlet.objects.current().filter(commune=commune)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("role") == Role.HAMLET_LEADER and not cleaned.get("hamlet"):
            self.add_error("hamlet", _("Choose the hamlet this leader leads."))
        if cleaned.get("role") not in OF_A_HAMLET:
            cleaned["hamlet"] = None
        if cleaned.get("role") not in POLICE:
            cleaned["rank"] = ""
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("The last day must not be before the first."))
        return cleaned

    @property
    def facts(self) -> AppointmentFacts:
        cleaned = self.cleaned_data
        return AppointmentFacts(
            role=cleaned["role"],
            commune=self.commune,
            hamlet=cleaned["hamlet"],
            rank=cleaned["rank"],
            since=cleaned["since"],
            until=cleaned["until"],
            shown_as=cleaned["full_name"],
            shown_honorific=cleaned["honorific"],
        )


class NumberForm(forms.Form):
    phone = PhoneField(
        label=_("Right phone number"),
        help_text=_("The person signs in with it."),
        error_messages={"required": _("Write the phone number.")},
    )


class EndForm(forms.Form):
    on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty to end it now, at this minute."),
    )
