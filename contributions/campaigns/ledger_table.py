"""The ledger as people read it: on a page, on paper, as a sheet and over the API."""

from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from contributions.books.models import LedgerEntry, LedgerEntryQuerySet
from contributions.campaigns.figures import figures_of
from contributions.campaigns.models import Campaign
from contributions.campaigns.stewards import signers_of
from portal.documents.amounts_in_words import dong_in_words


def entries_of(campaign: Any) -> LedgerEntryQuerySet:
    return LedgerEntry.objects.filter(campaign=campaign).newest_first().with_papers()


def table_of(campaign: Campaign, entries: Sequence[LedgerEntry]) -> dict[str, Any]:
    """What page and paper have in common. `earlier_than` is the last line where others follow."""
    figures = figures_of(campaign)
    return {
        "campaign": campaign,
        "figures": figures,
        "entries": entries,
        "earlier_than": entries[-1].number if entries and entries[-1].number > 1 else None,
        "has_reversals": any(entry.reverses_id for entry in entries),
        "balance_in_words": dong_in_words(figures.balance),
        "signers": signers_of(campaign),
        "today": localdate(),
    }


def content_of(entry: LedgerEntry) -> str:
    """The giver's name as the giver chose it, or what the line reverses."""
    if entry.reverses:
        return _("Reverses line %(number)s: %(reason)s") % {
            "number": entry.reverses.number,
            "reason": entry.reason,
        }
    name = entry.gift.public_name if entry.gift else entry.reason
    return name or _("A giver without a name")


def sheet_heading() -> list[str]:
    return [
        _("Line"),
        _("Date"),
        _("Content"),
        _("Receipt of a gift"),
        _("Money in"),
        _("Money out"),
        _("Balance"),
    ]


def sheet_row(entry: LedgerEntry) -> list[object]:
    return [
        entry.number,
        entry.on,
        content_of(entry),
        str(entry.gift or ""),
        entry.received,
        entry.spent,
        entry.balance,
    ]
