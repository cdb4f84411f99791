"""Words for the facts of a notice about a post."""

from datetime import date

from django import template
from django.utils.formats import date_format

from portal.people.posts import name_of_post

register = template.Library()


@register.filter
def post_in(role: str, area: str) -> str:
    """The post in the reader's language, small as it stands inside a sentence."""
    name = name_of_post(role, area)
    return name[:1].lower() + name[1:]


@register.filter
def day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "d/m/Y")
