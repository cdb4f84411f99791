"""How a received file looks on a page."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def short_hash(sha256: str) -> str:
    """The first and last signs, enough to compare by eye: 9f3ac1d7…4be2."""
    return f"{sha256[:8]}…{sha256[-4:]}" if sha256 else gettext("being worked out")
