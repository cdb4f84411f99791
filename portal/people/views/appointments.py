"""Appointments: the administrator appoints and ends them; everybody chooses in which to act."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from portal.errors import RuleViolation
from portal.people import actions, rate_limits
from portal.people.forms.appointments import AppointForm, EndForm
from portal.people.gates import (
    ACTING_APPOINTMENT,
    AppointedRequest,
    SignedInRequest,
    appointments_of,
    role_required,
    sign_in_required,
)
from portal.people.models import Appointment, Role
from portal.people.views.sign_in import safe_next

PAGE = 50


@role_required(Role.ADMINISTRATOR)
def appointments(request: AppointedRequest) -> HttpResponseBase:
    """Appointments of the commune, those held today first."""
    here = Appointment.objects.in_commune(request.commune)
    current = here.current().select_related("person", "hamlet", "commune").order_by("role", "pk")
    others = here.exclude(pk__in=here.current().values("pk"))
    past = others.select_related("person", "hamlet", "commune").order_by("-since", "-pk")
    pages = Paginator(past, PAGE)
    page = {
        "commune": request.commune,
        "current": current[:500],
        "past": pages.get_page(request.GET.get("page")),
    }
    return render(request, "people/appointments.html", page)


@role_required(Role.ADMINISTRATOR)
def appoint(request: AppointedRequest) -> HttpResponseBase:
    form = AppointForm(request.POST or None, commune=request.commune)
    if request.method == "POST" and form.is_valid():
        try:
            appointment = _appoint(request, form)
        except rate_limits.RateLimited:
            return rate_limits.too_often(request)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, gettext("Appointed: %(appointment)s.") % {"appointment": appointment}
            )
            return redirect("people:appointments")
    page = {"form": form, "commune": request.commune}
    return render(request, "people/appoint.html", page, status=422 if form.errors else 200)


def _appoint(request: AppointedRequest, form: AppointForm) -> Appointment:
    rate_limits.count(request, "people_invite", key=str(request.user.pk))
    facts = {**form.cleaned_data}
    who = {name: facts.pop(name) for name in ("phone", "full_name", "honorific")}
    commune = request.commune
    return actions.appoint_by_phone(actor=request.user, commune=commune, **who, **facts)


@role_required(Role.ADMINISTRATOR)
def end_appointment(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    here = Appointment.objects.in_commune(request.commune).with_areas().select_related("person")
    appointment = get_object_or_404(here, public_id=public_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(appointment, actor=request.user, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, gettext("The end of the appointment is written down."))
            return redirect("people:appointments")
    page = {"form": form, "appointment": appointment}
    return render(request, "people/end_appointment.html", page, status=422 if form.errors else 200)


@sign_in_required
def choose_appointment(request: SignedInRequest) -> HttpResponseBase:
    """Choose among several appointments held today in which to act from now on."""
    held = {str(appointment.public_id): appointment for appointment in appointments_of(request)}
    if request.method == "POST":
        if request.POST.get("appointment") not in held:
            raise Http404
        request.session[ACTING_APPOINTMENT] = request.POST["appointment"]
        return redirect(safe_next(request))
    page = {"appointments": held.values(), "next": safe_next(request)}
    return render(request, "people/choose_appointment.html", page)
