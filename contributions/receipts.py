"""Numbers of receipts, and the paper of one."""

from contributions.models import Campaign, Receipt, ReceiptBook
from contributions.models.giving import receipt_number
from portal.areas.clock import today
from portal.documents import pdf
from portal.documents.words import dong_in_words


def next_number(campaign: Campaign) -> str:
    """The number the next receipt will have, if nobody writes one in the meantime."""
    year = today().year
    book = ReceiptBook.objects.filter(campaign=campaign, year=year).first()
    return receipt_number(year, book.last_number + 1 if book else 1)


def receipt_pdf(receipt: Receipt) -> bytes:
    """The giver's receipt. It always carries the real name."""
    people = [
        (
            "Người lập phiếu" if receipt.is_money else "Người lập giấy",
            receipt.first_counter.full_name,
        ),
        (
            "Người cùng đếm" if receipt.is_money else "Người cùng nhận",
            receipt.second_counter.full_name,
        ),
        ("Người ủng hộ", receipt.giver_name),
    ]
    context = {
        "receipt": receipt,
        "name": "Phiếu thu" if receipt.is_money else "Giấy biên nhận hiện vật",
        "campaign": receipt.campaign,
        "words": dong_in_words(receipt.amount) if receipt.amount is not None else "",
        "signers": people,
    }
    return pdf.render("contributions/papers/receipt.html", context)
