"""What happens to money: booked, numbered, checked."""

from contributions.books.actions.ledger_entries import book_entry, keep_check
from contributions.books.actions.purses import Purse, hold_purse, open_purse
from contributions.books.actions.receipt_books import hold_receipt_book, take_number

__all__ = [
    "Purse",
    "book_entry",
    "hold_purse",
    "hold_receipt_book",
    "keep_check",
    "open_purse",
    "take_number",
]
