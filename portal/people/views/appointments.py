"""Appointments: the administrator appoints and ends them; everybody chooses in which to act."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from portal.keyset import page_of
from portal.pages import FORM, PRESS, READ, attempt, filled, page, refusals_on, status_of
from portal.people import actions, rate_limits
from portal.people.forms.appointments import AppointForm, EndForm, NumberForm
from portal.people.forms.contacts import NameForm
from portal.people.gates import (
    ACTING_APPOINTMENT,
    AppointedRequest,
    SignedInRequest,
    administrator_required,
    appointments_of,
    sign_in_required,
)
from portal.people.models import Appointment
from portal.people.views.sign_in import safe_next

MOST_CURRENT = 500
PAST_A_PAGE = 50


@page(READ, administrator_required)
def appointments(request: AppointedRequest) -> HttpResponseBase:
    """Appointments of the commune: those held today, and the others, last entered first."""
    here = Appointment.objects.in_commune(request.commune)
    with_people = here.select_related("person", "hamlet", "commune")
    current = with_people.current().order_by("role", "pk")
    others = with_people.exclude(pk__in=here.current().values("pk"))
    context = {
        "commune": request.commune,
        "current": current[:MOST_CURRENT],
        "past": page_of(others, request, PAST_A_PAGE),
    }
    return render(request, "people/appointments.html", context)


@page(FORM, administrator_required)
def appoint(request: AppointedRequest) -> HttpResponseBase:
    form = AppointForm(filled(request), commune=request.commune)
    if form.is_valid():
        with refusals_on(form):
            rate_limits.count(request, "people_invite", key=str(request.user.pk))
            appointment = actions.appoint_by_phone(
                form.cleaned_data["phone"],
                form.facts,
                actor=request.user,
            )
            success = gettext("Access given: %(appointment)s.") % {"appointment": appointment}
            messages.success(request, success)
            return redirect("people:appointments")
    context = {"form": form, "commune": request.commune}
    return render(request, "people/appoint.html", context, status=status_of(form))


@page(FORM, administrator_required)
def end_appointment(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    here = Appointment.objects.in_commune(request.commune).with_areas().select_related("person")
    appointment = get_object_or_404(here, public_id=public_id)
    form = EndForm(filled(request))
    if form.is_valid():
        with refusals_on(form, "on"):
            actions.end_appointment(appointment, actor=request.user, **form.cleaned_data)
            messages.success(request, gettext("The end of the access is written down."))
            return redirect("people:appointments")
    context = {"form": form, "appointment": appointment}
    return render(request, "people/end_appointment.html", context, status=status_of(form))


@page(FORM, administrator_required)
def correct_number(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """The number was mistyped: the same appointment for another one."""
    here = Appointment.objects.in_commune(request.commune).with_areas().select_related("person")
    appointment = get_object_or_404(here, public_id=public_id)
    form = NumberForm(filled(request))
    if form.is_valid():
        with refusals_on(form, "phone"):
            rate_limits.count(request, "people_invite", key=str(request.user.pk))
            phone = form.cleaned_data["phone"]
            actions.correct_number(appointment, phone, actor=request.user)
            messages.success(request, gettext("Corrected. The right number is told."))
            return redirect("people:appointments")
    context = {"form": form, "appointment": appointment}
    return render(request, "people/correct_number.html", context, status=status_of(form))


@page(FORM, sign_in_required)
def take_up(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """Once, before an appointment opens anything: the holder says that it is meant for her."""
    appointment = _held(request, public_id)
    if appointment.taken_up_at:
        return redirect(safe_next(request))
    form = _name_form(request, appointment)
    if request.method == "POST" and (form is None or form.is_valid()):
        name = form.cleaned_data if form else {}
        with attempt(request) as tried:
            actions.take_up(appointment, actor=request.user, **name)
        request.session.cycle_key()
        return redirect(safe_next(request) if tried.is_done else reverse("people:account"))
    context = {"form": form, "appointment": appointment, "next": safe_next(request)}
    status = status_of(form) if form else 200
    return render(request, "people/take_up.html", context, status=status)


def _name_form(request: SignedInRequest, appointment: Appointment) -> NameForm | None:
    """For who has not said her name yet, filled with what the administrator wrote."""
    if request.user.full_name:
        return None
    written = {"full_name": appointment.shown_as, "honorific": appointment.shown_honorific}
    return NameForm(filled(request), initial=written)


@page(PRESS, sign_in_required)
def refuse_appointment(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    appointment = _held(request, public_id)
    with attempt(request, gettext("The administrator is told that it is not yours.")):
        actions.refuse_appointment(appointment, actor=request.user)
    return redirect("people:account")


def _held(request: SignedInRequest, public_id: UUID) -> Appointment:
    own = Appointment.objects.of(request.user).with_areas().select_related("person")
    return get_object_or_404(own, public_id=public_id)


@page(FORM, sign_in_required)
def choose_appointment(request: SignedInRequest) -> HttpResponseBase:
    """Choose among several appointments held today in which to act from now on."""
    held = {str(appointment.public_id): appointment for appointment in appointments_of(request)}
    if request.method == "POST":
        if request.POST.get("appointment") not in held:
            raise Http404
        request.session[ACTING_APPOINTMENT] = request.POST["appointment"]
        return redirect(safe_next(request))
    context = {"appointments": held.values(), "next": safe_next(request)}
    return render(request, "people/choose_appointment.html", context)
