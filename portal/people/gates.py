"""Who may open a page: signed in, or in an appointment of today, taken up, its factor shown."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.areas.models import Commune
from portal.pages import View, fields_sent
from portal.people.frame import about
from portal.people.models import Appointment, Role, User
from portal.people.second_factors import has_factor, has_shown_factor
from portal.prepared import Fact, prepared

ACTING_APPOINTMENT = "acting_appointment"  # in the session: the public_id of the appointment chosen


class SignedInRequest(HttpRequest):
    """A request that has passed `sign_in_required`."""

    user: User


class AppointedRequest(SignedInRequest):
    """A request that has passed `role_required`. The commune is the appointment's own."""

    appointment: Appointment
    commune: Commune


def appointments_of(request: HttpRequest) -> list[Appointment]:
    """The appointments this person holds today, the chosen one first, those not taken up last.

    One query a request.
    """
    if not request.user.is_authenticated:
        return []
    if not hasattr(request, "_appointments"):
        chosen = request.session.get(ACTING_APPOINTMENT, "")
        held = _held(person=request.user.pk, today=timezone.localdate())
        appointments = sorted(
            held,
            key=lambda one: (str(one.public_id) != chosen, one.taken_up_at is None),
        )
        request._appointments = appointments  # type: ignore[attr-defined]
    return cast("list[Appointment]", request._appointments)  # type: ignore[attr-defined]


@prepared
def _held() -> QuerySet[Appointment]:
    """On every page of staff and resident alike: most hold none."""
    held = Appointment.objects.filter(person=Fact("person")).current(Fact("today"))
    return held.with_areas().order_by("since", "pk")


def acting_appointment(request: HttpRequest, *roles: str) -> Appointment | None:
    """The appointment the person acts in, among `roles`.

    None until its second factor is shown, and until she has taken it up.
    """
    appointment = _among(request, roles)
    if appointment is None or not _is_open(request, appointment):
        return None
    return appointment if appointment.taken_up_at else None


def first_step(request: HttpRequest, appointment: Appointment) -> HttpResponseBase | None:
    """Where the holder goes before the appointment opens anything; None once it does."""
    if not _is_open(request, appointment):
        return refused_until("people:second_factor", request)
    if appointment.taken_up_at is None:
        way_back = {"next": _way_back(request)}
        return redirect(f"{page_to_take_up(appointment)}?{urlencode(way_back)}")
    return None


def page_to_take_up(appointment: Appointment) -> str:
    return reverse("people:take_up", args=[appointment.public_id])


def sign_in_required(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return refused_until("people:sign_in", request)
        return view(request, *args, **kwargs)

    return guarded


def role_required(*roles: str) -> Callable[[View], View]:
    """Open the view to holders of one of `roles`; the appointment is `request.appointment`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return refused_until("people:sign_in", request)
            appointment = _among(request, roles)
            if appointment is None:
                raise PermissionDenied
            if step := first_step(request, appointment):
                return step
            _act_in(appointment, request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


administrator_required = role_required(Role.ADMINISTRATOR)


class HoldsRole(BasePermission):
    """For the API: `permission_classes = [HoldsRole.of(Role.OFFICER, Role.CHIEF)]`."""

    roles: Sequence[str] = ()

    @classmethod
    def of(cls, *roles: str) -> type["HoldsRole"]:
        return type("HoldsRole", (cls,), {"roles": roles})

    def has_permission(self, request: Request, view: APIView) -> bool:
        appointment = acting_appointment(request._request, *self.roles)
        if appointment is None:
            return False
        request.appointment = appointment  # type: ignore[attr-defined]
        _act_in(appointment, request._request)
        return True


def _among(request: HttpRequest, roles: Sequence[str]) -> Appointment | None:
    return next(
        (appointment for appointment in appointments_of(request) if appointment.role in roles), None
    )


def _is_open(request: HttpRequest, appointment: Appointment) -> bool:
    """Without need of a second factor it is asked all the same of a holder who has set one up."""
    if has_shown_factor(request):
        return True
    return not appointment.needs_second_factor and not _has_factor(request)


def _has_factor(request: HttpRequest) -> bool:
    """Whether the person has set one up. One query a request."""
    if not hasattr(request, "_set_up"):
        request._set_up = has_factor(cast("User", request.user))  # type: ignore[attr-defined]
    return cast("bool", request._set_up)  # type: ignore[attr-defined]


def _act_in(appointment: Appointment, request: HttpRequest) -> None:
    appointed = cast("AppointedRequest", request)
    appointed.appointment = appointment
    if appointment.commune:
        appointed.commune = appointment.commune
    about(request, appointment=appointment)


def refused_until(name: str, request: HttpRequest) -> HttpResponseBase:
    """To that page; but what was written in a form stays in sight, and comes back afterwards.

    By the browser alone: nothing of it is kept here. Where it runs no scripts, the person goes
    there in another tab and sends the form from this one.
    """
    fields = fields_sent(request)
    if not any(value.strip() for _, value in fields):
        return go_first_to(name, request)
    back, has_files = _way_back(request), bool(request.FILES)
    held = {"path": request.get_full_path(), "back": back, "fields": fields, "hasFiles": has_files}
    context = {
        "held": held,
        "fields": fields,
        "has_files": has_files,
        "first": f"{reverse(name)}?{urlencode({'next': '/'})}",
        "first_and_back": f"{reverse(name)}?{urlencode({'next': back})}",
        "step": name,
    }
    return render(request, "people/form_held.html", context, status=401)


def go_first_to(name: str, request: HttpRequest, back: str | None = None) -> HttpResponseBase:
    """To that page, and from there to `back`; without one to where the person is now."""
    return redirect(f"{reverse(name)}?{urlencode({'next': back or _way_back(request)})}")


def _way_back(request: HttpRequest) -> str:
    """This page; for a form, which is not sent again, the page it stood on."""
    if request.method == "GET":
        return request.get_full_path()
    try:
        form = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # half of an IPv6 address
        return "/"
    if form.netloc != request.get_host() or not form.path:
        return "/"
    return f"{form.path}?{form.query}" if form.query else form.path
