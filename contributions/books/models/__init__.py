"""What is true of money in the books."""

from contributions.books.models.accounts import Account
from contributions.books.models.ledger_checks import LedgerCheck
from contributions.books.models.ledger_entries import LedgerEntry, LedgerEntryQuerySet, LedgerLine
from contributions.books.models.receipt_books import ReceiptBook

__all__ = [
    "Account",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerEntryQuerySet",
    "LedgerLine",
    "ReceiptBook",
]
