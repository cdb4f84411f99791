"""The one page on which a camera is registered, and what its map asks while it is filled in."""

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cameras.register import streets
from cameras.register.consent_sources import expressed_in
from cameras.register.forms import Registration
from cameras.register.locations import CommuneUnconfirmed, Location, location_at
from cameras.register.models import Site
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.language import present_language
from portal.people import rate_limits
from portal.people.frame import about
from portal.people.gates import SignedInRequest, sign_in_required
from portal.people.models import User

COMMUNES_SHOWN = 30


@never_cache
@sign_in_required
@require_http_methods(["GET", "POST"])
def register(request: SignedInRequest) -> HttpResponse:
    person = request.user
    commune = _commune(request, person)
    registration = Registration(
        person,
        present_language(),
        commune=commune,
        point=_point(request),
        data=request.POST or None,
    )
    if commune is None and request.method == "GET":
        return _choose_commune(request)
    about(request, commune=commune)
    if request.method == "POST" and registration.is_valid():
        try:
            return _enter(request, registration)
        except rate_limits.RateLimited:
            return rate_limits.too_often(request)
        except RuleViolation as refusal:
            registration.place.add_error(None, str(refusal))
    return render(
        request,
        "cameras/register.html",
        {"registration": registration, "commune": registration.commune},
        status=422 if request.method == "POST" else 200,
    )


def _enter(request: SignedInRequest, registration: Registration) -> HttpResponse:
    rate_limits.count(request, "cameras_register", key=str(request.user.pk))
    site = registration.register(expressed_in(request))
    said = _("Registered. The number is %(number)s.") % {"number": site.number}
    messages.success(request, said)
    return redirect("cameras:detail", site.public_id)


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
    last = Site.objects.owned_by(person).order_by("-created_at", "-pk").first()
    if last:
        return opened.filter(pk=last.commune_id).first()
    first_two = list(opened[:2])
    return first_two[0] if len(first_two) == 1 else None


@sign_in_required
@require_safe
def where(request: HttpRequest) -> HttpResponse:
    """What a pin stands on: commune and hamlet, or the sentence that says why it will not do."""
    point = _point(request)
    if point is None:
        return JsonResponse({"detail": _("Put the pin where the camera is.")}, status=400)
    chosen = Commune.objects.filter(code=request.GET.get("commune", "")).first()
    try:
        spot = _first_guess(point, chosen)
    except CommuneUnconfirmed as unconfirmed:
        offered = [_named(commune) for commune in unconfirmed.communes]
        return JsonResponse({"detail": str(unconfirmed), "communes": offered})
    except RuleViolation as refusal:
        return JsonResponse({"detail": str(refusal)}, status=409)
    hamlet = spot.hamlet
    return JsonResponse(
        {
            "commune": _named(spot.commune),
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


@sign_in_required
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Hamlets and streets of the commune that begin like the text."""
    commune = get_object_or_404(Commune.objects.open(), code=request.GET.get("commune", ""))
    found = streets.suggest(commune, request.GET.get("q", "")[:80])
    return JsonResponse(
        {
            "results": [
                {
                    "name": suggestion.name,
                    "at": [suggestion.point.y, suggestion.point.x] if suggestion.point else None,
                    "hamlet": str(suggestion.hamlet.public_id) if suggestion.hamlet else None,
                }
                for suggestion in found
            ]
        }
    )


def _point(request: HttpRequest) -> Point | None:
    try:
        lat, lng = float(request.GET.get("lat", "")), float(request.GET.get("lng", ""))
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        return None
    return Point(lng, lat, srid=4326)
