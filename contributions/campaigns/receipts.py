"""Numbers of receipts, and the paper of one."""

from typing import Any

from django.utils.timezone import localdate

from contributions.campaigns.models import Campaign, Gift, ReceiptBook
from contributions.campaigns.models.gifts import receipt_number
from portal.documents import pdf
from portal.documents.words import dong_in_words


def next_number(campaign: Campaign) -> str:
    """The number the next receipt will have, if nobody writes one in the meantime."""
    year = localdate().year
    book = ReceiptBook.objects.filter(campaign=campaign, year=year).first()
    return receipt_number(year, book.last_number + 1 if book else 1)


def held_book(campaign: Campaign) -> ReceiptBook:
    """This year's book, held: who has it writes the next number, so none is double or missing."""
    book, _created = ReceiptBook.objects.get_or_create(campaign=campaign, year=localdate().year)
    return ReceiptBook.objects.select_for_update().get(pk=book.pk)


def write(book: ReceiptBook, **facts: Any) -> Gift:
    """The book's next receipt. Call it with the book held."""
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return Gift.objects.create(
        campaign=book.campaign, year=book.year, number=book.last_number, **facts
    )


def receipt_pdf(receipt: Gift) -> bytes:
    """The giver's receipt. It carries the real name until the giver is forgotten."""
    context = {
        "receipt": receipt,
        "name": "Phiếu thu" if receipt.is_money else "Giấy biên nhận hiện vật",
        "campaign": receipt.campaign,
        "words": dong_in_words(receipt.amount) if receipt.amount is not None else "",
        "signers": _signers(receipt),
    }
    return pdf.render("contributions/papers/receipt.html", context)


def _signers(receipt: Gift) -> list[tuple[str, str]]:
    """Titles are those of official paper and stay Vietnamese."""
    money = receipt.is_money
    return [
        ("Người lập phiếu" if money else "Người lập giấy", receipt.first_counter.full_name),
        ("Người cùng đếm" if money else "Người cùng nhận", receipt.second_counter.full_name),
        ("Người ủng hộ", receipt.giver_name),
    ]
