"""Words for the facts of a notice about a post."""

from datetime import date

from django import template
from django.utils.formats import date_format

from portal.people.models import Role

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """The role in the reader's language, small as it stands inside a sentence."""
    label = str(Role(role).label)
    return label[:1].lower() + label[1:]


@register.filter
def day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "d/m/Y")
