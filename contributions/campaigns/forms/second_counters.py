"""The second pair of eyes: who may confirm, and why something is not so."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.models import Campaign, Gift, Reversal
from contributions.campaigns.stewards import second_counters
from portal.look.fields import LineField
from portal.look.formats import capital
from portal.people.models import Appointment, User


def offer_second_counters(field: Any, appointments: Iterable[Appointment]) -> None:
    """Each person once, by name and appointment, in their order; one alone is chosen already."""
    labels: dict[int, str] = {}
    for appointment in appointments:
        labels.setdefault(appointment.person_id, known_as(appointment))
    field.queryset = User.objects.filter(pk__in=labels)
    field.choices = [("", field.empty_label), *labels.items()]
    if len(labels) == 1:
        field.initial = next(iter(labels))


def known_as(appointment: Appointment) -> str:
    """ "Ông Lê Văn Tư, thủ quỹ": the way people are named at a meeting."""
    name = f"{appointment.person.honorific} {appointment.person.full_name}".strip()
    return f"{capital(name)}, {str(appointment.get_role_display()).lower()}"


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Why"),
        max_length=200,
        help_text=_("One sentence; it stays in the ledger. No names or phone numbers."),
    )


class ReversalForm(ReasonForm):
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=Reversal.Kind,
        initial=Reversal.Kind.MISTAKE,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("What goes back has a numbered paper, and its giver is told."),
    )
    second_counter = forms.ModelChoiceField(
        label=_("Who confirms it"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Reversal.Kind.MISTAKE

    def __init__(self, *args: Any, campaign: Campaign, first_counter: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        appointments = second_counters(campaign, first_counter)
        offer_second_counters(self.fields["second_counter"], appointments)


class SecondCounterForm(forms.Form):
    second_counter = forms.ModelChoiceField(
        label=_("Ask somebody else"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, appointments: Iterable[Appointment], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_second_counters(self.fields["second_counter"], appointments)

    @classmethod
    def of_gift(cls, gift: Gift, data: Any = None) -> Self:
        appointments = second_counters(gift.campaign, gift.first_counter, gift.channel)
        return cls(data, appointments=appointments.exclude(person=gift.second_counter_id))

    @classmethod
    def of_reversal(cls, reversal: Reversal, data: Any = None) -> Self:
        appointments = second_counters(reversal.gift.campaign, reversal.asked_by)
        return cls(data, appointments=appointments.exclude(person=reversal.second_counter_id))
