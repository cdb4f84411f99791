"""Words for the facts of a notice about a post, and the codes of a trial portal's staff."""

from datetime import date

from django import template
from django.utils.formats import date_format

from portal.people.factors import present_codes
from portal.people.models import Post
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


@register.simple_tag
def app_codes() -> list[tuple[Post, str]]:
    return present_codes()
