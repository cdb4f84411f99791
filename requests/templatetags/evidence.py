"""How a received file looks on a page."""

from django import template
from django.utils.translation import gettext, ngettext

register = template.Library()

NBSP = "\u00a0"


@register.filter
def film_length(seconds: int | None) -> str:
    """Length of a film: 45 giây, 30 phút, 1 giờ 5 phút."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _n(ngettext("%(n)s second", "%(n)s seconds", seconds), seconds)
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    said = [_n(ngettext("%(n)s hour", "%(n)s hours", hours), hours)] if hours else []
    if rest:
        said.append(_n(ngettext("%(n)s minute", "%(n)s minutes", rest), rest))
    return " ".join(said)


def _n(words: str, number: int) -> str:
    """The number stays with its unit when the line breaks."""
    return words.replace("%(n)s ", f"{number}{NBSP}")


@register.filter
def short_hash(sha256: str) -> str:
    """The first and last signs, enough to compare by eye: 9f3ac1d7…4be2."""
    return f"{sha256[:8]}…{sha256[-4:]}" if sha256 else gettext("being worked out")
