"""What is true of money in the books."""

from contributions.books.models.ledger_entries import Account, LedgerCheck, LedgerEntry, LedgerLine

__all__ = ["Account", "LedgerCheck", "LedgerEntry", "LedgerLine"]
