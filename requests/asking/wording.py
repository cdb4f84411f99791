"""A commune's limits of asking, as people read them."""

from django.utils import formats
from django.utils.translation import ngettext

from portal.look.templatetags.look import grouped

NBSP = "\u00a0"
SMALL = 100_000  # square metres; larger areas are told in square kilometres


def lasting(minutes: int) -> str:
    """1 hour, 90 minutes."""
    if minutes % 60:
        words = ngettext("%(n)s minute", "%(n)s minutes", minutes)
        return words.replace("%(n)s ", f"{minutes}{NBSP}")
    words = ngettext("%(n)s hour", "%(n)s hours", minutes // 60)
    return words.replace("%(n)s ", f"{minutes // 60}{NBSP}")


def measuring(square_metres: int) -> str:
    """1.29 km², 50,000 m²."""
    if square_metres < SMALL:
        return f"{grouped(square_metres)}{NBSP}m²"
    return f"{formats.number_format(round(square_metres / 1e6, 2))}{NBSP}km²"
