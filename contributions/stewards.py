"""Who stands for a drive's money: its leader, the treasurers and the commune's administrator."""

from typing import Any

from django.db.models import CharField, Func, Q, Value
from django.db.models.functions import Collate

from contributions.models import Campaign, Receipt
from contributions.models.campaigns import STEWARDS
from portal.areas.folding import VIETNAMESE
from portal.people.models import Post, PostQuerySet, Role

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


def stewards_of(campaign: Campaign) -> PostQuerySet:
    """Posts held today that may count this drive's money."""
    here = Q(hamlet=None) | Q(hamlet=campaign.hamlet_id)
    posts = Post.objects.current().of_role(*STEWARDS)
    return posts.filter(here, commune=campaign.commune_id)


def is_steward(person: Any, campaign: Campaign) -> bool:
    return person.is_authenticated and stewards_of(campaign).filter(person=person).exists()


def may_forget(person: Any, campaign: Campaign) -> bool:
    """The commune answers for the data of its givers, and its administrator acts for it."""
    posts = stewards_of(campaign).filter(role=Role.ADMINISTRATOR, person=person.pk)
    return person.is_authenticated and posts.exists()


def seconds_for(
    campaign: Campaign, first: Any, channel: str = Receipt.Channel.CASH
) -> PostQuerySet:
    """Posts whose holders may confirm what `first` has counted, treasurers first, then by name.

    One person may hold several.
    A transfer passes through a treasurer's hands, who reads the bank's statement: the first
    counter or the second is one.
    """
    others = stewards_of(campaign).exclude(person=first)
    if channel == Receipt.Channel.TRANSFER and not _is_treasurer(campaign, first):
        others = others.filter(role=Role.TREASURER)
    return others.select_related("person").order_by("-role", GIVEN_NAME, WHOLE_NAME, "pk")


def _is_treasurer(campaign: Campaign, person: Any) -> bool:
    return stewards_of(campaign).filter(person=person, role=Role.TREASURER).exists()
