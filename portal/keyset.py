"""Lists by key: a page starts after a row, so page 20,000 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.http import HttpRequest

from portal.prepared import Fact, prepared

Row = TypeVar("Row", bound=models.Model)

PARAMETER = "after"
LONGEST_KEY = 18  # digits; PostgreSQL's bigint has 19
BEYOND = 10**LONGEST_KEY  # after every key


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows by falling key, and the key that the next page comes after: None on the last."""

    rows: list[Row]
    next_after: int | None
    is_first: bool


def page_of(
    rows: "models.QuerySet[Row]", request: HttpRequest, size: int, *, key: str = "pk"
) -> Page[Row]:
    """Up to `size` rows below the key in `?after=`, newest first; a key nobody has is no key."""
    start = _start(request)
    below = rows if start is None else rows.filter(**{f"{key}__lt": start})
    return _page(list(below.order_by(f"-{key}")[: size + 1]), size, key, start)


def prepared_page_of(
    rows: "prepared[Row]", request: HttpRequest, size: int, *, key: str = "pk", **facts: object
) -> Page[Row]:
    """The same of a prepared question, which `until_after(key, size)` ends."""
    start = _start(request)
    after = BEYOND if start is None else start
    return _page(rows(after=after, **facts), size, key, start)


def until_after(
    rows: "models.QuerySet[Row]", size: int, *, key: str = "pk"
) -> "models.QuerySet[Row]":
    """The end of a question that `prepared_page_of` asks; its gap is called `after`."""
    return rows.filter(**{f"{key}__lt": Fact("after")}).order_by(f"-{key}")[: size + 1]


def _start(request: HttpRequest) -> int | None:
    after = request.GET.get(PARAMETER, "")
    return int(after) if is_key(after) else None


def _page(read: list[Row], size: int, key: str, start: int | None) -> Page[Row]:
    # One row more is read than is shown: a list that ends with the page has no next one.
    more = len(read) > size
    return Page(read[:size], getattr(read[size - 1], key) if more else None, start is None)


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
