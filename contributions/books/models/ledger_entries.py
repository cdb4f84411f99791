"""The ledger of a campaign: double entry in whole đồng, appended to and never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from contributions.books.models.accounts import Account
from portal.journal.append_only import append_only
from portal.personal_data import ACCOUNTS, WITH_BOOKS, Personal

# Rows of a table are narrow: a page has fifty of them, and a sheet twenty thousand.
ENTRY_COLUMNS = (
    "number", "kind", "on", "received", "spent", "balance", "reason",
    "reverses__number",
    "written_by__honorific", "written_by__full_name",
    "confirmed_by__honorific", "confirmed_by__full_name",
    "gift__public_id", "gift__year", "gift__number", "gift__channel", "gift__status",
    "gift__giver_name", "gift__shown", "gift__alias",
)  # fmt: skip

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


IS_REVERSED = ExpressionWrapper(Q(reversed_by__isnull=False), output_field=models.BooleanField())


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def newest_first(self) -> "LedgerEntryQuerySet":
        return self.order_by("-number")

    def with_papers(self) -> "LedgerEntryQuerySet":
        """With what a page says of an entry: its gift, who reverses what, and nothing else."""
        return (
            self.select_related("gift", "reverses", "written_by", "confirmed_by")
            .only(*ENTRY_COLUMNS)
            # A join, not EXISTS: that would be hashed over the whole table for one page of it.
            .annotate(is_reversed=IS_REVERSED)
        )


class LedgerEntry(models.Model):
    """One booking. Corrected only by another that reverses it."""

    class Kind(models.TextChoices):
        GIFT = "gift", _("Gift")
        SPENDING = "spending", _("Spending")
        REVERSAL = "reversal", _("Reversal")

    campaign = models.ForeignKey("contributions.Campaign", models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("date"))
    at = models.DateTimeField(_("booked at"))
    gift = models.ForeignKey(
        "contributions.Gift", models.PROTECT, null=True, related_name="entries"
    )
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    turnover = models.BigIntegerField(help_text=_("The sum of its debits."))
    received = models.BigIntegerField(default=0, help_text=_("What it adds to the money received."))
    spent = models.BigIntegerField(default=0, help_text=_("What it adds to the money spent."))
    balance = models.BigIntegerField(help_text=_("Money in the purse after it."))

    personal = {
        "written_by": Personal("who wrote it", ACCOUNTS, WITH_BOOKS),
        "confirmed_by": Personal("who confirmed it", ACCOUNTS, WITH_BOOKS),
    }
    impersonal = "campaign number kind on at gift reverses reason turnover received spent balance"

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
                name="ledgerentry_books_a_gift_once",
                fields=["gift"],
                condition=Q(kind="gift"),
            ),
            models.CheckConstraint(
                name="ledgerentry_numbers_start_at_one", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="ledgerentry_two_people_stand_for_it",
                condition=~Q(written_by=F("confirmed_by")),
            ),
            models.CheckConstraint(
                name="ledgerentry_turns_something_over", condition=Q(turnover__gt=0)
            ),
            models.CheckConstraint(name="ledgerentry_leaves_no_debt", condition=Q(balance__gte=0)),
            models.CheckConstraint(
                name="ledgerentry_of_a_gift_names_it",
                condition=~Q(kind="gift") | Q(gift__isnull=False),
            ),
            models.CheckConstraint(
                name="ledgerentry_reversal_names_what_and_why",
                condition=(Q(kind="reversal", reverses__isnull=False) & ~Q(reason=""))
                | (~Q(kind="reversal") & Q(reverses=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} #{self.number}"


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
