import pytest
from django.db import transaction

from portal.documents.actions import held_book, next_number
from requests.evidence.models import DeliveryRecordBook
from tests.areas.factories import CommuneFactory

pytestmark = pytest.mark.django_db


def take(**of):
    with transaction.atomic():
        return next_number(held_book(DeliveryRecordBook.objects.all(), **of))


def test_numbers_follow_each_other_in_each_book():
    commune = CommuneFactory()
    records, certificates = ({"commune": commune, "series": s, "year": 2026} for s in ("BB", "XN"))

    taken = [take(**records), take(**records), take(**certificates), take(**records)]

    assert taken == [1, 2, 1, 3]
    assert [book.last_number for book in DeliveryRecordBook.objects.order_by("series")] == [3, 1]


def test_a_number_that_was_taken_in_vain_is_taken_again():
    book = {"commune": CommuneFactory(), "series": "BB", "year": 2026}
    take(**book)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        next_number(held_book(DeliveryRecordBook.objects.all(), **book))
        raise ZeroDivisionError

    assert take(**book) == 2


@pytest.mark.django_db(transaction=True)
def test_a_book_is_held_only_inside_a_transaction():
    commune = CommuneFactory()

    with pytest.raises(transaction.TransactionManagementError):
        held_book(DeliveryRecordBook.objects.all(), commune=commune, series="BB", year=2026)
