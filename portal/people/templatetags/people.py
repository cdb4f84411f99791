"""Words for the facts of a notice about an appointment, and the codes of a trial portal's staff."""

from datetime import date

from django import template
from django.utils.formats import date_format

from portal.look import formats
from portal.people.models import Appointment, Role
from portal.people.models.appointments import name_of_appointment
from portal.people.second_factors import present_codes

register = template.Library()


@register.filter
def appointment_in(role: str, area: str) -> str:
    """The appointment in the reader's language, small as it stands inside a sentence."""
    return formats.small(name_of_appointment(role, area))


@register.simple_tag
def spokesperson(role: str, area: str) -> str:
    """In which appointment somebody spoke; of an older notice, which has no area, the role."""
    if not area:
        return formats.small(Role(role or Role.HAMLET_LEADER).label)
    return appointment_in(role, area)


@register.filter
def day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "d/m/Y")


@register.simple_tag
def app_codes() -> list[tuple[Appointment, str]]:
    return present_codes()
