"""Numbers of receipts: each once, and none missing."""

from django.utils.timezone import localdate

from contributions.books.models import ReceiptBook
from contributions.books.moves import PurseHolder
from portal.journal.actions import hold


def hold_receipt_book(holder: PurseHolder) -> ReceiptBook:
    """This year's book, held: who has it writes the next number, so none is double or missing."""
    book, _created = ReceiptBook.objects.get_or_create(campaign_id=holder.pk, year=localdate().year)
    return hold(book)


def take_number(book: ReceiptBook) -> int:
    """The book's next number, used up. Call it with the book held."""
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return book.last_number
