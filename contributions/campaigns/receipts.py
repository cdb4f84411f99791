"""The papers of a gift: a numbered receipt, one in kind, and that of its refund."""

import re

from contributions.books.models.receipt_books import refund_number
from contributions.campaigns.models import Gift, Reversal
from portal.documents import pdf
from portal.documents.amounts_in_words import dong_in_words

# Nobody signs as "Bà Phạm Thị Lựu".
HONORIFIC = re.compile(r"^(ông|bà)\s+(?=\S+\s)", re.IGNORECASE)


def receipt_pdf(gift: Gift) -> bytes:
    """The giver's receipt. It carries the real name until the giver is erased."""
    context = {
        "gift": gift,
        "name": "Phiếu thu" if gift.is_money else "Giấy biên nhận hiện vật, ngày công",
        "confirmer": _confirmer(gift),
        "campaign": gift.campaign,
        "amount_in_words": dong_in_words(gift.amount) if gift.amount is not None else "",
        "refund_number": refund_number(gift.year, gift.number),
        "signers": _signers(gift),
    }
    return pdf.render("contributions/gifts/paper.html", context)


def _signers(gift: Gift) -> list[tuple[str, str]]:
    """Titles are those of official paper and stay Vietnamese."""
    money = gift.is_money
    return [
        ("Người lập phiếu" if money else "Người lập giấy", gift.first_counter.full_name),
        (_confirmer(gift), gift.second_counter.full_name),
        ("Người nộp tiền" if money else "Người ủng hộ", HONORIFIC.sub("", gift.giver_name)),
    ]


def _confirmer(gift: Gift) -> str:
    """Who confirms: cash is counted, a transfer is looked for on the statement."""
    by_channel = {
        Gift.Channel.CASH: "Người cùng đếm",
        Gift.Channel.TRANSFER: "Người đối chiếu sao kê",
    }
    return by_channel.get(Gift.Channel(gift.channel), "Người cùng nhận")


def refund_pdf(reversal: Reversal) -> bytes:
    """The paper by which a gift was given back. It carries the giver's name until it is erased."""
    gift = reversal.gift
    context = {
        "reversal": reversal,
        "gift": gift,
        "name": "Giấy hoàn trả tiền ủng hộ" if gift.is_money else "Giấy trả lại hiện vật",
        "campaign": gift.campaign,
        "amount_in_words": dong_in_words(gift.amount) if gift.amount is not None else "",
        "signers": [
            ("Người lập giấy", reversal.asked_by.full_name),
            ("Người xác nhận", reversal.second_counter.full_name),
            ("Người nhận lại", HONORIFIC.sub("", gift.giver_name)),
        ],
    }
    return pdf.render("contributions/reversals/paper.html", context)
