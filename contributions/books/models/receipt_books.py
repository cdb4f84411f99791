"""Receipt books (quyển phiếu thu) and the numbers of their receipts."""

from django.db import models
from django.utils.timezone import localdate


class ReceiptBookQuerySet(models.QuerySet["ReceiptBook"]):
    def next_number_of(self, campaign_id: int) -> str:
        """The number the next receipt will have, if nobody writes one in the meantime."""
        year = localdate().year
        book = self.filter(campaign=campaign_id, year=year).first()
        return receipt_number(year, book.last_number + 1 if book else 1)


class ReceiptBook(models.Model):
    """The last number used in a campaign's receipt book of one year."""

    campaign = models.ForeignKey(
        "contributions.Campaign", models.PROTECT, related_name="receipt_books"
    )
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    objects = ReceiptBookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="receiptbook_one_per_campaign_and_year", fields=["campaign", "year"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.year}"


def receipt_number(year: int, number: int) -> str:
    return f"PT-{year}-{number:04}"


def refund_number(year: int, number: int) -> str:
    """Of the paper by which the gift of that receipt was given back."""
    return f"HT-{year}-{number:04}"
