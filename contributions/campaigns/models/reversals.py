"""A booked gift is taken back by two people: a slip of the pen, or given back to its giver."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.books.models.receipt_books import refund_number
from contributions.campaigns.models.gifts import Gift
from portal.personal_data import ACCOUNTS, WITH_BOOKS, Personal


class ReversalQuerySet(models.QuerySet["Reversal"]):
    def waiting(self) -> "ReversalQuerySet":
        return self.filter(status=Reversal.Status.WAITING)

    def waiting_for(self, person: Any) -> "ReversalQuerySet":
        return self.waiting().filter(second_counter=person)

    def refunds(self) -> "ReversalQuerySet":
        """Gifts given back, confirmed by a second person."""
        return self.filter(kind=Reversal.Kind.REFUND, status=Reversal.Status.BOOKED)

    def with_people(self) -> "ReversalQuerySet":
        parties = ("gift__campaign__commune", "gift__campaign__hamlet", "asked_by")
        return self.select_related(*parties, "second_counter")


class Reversal(models.Model):
    """One person asks that a booked gift be reversed, another confirms it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for the second person")
        BOOKED = "booked", _("Reversed")
        REFUSED = "refused", _("Not confirmed")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.BOOKED, Status.REFUSED},
        Status.BOOKED: set(),
        Status.REFUSED: set(),
    }

    class Kind(models.TextChoices):
        MISTAKE = "mistake", _("It was written down wrongly")
        REFUND = "refund", _("The gift goes back to the giver")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what it is"), max_length=8, choices=Kind, default=Kind.MISTAKE)
    gift = models.ForeignKey(Gift, models.PROTECT, related_name="reversals")
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    second_counter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reversals_to_confirm"
    )
    decided_at = models.DateTimeField(null=True)

    personal = {
        "asked_by": Personal("who asked for it", ACCOUNTS, WITH_BOOKS),
        "second_counter": Personal("who agreed", ACCOUNTS, WITH_BOOKS),
    }
    impersonal = "kind gift reason status asked_at decided_at"

    objects = ReversalQuerySet.as_manager()

    class Meta:
        verbose_name = _("reversal")
        verbose_name_plural = _("reversals")
        constraints = [
            models.UniqueConstraint(
                name="reversal_one_live_per_gift",
                fields=["gift"],
                condition=Q(status__in=["waiting", "booked"]),
            ),
            models.CheckConstraint(
                name="reversal_confirmed_by_someone_else",
                condition=~Q(second_counter=F("asked_by")),
            ),
            models.CheckConstraint(name="reversal_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="reversal_kind_is_known", condition=Q(kind__in=["mistake", "refund"])
            ),
            models.CheckConstraint(
                name="reversal_decided_means_decided_at",
                condition=Q(status="waiting", decided_at=None)
                | Q(status__in=["booked", "refused"], decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gift}: {self.reason}"

    @property
    def stream(self) -> str:
        return self.gift.campaign.stream

    @property
    def is_refund(self) -> bool:
        return self.kind == Reversal.Kind.REFUND

    @property
    def refund_number(self) -> str:
        """The number of its paper: that of the receipt, of which one at most is given back."""
        return refund_number(self.gift.year, self.gift.number)

    @property
    def already(self) -> str:
        return gettext("This is already “%(status)s”.") % {"status": self.get_status_display()}
