"""Who stands for a campaign's money: its leader, the treasurers and the commune's administrator."""

from typing import Any

from django.db.models import CharField, Func, Q, Value
from django.db.models.functions import Collate

from contributions.campaigns.models import Campaign, Gift
from contributions.campaigns.models.campaigns import STEWARDS
from portal.areas.folding import VIETNAMESE
from portal.people.models import Appointment, AppointmentQuerySet, Role

# As lists of people are read here: by the last word of the name, then by the whole of it.
WHOLE_NAME = Collate("person__full_name", VIETNAMESE)
GIVEN_NAME = Collate(
    Func(
        "person__full_name",
        Value(" "),
        Value(-1),
        function="split_part",
        output_field=CharField(),
    ),
    VIETNAMESE,
)


def stewards_of(campaign: Campaign) -> AppointmentQuerySet:
    """Appointments held today that may count this campaign's money."""
    here = Q(hamlet=None) | Q(hamlet=campaign.hamlet_id)
    appointments = Appointment.objects.current().of_role(*STEWARDS)
    return appointments.filter(here, commune=campaign.commune_id)


def is_steward(person: Any, campaign: Campaign) -> bool:
    return person.is_authenticated and stewards_of(campaign).filter(person=person).exists()


def may_forget(person: Any, campaign: Campaign) -> bool:
    """The commune answers for the data of its givers, and its administrator acts for it."""
    appointments = stewards_of(campaign).filter(role=Role.ADMINISTRATOR, person=person.pk)
    return person.is_authenticated and appointments.exists()


def seconds_for(
    campaign: Campaign, first: Any, channel: str = Gift.Channel.CASH
) -> AppointmentQuerySet:
    """Appointments whose holders may confirm what `first` counted, treasurers first, then by name.

    One person may hold several.
    A transfer passes through a treasurer's hands, who reads the bank's statement: the first
    counter or the second is one.
    """
    others = stewards_of(campaign).exclude(person=first)
    if channel == Gift.Channel.TRANSFER and not _is_treasurer(campaign, first):
        others = others.filter(role=Role.TREASURER)
    return others.select_related("person").order_by("-role", GIVEN_NAME, WHOLE_NAME, "pk")


def _is_treasurer(campaign: Campaign, person: Any) -> bool:
    return stewards_of(campaign).filter(person=person, role=Role.TREASURER).exists()
