"""The second pair of eyes: who may confirm, and why something is not so."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.forms.fields import LineField
from contributions.campaigns.models import Campaign, Gift, Reversal
from contributions.campaigns.stewards import seconds_for
from portal.people.models import Appointment, User


def offer_seconds(field: Any, appointments: Iterable[Appointment]) -> None:
    """Each person once, by name and appointment, in their order; one alone is chosen already."""
    labels: dict[int, str] = {}
    for appointment in appointments:
        labels.setdefault(appointment.person_id, second_label(appointment))
    field.queryset = User.objects.filter(pk__in=labels)
    field.choices = [("", field.empty_label), *labels.items()]
    if len(labels) == 1:
        field.initial = next(iter(labels))


def second_label(appointment: Appointment) -> str:
    """ "Ông Lê Văn Tư, thủ quỹ": the way people are named at a meeting."""
    name = f"{appointment.person.honorific} {appointment.person.full_name}".strip()
    return f"{name[:1].upper()}{name[1:]}, {str(appointment.get_role_display()).lower()}"


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Why"),
        max_length=200,
        help_text=_("One sentence; it stays in the ledger. No names or phone numbers."),
    )


class ReversalForm(ReasonForm):
    second = forms.ModelChoiceField(
        label=_("Who confirms it"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, campaign: Campaign, first: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_seconds(self.fields["second"], seconds_for(campaign, first))


class SecondForm(forms.Form):
    second = forms.ModelChoiceField(
        label=_("Ask somebody else"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, appointments: Iterable[Appointment], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_seconds(self.fields["second"], appointments)

    @classmethod
    def of_gift(cls, receipt: Gift, data: Any = None) -> Self:
        appointments = seconds_for(receipt.campaign, receipt.first_counter, receipt.channel)
        return cls(data, appointments=appointments.exclude(person=receipt.second_counter_id))

    @classmethod
    def of_reversal(cls, reversal: Reversal, data: Any = None) -> Self:
        appointments = seconds_for(reversal.receipt.campaign, reversal.asked_by)
        return cls(data, appointments=appointments.exclude(person=reversal.second_id))


class ForgetForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), choices=Gift.Ground.choices, widget=forms.RadioSelect
    )
