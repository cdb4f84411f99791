"""What happens to money: booked, numbered, checked."""

from contributions.books.actions.ledger_entries import Papers, book_entry, keep_check
from contributions.books.actions.purses import Purse, hold_purse, open_purse

__all__ = [
    "Papers",
    "Purse",
    "book_entry",
    "hold_purse",
    "keep_check",
    "open_purse",
]
