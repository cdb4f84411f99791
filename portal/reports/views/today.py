"""The hamlet leader's day."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from contributions.campaigns.figures import figures_of
from portal.pages import READ, page
from portal.people.frame import about
from portal.people.gates import (
    SignedInRequest,
    acting_appointment,
    appointments_of,
    first_step,
    sign_in_required,
)
from portal.people.models import Role
from portal.reports.today import first_page, running_campaign, tasks_of


@page(READ, sign_in_required)
def today(request: SignedInRequest) -> HttpResponseBase:
    """The leader's day; anyone else is sent to the page where hers begins."""
    appointment = acting_appointment(request, Role.HAMLET_LEADER)
    if appointment is None:
        leads = [one for one in appointments_of(request) if one.role == Role.HAMLET_LEADER]
        step = first_step(request, leads[0]) if leads else None
        return step or redirect(first_page(request))
    tasks = tasks_of(request.user, appointment)
    about(request, appointment=appointment, tasks=len(tasks))
    campaign = running_campaign(appointment)
    context = {
        "appointment": appointment,
        "now": timezone.localtime(),
        "tasks": tasks,
        "campaign": campaign,
        "figures": figures_of(campaign) if campaign else None,
    }
    return render(request, "reports/today.html", context)
