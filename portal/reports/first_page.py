"""Where a person's day begins, by the appointment she acts in."""

from django.http import HttpRequest
from django.urls import reverse

from portal.people.gates import appointments_of
from portal.people.models import POLICE, Role

FIRST_PAGE = {
    Role.HAMLET_LEADER: "reports:today",
    Role.TREASURER: "contributions:manage",
    **dict.fromkeys(POLICE, "footage:search"),
    Role.ADMINISTRATOR: "people:appointments",
    Role.OPERATOR: "reports:communes",
    Role.SUPERVISOR: "contributions:campaigns",
    Role.PROVINCE_READER: "reports:communes",
}


def first_page(request: HttpRequest) -> str:
    appointment = next(iter(appointments_of(request)), None)
    return reverse(FIRST_PAGE[Role(appointment.role)] if appointment else "cameras:mine")
