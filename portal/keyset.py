"""Lists by key: a page starts after a row, so page 20,000 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import models
from django.http import HttpRequest

Row = TypeVar("Row", bound=models.Model)

PARAMETER = "after"
LONGEST_KEY = 18  # digits; PostgreSQL's bigint has 19


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
    after = request.GET.get(PARAMETER, "")
    start = int(after) if is_key(after) else None
    below = rows if start is None else rows.filter(**{f"{key}__lt": start})
    shown = list(below.order_by(f"-{key}")[: size + 1])
    # One row more is read than is shown: a list that ends with the page has no next one.
    more = len(shown) > size
    return Page(shown[:size], getattr(shown[size - 1], key) if more else None, start is None)


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
