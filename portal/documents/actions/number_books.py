"""Numbers without a gap: one book for each series and year, held by whoever writes in it.

A book is a room's own model. Its `last_number` begins at 0, and a constraint says that there
is one book for each set of the other fields.
"""

from typing import Any, Protocol, TypeVar

from django.db import models


class NumberBook(Protocol):
    last_number: int

    def save(self, *, update_fields: list[str]) -> None: ...


Book = TypeVar("Book", bound=models.Model)


def held_book(books: "models.QuerySet[Book]", **of: Any) -> Book:
    """The book of these fields, made if it is new, held until the transaction ends.

    Raises TransactionManagementError outside a transaction.
    """
    book, _created = books.get_or_create(**of)
    return books.select_for_update(no_key=True).get(pk=book.pk)


def next_number(book: NumberBook) -> int:
    """The next number is taken. If the transaction fails, whoever comes next gets it."""
    book.last_number += 1
    book.save(update_fields=["last_number"])
    return book.last_number
