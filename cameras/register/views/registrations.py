"""The one page on which a camera is registered, and what its map asks while it is filled in."""

from math import isfinite

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cameras.register import streets
from cameras.register.actions.sites import register_site
from cameras.register.forms.registrations import RegistrationForms
from cameras.register.gates import source_of
from cameras.register.locations import CommuneUnconfirmed, Location, location_at
from cameras.register.models import Site
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.language import present_language
from portal.pages import FORM, READ, filled, page, refusals_on
from portal.people import rate_limits
from portal.people.frame import about
from portal.people.gates import SignedInRequest, sign_in_required
from portal.people.models import User
from portal.prepared import Fact, prepared

COMMUNES_SHOWN = 30


@page(FORM, sign_in_required)
def register(request: SignedInRequest) -> HttpResponse:
    person = request.user
    commune = _commune(request, person)
    if commune is None and request.method != "POST":
        return _choose_commune(request)
    forms = RegistrationForms(
        person,
        present_language(),
        commune=commune,
        point=_point(request),
        within=_number(request, "within"),
        data=filled(request),
    )
    about(request, commune=commune)
    if request.method == "POST" and forms.is_valid():
        try:
            rate_limits.count(request, "cameras_register", key=str(person.pk))
        except rate_limits.RateLimited:
            return rate_limits.form_too_often(request)
        with refusals_on(forms.location):
            registration = forms.registration(source_of(request))
            site = register_site(registration, owner=person, actor=person)
            done = _("Registered. The number is %(number)s.") % {"number": site.number}
            messages.success(request, done)
            return redirect("cameras:detail", site.public_id)
    context = {"registration": forms, "commune": forms.commune}
    status = 422 if request.method == "POST" else 200
    return render(request, "cameras/register.html", context, status=status)


def _choose_commune(request: HttpRequest) -> HttpResponse:
    """Where nobody knows the commune yet: by GPS, by name, or from those that are open."""
    text = request.GET.get("q", "").strip()[:80]
    wanted = Commune.objects.search(text) if text else Commune.objects.open().order_by("name")
    communes = list(wanted.select_related("province")[:COMMUNES_SHOWN])
    opened = Commune.objects.open().filter(pk__in=[commune.pk for commune in communes])
    shut = {commune.pk for commune in communes} - set(opened.values_list("pk", flat=True))
    context = {"communes": communes, "shut": shut, "text": text}
    return render(request, "cameras/choose_commune.html", context)


def _commune(request: HttpRequest, person: User) -> Commune | None:
    """Named in the address, else where the person registered last, else the only one there is."""
    opened = Commune.objects.open().select_related("profile", "province")
    code = request.GET.get("commune", "")
    if code.isdigit() and (named := opened.filter(code=code).first()):
        return named
    if last := _registered_last.first(person=person.pk):
        return _open_commune.first(commune=last.commune_id)
    first_two = list(opened[:2])
    return first_two[0] if len(first_two) == 1 else None


@prepared
def _registered_last() -> QuerySet[Site]:
    theirs = Site.objects.answered_by(Fact("person")).only("commune")
    return theirs.order_by("-created_at", "-pk")[:1]


@prepared
def _open_commune() -> QuerySet[Commune]:
    opened = Commune.objects.open().filter(pk=Fact("commune"))
    return opened.select_related("profile", "province")


@page(READ, sign_in_required)
def where(request: HttpRequest) -> HttpResponse:
    """What a pin stands on: commune and hamlet, or the sentence that says why it will not do."""
    point = _point(request)
    if point is None:
        return JsonResponse({"detail": _("Put the pin where the camera is.")}, status=400)
    chosen = Commune.objects.filter(code=request.GET.get("commune", "")).first()
    try:
        location = _first_guess(point, chosen)
    except CommuneUnconfirmed as unconfirmed:
        offered = [_named(commune) for commune in unconfirmed.communes]
        return JsonResponse({"detail": str(unconfirmed), "communes": offered})
    except RuleViolation as refusal:
        return JsonResponse({"detail": str(refusal)}, status=409)
    hamlet = location.hamlet
    return JsonResponse(
        {
            "commune": _named(location.commune),
            "hamlet": {"id": str(hamlet.public_id), "name": str(hamlet)} if hamlet else None,
        }
    )


def _first_guess(point: Point, chosen: Commune | None) -> Location:
    try:
        return location_at(point, commune=chosen, hamlet=None)
    except CommuneUnconfirmed as unconfirmed:
        if len(unconfirmed.communes) > 1:
            raise
        return location_at(point, commune=unconfirmed.communes[0], hamlet=None)


def _named(commune: Commune) -> dict[str, str]:
    return {
        "code": commune.code,
        "name": str(commune),
        "kind": commune.kind,
        "ground": reverse("areas:ground", args=[commune.code]),
    }


@page(READ, sign_in_required)
def suggest(request: HttpRequest) -> HttpResponse:
    """Hamlets and streets of the commune that begin like the text."""
    commune = get_object_or_404(Commune.objects.open(), code=request.GET.get("commune", ""))
    suggestions = streets.suggest(commune, request.GET.get("q", "")[:80])
    return JsonResponse(
        {
            "results": [
                {
                    "name": suggestion.name,
                    "at": [suggestion.point.y, suggestion.point.x] if suggestion.point else None,
                    "hamlet": str(suggestion.hamlet.public_id) if suggestion.hamlet else None,
                }
                for suggestion in suggestions
            ]
        }
    )


def _point(request: HttpRequest) -> Point | None:
    lat, lng = _number(request, "lat"), _number(request, "lng")
    if lat is None or lng is None or not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return None
    return Point(lng, lat, srid=4326)


def _number(request: HttpRequest, name: str) -> float | None:
    try:
        number = float(request.GET.get(name, ""))
    except ValueError:
        return None
    return number if isfinite(number) else None
