"""Gifts received: counted by one, confirmed by another, and what is left of the giver."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.books.models import Account
from contributions.books.models.receipt_books import receipt_number
from contributions.books.money import LEAST, MOST
from contributions.campaigns.models.campaigns import Campaign
from contributions.campaigns.models.givers import ALIAS_WHEN_CHOSEN, SHOWN_IS_KNOWN, Giver
from contributions.campaigns.models.pledges import SEEN, Pledge
from portal.personal_data import ACCOUNTS, CONSENT, WITH_BOOKS, WITH_GIVER, Personal


class GiftQuerySet(models.QuerySet["Gift"]):
    def of_campaigns(self, campaigns: models.QuerySet[Campaign]) -> "GiftQuerySet":
        return self.filter(campaign__any_of=campaigns.values("pk"))

    def waiting(self) -> "GiftQuerySet":
        return self.filter(status=Gift.Status.WAITING)

    def waiting_for(self, person: Any) -> "GiftQuerySet":
        return self.waiting().filter(second_counter=person)

    def waiting_by_campaign(self, campaigns: list[Campaign]) -> dict[int, int]:
        """How many gifts to each of these campaigns wait; one query for all of them."""
        waiting = self.waiting().filter(campaign__in=campaigns).order_by()
        return dict(waiting.values_list("campaign").annotate(number=Count("pk")))

    def standing(self) -> "GiftQuerySet":
        """Gifts that were booked and not taken back: the givers the public page lists."""
        return self.filter(status=Gift.Status.BOOKED)

    def seen(self) -> "GiftQuerySet":
        """Gifts whose money is there, booked or still to be confirmed."""
        return self.filter(status__in=SEEN)

    def refunded(self) -> "GiftQuerySet":
        return self.filter(status=Gift.Status.REFUNDED)

    def newest_first(self) -> "GiftQuerySet":
        return self.order_by("-pk")

    def with_people(self) -> "GiftQuerySet":
        return self.select_related(
            "campaign__commune", "campaign__hamlet", "first_counter", "second_counter", "pledge"
        )


# What is erased of a giver. No other door of a decided gift leads to these.
OF_THE_GIVER = ["giver_name", "giver_phone", "shown", "alias", "erased_at"]


class Gift(Giver):
    """A gift received (phiếu thu): counted by one person, confirmed by another.

    It has its number from the moment it is written, so that the book has no gaps; one that
    the second counter refuses keeps its number as a void. Once the giver is erased, no
    name, phone or alias stands on it any more, for good; all else stays.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for the second person")
        BOOKED = "booked", _("Booked")
        REFUSED = "refused", _("Not confirmed")
        REVERSED = "reversed", _("Reversed")
        REFUNDED = "refunded", _("Given back")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.BOOKED, Status.REFUSED},
        Status.BOOKED: {Status.REVERSED, Status.REFUNDED},
        Status.REFUSED: set(),
        Status.REVERSED: set(),
        Status.REFUNDED: set(),
    }

    class Ground(models.TextChoices):
        """Why a giver is erased (Law 91/2025, article 14)."""

        ASKED = "asked", _("The giver asks for it")
        PURPOSE_DONE = "purpose_done", _("What the data was kept for is done")
        TERM_OVER = "term_over", _("The time it may be kept is over")

    class Channel(models.TextChoices):
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Bank transfer")
        KIND = "kind", _("In kind")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="gifts")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, blank=True, related_name="gifts")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    channel = models.CharField(_("how it came"), max_length=10, choices=Channel)
    amount = models.BigIntegerField(
        _("amount"), null=True, blank=True, help_text=_("None for a gift in kind.")
    )
    item = models.CharField(_("what was given"), max_length=200, blank=True)
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
    erased_at = models.DateTimeField(_("giver erased"), null=True, editable=False)

    personal = {
        "giver_name": Personal("whose gift it is", ACCOUNTS, WITH_GIVER, erased=True),
        "giver_phone": Personal("thanking, asking back", CONSENT, WITH_GIVER, erased=True),
        "shown": Personal("how the name stands in public", CONSENT, WITH_GIVER, erased=True),
        "alias": Personal("how the name stands in public", CONSENT, WITH_GIVER, erased=True),
        "bank_reference": Personal("which line of the statement it is", ACCOUNTS, WITH_BOOKS),
        "first_counter": Personal("who counted it", ACCOUNTS, WITH_BOOKS),
        "second_counter": Personal("who counted it again", ACCOUNTS, WITH_BOOKS),
    }
    impersonal = (
        "campaign pledge year number channel amount item received_on status once "
        "first_counted_at decided_at refusal erased_at"
    )

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        triggers = [
            # A reversal changes the status, and the giver the name in public. When it was
            # decided stays, so that no gift waits again. The law's one door: once, the
            # giver is erased and nothing else changes; a constraint says what is left.
            pgtrigger.Trigger(
                name="what_was_decided_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["status", "shown", "alias"]),
                func=f"""
                    IF OLD.status = 'waiting' THEN RETURN NEW; END IF;
                    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
                       AND to_jsonb(OLD) - ARRAY{OF_THE_GIVER} = to_jsonb(NEW) - ARRAY{OF_THE_GIVER}
                    THEN RETURN NEW; END IF;
                    RAISE EXCEPTION 'a gift stays as it was decided';
                """,
            ),
            pgtrigger.Protect(name="numbers_are_never_lost", operation=pgtrigger.Delete),
        ]
        indexes = [
            models.Index(name="gift_newest", fields=["campaign", "-id"]),
            models.Index(
                name="gift_givers",
                fields=["campaign", "-id"],
                condition=Q(status="booked"),
            ),
            models.Index(
                name="gift_waiting_in",
                fields=["campaign"],
                condition=Q(status="waiting"),
            ),
            models.Index(
                name="gift_waiting_for",
                fields=["second_counter"],
                condition=Q(status="waiting"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="gift_number_once_per_book", fields=["campaign", "year", "number"]
            ),
            models.UniqueConstraint(
                name="gift_bank_reference_once_per_campaign",
                fields=["campaign", "bank_reference"],
                condition=~Q(bank_reference="") & Q(status__in=["waiting", "booked"]),
            ),
            models.CheckConstraint(
                name="gift_counted_by_two_people",
                condition=~Q(second_counter=F("first_counter")),
            ),
            models.CheckConstraint(
                name="gift_is_money_or_a_thing",
                condition=Q(channel__in=["cash", "transfer"], amount__range=(LEAST, MOST), item="")
                & Q(amount__isnull=False)
                | Q(channel="kind", amount=None) & ~Q(item=""),
            ),
            models.CheckConstraint(
                name="gift_transfer_names_its_statement_line",
                condition=(Q(channel="transfer") & ~Q(bank_reference=""))
                | (~Q(channel="transfer") & Q(bank_reference="")),
            ),
            models.CheckConstraint(
                name="gift_decided_means_decided_at",
                condition=Q(status="waiting", decided_at=None, refusal="")
                | Q(
                    status__in=["booked", "reversed", "refunded"],
                    decided_at__isnull=False,
                    refusal="",
                )
                | (Q(status="refused", decided_at__isnull=False) & ~Q(refusal="")),
            ),
            models.CheckConstraint(
                name="gift_carries_the_real_name_until_it_is_erased",
                condition=(Q(erased_at=None) & ~Q(giver_name=""))
                | (
                    Q(erased_at__isnull=False, giver_name="", giver_phone="")
                    & Q(shown="hidden", alias="")
                    & ~Q(status="waiting")
                ),
            ),
            models.CheckConstraint(name="gift_shown_is_known", condition=SHOWN_IS_KNOWN),
            models.CheckConstraint(name="gift_alias_only_when_chosen", condition=ALIAS_WHEN_CHOSEN),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def receipt_number(self) -> str:
        """The number of its paper, as people read it out."""
        return receipt_number(self.year, self.number)

    @property
    def stream(self) -> str:
        return self.campaign.stream

    @property
    def already(self) -> str:
        return gettext("Receipt %(number)s is already “%(status)s”.") % {
            "number": self.receipt_number,
            "status": self.get_status_display(),
        }

    @property
    def is_money(self) -> bool:
        return self.amount is not None

    @property
    def into(self) -> str:
        """The account of the purse that its money comes into."""
        return Account.Kind.CASH if self.channel == Gift.Channel.CASH else Account.Kind.BANK
