"""Lists by key: a page starts after a row, so page 20,000 costs what page 1 costs."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def page_of(rows: models.QuerySet[Row], after: str, size: int) -> list[Row]:
    """Up to `size` rows of a list ordered by falling id, below the id `after` ("" for all)."""
    below = rows.filter(pk__lt=int(after)) if is_key(after) else rows
    return list(below.order_by("-pk")[:size])


def next_key(page: list[Row], size: int) -> int | None:
    """What the next page comes after, or None when this one was not full."""
    return page[-1].pk if len(page) == size else None


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
