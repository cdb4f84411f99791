"""What is pledged: a transfer that has not come yet."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from contributions.books.money import LEAST, MOST
from contributions.campaigns.models.campaigns import Campaign
from contributions.campaigns.models.givers import (
    ALIAS_LENGTH,
    ALIAS_WHEN_CHOSEN,
    SHOWN_IS_KNOWN,
    Giver,
    NameShown,
)
from contributions.campaigns.pledge_codes import memo, new_code
from portal.personal_data import CONSENT, SECURITY, WITH_BOOKS, WITH_GIVER, Personal

# Our choice: no reminders, so a pledge ends by itself; a transfer is booked all the same.
PLEDGE_LASTS = timedelta(days=30)
SEEN = ["waiting", "booked"]  # what a gift is while its money is there


def pledge_expiry() -> date:
    return localdate() + PLEDGE_LASTS


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def unpaid(self) -> "PledgeQuerySet":
        """Pledges whose money nobody has seen yet, expired or not: all are bookable.

        What was given back is not waited for, though it could be given again.
        """
        return self.exclude(gifts__status__in=[*SEEN, "refunded"])

    def live(self, on: date | None = None) -> "PledgeQuerySet":
        """Unpaid pledges that still count."""
        return self.unpaid().filter(expires_on__gte=on or localdate(), set_aside_at=None)

    def counted_first(self) -> "PledgeQuerySet":
        """Newest first, those that were set aside behind all others."""
        return self.order_by(F("set_aside_at").desc(nulls_first=True), "-pk")


class Pledge(Giver):
    """A promise to transfer money, with its own code for the memo.

    After 30 days, or once a steward has set it aside, it is no longer counted.
    Money that comes later is booked all the same: nothing ever makes a pledge unbookable, and
    nobody is reminded.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="pledges")
    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    amount = models.BigIntegerField(_("amount"))
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(default=pledge_expiry)
    set_aside_at = models.DateTimeField(null=True, editable=False)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    personal = {
        "giver_name": Personal("whose gift is awaited", CONSENT, WITH_GIVER, erased=True),
        "giver_phone": Personal("thanking, asking back", CONSENT, WITH_GIVER, erased=True),
        "shown": Personal("how the name stands in public", CONSENT, WITH_GIVER, erased=True),
        "alias": Personal("how the name stands in public", CONSENT, WITH_GIVER, erased=True),
        "set_aside_by": Personal("who set it aside", SECURITY, WITH_BOOKS),
    }
    impersonal = "campaign code amount once made_at expires_on set_aside_at"

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        indexes = [models.Index(name="pledge_newest", fields=["campaign", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="pledge_amount_is_an_amount_of_money",
                condition=Q(amount__range=(LEAST, MOST)),
            ),
            models.CheckConstraint(
                name="pledge_set_aside_by_someone_at_some_time",
                condition=Q(set_aside_at=None, set_aside_by=None)
                | Q(set_aside_at__isnull=False, set_aside_by__isnull=False),
            ),
            models.CheckConstraint(name="pledge_shown_is_known", condition=SHOWN_IS_KNOWN),
            models.CheckConstraint(
                name="pledge_alias_only_when_chosen", condition=ALIAS_WHEN_CHOSEN
            ),
        ]

    def __str__(self) -> str:
        return self.memo

    @property
    def stream(self) -> str:
        return self.campaign.stream

    @property
    def memo(self) -> str:
        return memo(self.code)

    def shown_with(self, name: str) -> tuple[str, str]:
        """How the name stands, and the alias, on a receipt that carries `name`.

        Who has somebody else transfer the money has agreed to the own name in public, not
        to that of whose account it came from.
        """
        if self.shown == NameShown.NAME and self.giver_name not in {"", name}:
            return NameShown.ALIAS, self.giver_name[:ALIAS_LENGTH]
        return self.shown, self.alias

    @property
    def is_expired(self) -> bool:
        return self.expires_on < localdate()
