"""What a line of the ledger is about, in one sentence."""

from django.utils.translation import gettext as _

from contributions.books.models import LedgerEntry


def what_of(entry: LedgerEntry) -> str:
    """The giver's name as the giver chose it, or what the line reverses."""
    if entry.reverses:
        return _("Reverses line %(number)s: %(reason)s") % {
            "number": entry.reverses.number,
            "reason": entry.reason,
        }
    name = entry.receipt.public_name if entry.receipt else entry.reason
    return name or _("A giver without a name")
