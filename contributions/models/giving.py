"""Gifts: promised, counted, booked, and taken back."""

import uuid
from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contributions.codes import memo, new_code
from contributions.models.campaigns import Campaign
from contributions.money import LEAST, MOST
from portal.areas.clock import today

PLEDGE_LASTS = timedelta(days=30)


def pledge_expiry() -> date:
    return today() + PLEDGE_LASTS


class Shown(models.TextChoices):
    """How a giver's name stands in public. The giver decides for each gift, and may change it."""

    NAME = "name", _("The real name")
    ALIAS = "alias", _("Another name")
    HIDDEN = "hidden", _("No name")


SHOWN_IS_KNOWN = Q(shown__in=["name", "alias", "hidden"])
ALIAS_WHEN_CHOSEN = (Q(shown="alias") & ~Q(alias="")) | (~Q(shown="alias") & Q(alias=""))


class Giver(models.Model):
    """The columns every gift has about its giver. The receipt always carries the real name."""

    giver_name = models.CharField(_("giver"), max_length=120, blank=True)
    giver_phone = models.CharField(_("phone"), max_length=16, blank=True)
    shown = models.CharField(_("name on the public table"), max_length=8, choices=Shown)
    alias = models.CharField(_("other name"), max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def public_name(self) -> str:
        """The name as the giver chose it; empty for a giver who chose none."""
        return {Shown.NAME: self.giver_name, Shown.ALIAS: self.alias}.get(Shown(self.shown), "")


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def _with_money(self) -> Exists:
        live = [Receipt.Status.WAITING, Receipt.Status.BOOKED]
        return Exists(Receipt.objects.filter(pledge=OuterRef("pk"), status__in=live))

    def received(self) -> "PledgeQuerySet":
        return self.filter(self._with_money())

    def unpaid(self) -> "PledgeQuerySet":
        """Pledges whose money nobody has seen yet, expired or not: all are bookable."""
        return self.exclude(self._with_money())

    def live(self, on: date | None = None) -> "PledgeQuerySet":
        """Unpaid pledges that still count as promised."""
        return self.unpaid().filter(expires_on__gte=on or today(), set_aside_at=None)

    def counted_first(self) -> "PledgeQuerySet":
        """Newest first, those that were set aside behind all others."""
        return self.order_by(F("set_aside_at").desc(nulls_first=True), "-pk")


class Pledge(Giver):
    """A promise to transfer money, with its own code for the memo.

    After 30 days, or once a steward has set it aside, it is no longer counted as promised.
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
    def memo(self) -> str:
        return memo(self.code)

    @property
    def is_expired(self) -> bool:
        return self.expires_on < today()


class ReceiptBook(models.Model):
    """The last number used in a drive's receipt book of one year."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="books")
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="receiptbook_one_per_drive_and_year", fields=["campaign", "year"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.year}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def of_campaigns(self, campaigns: models.QuerySet[Campaign]) -> "ReceiptQuerySet":
        return self.filter(campaign__in=campaigns)

    def waiting(self) -> "ReceiptQuerySet":
        return self.filter(status=Receipt.Status.WAITING)

    def waiting_for(self, person: Any) -> "ReceiptQuerySet":
        return self.waiting().filter(second_counter=person)

    def waiting_by_campaign(self, campaigns: list[Campaign]) -> dict[int, int]:
        """How many receipts of each of these drives wait; one query for all of them."""
        waiting = self.waiting().filter(campaign__in=campaigns).order_by()
        return dict(waiting.values_list("campaign").annotate(number=Count("pk")))

    def standing(self) -> "ReceiptQuerySet":
        """Gifts that were booked and not taken back: the givers the public page lists."""
        return self.filter(status=Receipt.Status.BOOKED)

    def newest_first(self) -> "ReceiptQuerySet":
        return self.order_by("-pk")

    def with_people(self) -> "ReceiptQuerySet":
        return self.select_related(
            "campaign__commune", "campaign__hamlet", "first_counter", "second_counter", "pledge"
        )


class Receipt(Giver):
    """A gift received (phiếu thu): counted by one person, confirmed by another.

    It has its number from the moment it is written, so that the book has no gaps; one that
    the second counter refuses keeps its number as a void.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for the second counter")
        BOOKED = "booked", _("Booked")
        REFUSED = "refused", _("Not confirmed")
        REVERSED = "reversed", _("Reversed")

    NEXT: dict[str, set[str]] = {
        Status.WAITING: {Status.BOOKED, Status.REFUSED},
        Status.BOOKED: {Status.REVERSED},
        Status.REFUSED: set(),
        Status.REVERSED: set(),
    }

    class Channel(models.TextChoices):
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Bank transfer")
        KIND = "kind", _("In kind")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="receipts")
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    amount = models.BigIntegerField(
        _("amount"), null=True, blank=True, help_text=_("None for a gift in kind.")
    )
    thing = models.CharField(_("what was given"), max_length=200, blank=True)
    received_on = models.DateField(_("received on"))
    bank_reference = models.CharField(_("reference on the statement"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    once = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    first_counter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_counted_at = models.DateTimeField(auto_now_add=True)
    second_counter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="gifts_to_confirm"
    )
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(_("reason"), max_length=200, blank=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        triggers = [
            # A reversal changes the status, and the giver the name in public. When it was
            # decided stays, so that no receipt waits again.
            pgtrigger.Trigger(
                name="what_was_decided_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["status", "shown", "alias"]),
                func="""
                    IF OLD.status <> 'waiting' THEN
                        RAISE EXCEPTION 'a receipt stays as it was decided';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="numbers_are_never_lost", operation=pgtrigger.Delete),
        ]
        indexes = [
            models.Index(name="receipt_newest", fields=["campaign", "-id"]),
            models.Index(
                name="receipt_givers",
                fields=["campaign", "-id"],
                condition=Q(status="booked"),
            ),
            models.Index(
                name="receipt_waiting_in",
                fields=["campaign"],
                condition=Q(status="waiting"),
            ),
            models.Index(
                name="receipt_waiting_for",
                fields=["second_counter"],
                condition=Q(status="waiting"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="receipt_number_once_per_book", fields=["campaign", "year", "number"]
            ),
            models.UniqueConstraint(
                name="receipt_bank_reference_once_per_drive",
                fields=["campaign", "bank_reference"],
                condition=~Q(bank_reference="") & Q(status__in=["waiting", "booked"]),
            ),
            models.CheckConstraint(
                name="receipt_counted_by_two_people",
                condition=~Q(second_counter=F("first_counter")),
            ),
            models.CheckConstraint(
                name="receipt_is_money_or_a_thing",
                condition=Q(channel__in=["cash", "transfer"], amount__range=(LEAST, MOST), thing="")
                & Q(amount__isnull=False)
                | Q(channel="kind", amount=None) & ~Q(thing=""),
            ),
            models.CheckConstraint(
                name="receipt_transfer_names_its_statement_line",
                condition=(Q(channel="transfer") & ~Q(bank_reference=""))
                | (~Q(channel="transfer") & Q(bank_reference="")),
            ),
            models.CheckConstraint(
                name="receipt_decided_means_decided_at",
                condition=Q(status="waiting", decided_at=None, refusal="")
                | Q(status__in=["booked", "reversed"], decided_at__isnull=False, refusal="")
                | (Q(status="refused", decided_at__isnull=False) & ~Q(refusal="")),
            ),
            models.CheckConstraint(
                name="receipt_carries_the_real_name", condition=~Q(giver_name="")
            ),
            models.CheckConstraint(name="receipt_shown_is_known", condition=SHOWN_IS_KNOWN),
            models.CheckConstraint(
                name="receipt_alias_only_when_chosen", condition=ALIAS_WHEN_CHOSEN
            ),
        ]

    def __str__(self) -> str:
        return receipt_number(self.year, self.number)

    @property
    def is_money(self) -> bool:
        return self.amount is not None


def receipt_number(year: int, number: int) -> str:
    return f"PT-{year}-{number:04}"
