"""A list by key: where it starts, where it ends, and what it makes of a key nobody has."""

import pytest
from django.test import RequestFactory

from portal.areas.models import Commune
from portal.keyset import Page, is_key, page_of
from tests.areas.factories import CommuneFactory

pytestmark = pytest.mark.django_db


def page(after: str | int | None = None, size: int = 2) -> Page[Commune]:
    given: dict[str, str | int] = {} if after is None else {"after": after}
    return page_of(Commune.objects.all(), RequestFactory().get("/", given), size)


def test_the_newest_come_first_and_the_next_page_starts_after_the_last_row():
    first, second, third = CommuneFactory.create_batch(3)

    top = page()
    rest = page(top.next_after)

    assert (top.rows, top.next_after, top.is_first) == ([third, second], second.pk, True)
    assert (rest.rows, rest.next_after, rest.is_first) == ([first], None, False)


def test_a_last_page_that_is_exactly_full_has_no_next_one():
    CommuneFactory.create_batch(2)

    assert page().next_after is None


def test_an_empty_list_is_a_first_page_without_a_next_one():
    assert page() == Page([], None, True)


def test_a_row_added_meanwhile_moves_nothing_to_the_next_page():
    first, *_later = CommuneFactory.create_batch(3)
    top = page()

    CommuneFactory()

    assert page(top.next_after).rows == [first]


@pytest.mark.parametrize(
    "after",
    ["", " 7", "-1", "1.5", "7e3", "٣", "½", "0x10", "'; DROP TABLE", "9" * 19, "9" * 5000],
)
def test_a_key_nobody_has_is_no_key(after):
    communes = CommuneFactory.create_batch(2)

    shown = page(after)

    assert not is_key(after)
    assert (shown.rows, shown.is_first) == (communes[::-1], True)


def test_the_longest_key_is_one_the_database_can_compare():
    CommuneFactory()

    assert page("9" * 18).rows == list(Commune.objects.all())
    assert page("0").rows == []


def test_a_page_is_one_query_whatever_lies_before_it(django_assert_num_queries):
    communes = CommuneFactory.create_batch(6)

    with django_assert_num_queries(1):
        page(communes[3].pk)
