"""The ledger of a campaign: double entry in whole đồng, appended to and never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.models.campaigns import Campaign
from portal.journal.append_only import append_only

# At commit, for an entry and for each of its lines: at least two lines, of the entry's own
# campaign, that sum to zero and turn over what the entry says. As an entry's turnover never
# changes, no line can be added to an old entry either.
ADDS_UP = """
    IF NOT EXISTS (
        SELECT FROM contributions_ledgerentry entry
        JOIN contributions_ledgerline line ON line.entry_id = entry.id
        JOIN contributions_account account ON account.id = line.account_id
        WHERE entry.id = {entry}
        GROUP BY entry.id
        HAVING count(*) >= 2
           AND sum(line.amount) = 0
           AND sum(greatest(line.amount, 0)) = entry.turnover
           AND bool_and(account.campaign_id = entry.campaign_id)
    ) THEN
        RAISE EXCEPTION 'ledger_entry_adds_up'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_adds_up';
    END IF;
    RETURN NULL;
"""


def adds_up(entry: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="entry_adds_up",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=ADDS_UP.format(entry=entry),
    )


class Account(models.Model):
    """One account of a campaign's purse and its balance, kept up in the booking transaction.

    Debits are positive. Cash and bank hold the money; gifts are where it came from and
    spending is where it went; what is set aside for upkeep is the negative of `reserve`.
    """

    class Kind(models.TextChoices):
        CASH = "cash", _("Cash box")
        BANK = "bank", _("Bank account")
        GIFTS = "gifts", _("Contributions")
        SPENDING = "spending", _("Spending")
        SET_ASIDE = "set_aside", _("Set aside for upkeep")
        RESERVE = "reserve", _("Upkeep reserve")

    MONEY = (Kind.CASH, Kind.BANK)

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="accounts")
    kind = models.CharField(_("ledger account"), max_length=12, choices=Kind)
    balance = models.BigIntegerField(_("balance"), default=0)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.UniqueConstraint(
                name="account_one_of_each_kind_per_campaign", fields=["campaign", "kind"]
            ),
            models.CheckConstraint(
                name="account_holds_no_money_that_never_came",
                condition=~Q(kind__in=["cash", "bank"]) | Q(balance__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.balance}"


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def newest_first(self) -> "LedgerEntryQuerySet":
        return self.order_by("-number")

    def before(self, number: int | None) -> "LedgerEntryQuerySet":
        """The page that starts under entry `number`: a key, so page 20,000 costs as page 1."""
        return self.filter(number__lt=number) if number else self

    def with_papers(self) -> "LedgerEntryQuerySet":
        """With what a page says of an entry: its receipt, what it reverses or was reversed by."""
        return self.select_related("receipt", "reverses", "reversed_by", "first", "second")


class LedgerEntry(models.Model):
    """One booking. Corrected only by another that reverses it."""

    class Kind(models.TextChoices):
        GIFT = "gift", _("Gift")
        SPENDING = "spending", _("Spending")
        REVERSAL = "reversal", _("Reversal")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("date"))
    at = models.DateTimeField(_("booked at"))
    receipt = models.ForeignKey(
        "contributions.Gift", models.PROTECT, null=True, related_name="entries"
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    turnover = models.BigIntegerField(help_text=_("The sum of its debits."))
    received = models.BigIntegerField(default=0, help_text=_("What it adds to the money received."))
    spent = models.BigIntegerField(default=0, help_text=_("What it adds to the money spent."))
    balance = models.BigIntegerField(help_text=_("Money in the purse after it."))

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        triggers = [*append_only(), adds_up("NEW.id")]
        constraints = [
            models.UniqueConstraint(
                name="ledgerentry_has_its_own_place_in_its_ledger", fields=["campaign", "number"]
            ),
            models.UniqueConstraint(
                name="ledgerentry_books_a_receipt_once",
                fields=["receipt"],
                condition=Q(kind="gift"),
            ),
            models.CheckConstraint(
                name="ledgerentry_numbers_start_at_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="ledgerentry_two_people_stand_for_it", condition=~Q(first=F("second"))
            ),
            models.CheckConstraint(
                name="ledgerentry_turns_something_over", condition=Q(turnover__gt=0)
            ),
            models.CheckConstraint(name="ledgerentry_leaves_no_debt", condition=Q(balance__gte=0)),
            models.CheckConstraint(
                name="ledgerentry_gift_has_its_receipt",
                condition=~Q(kind="gift") | Q(receipt__isnull=False),
            ),
            models.CheckConstraint(
                name="ledgerentry_reversal_names_what_and_why",
                condition=(Q(kind="reversal", reverses__isnull=False) & ~Q(reason=""))
                | (~Q(kind="reversal") & Q(reverses=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} #{self.number}"

    @property
    def reversal(self) -> "LedgerEntry | None":
        """The entry that takes this one back, if there is one."""
        return getattr(self, "reversed_by", None)


class LedgerLine(models.Model):
    """One side of an entry: what it does to one account. Debits positive, credits negative."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        triggers = [*append_only(), adds_up("NEW.entry_id")]
        constraints = [
            models.UniqueConstraint(
                name="ledgerline_one_per_account_and_entry", fields=["entry", "account"]
            ),
            models.CheckConstraint(name="ledgerline_moves_something", condition=~Q(amount=0)),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount:+}"


class LedgerCheck(models.Model):
    """What the last recomputing of a campaign's ledger and journal found."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="check_result")
    at = models.DateTimeField(_("checked at"))
    entries = models.PositiveIntegerField(_("entries seen"))
    faults = models.PositiveIntegerField(_("faults found"))

    class Meta:
        verbose_name = _("ledger check")
        verbose_name_plural = _("ledger checks")

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.entries} / {self.faults}"
