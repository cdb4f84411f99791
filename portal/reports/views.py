"""The roof: the first page, a commune's public page, the leader's day, help."""

from django.db.models import Value
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from contributions.campaigns.figures import Figures, figures_of
from contributions.campaigns.models import Campaign
from portal.areas.commune_search import results_of
from portal.areas.models import Commune
from portal.look import formats
from portal.people.frame import about
from portal.people.gates import acting_appointment, appointments_of, sign_in_required
from portal.people.models import POLICE, Role
from portal.reports import public
from portal.reports import today as day
from portal.reports.features import features_of
from portal.reports.first_page import first_page
from requests.asking.models import RequestPolicy

MOST_OPEN = 60
CAMPAIGNS_SHOWN = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The door for strangers; everyone else goes to the page where her day begins."""
    if request.user.is_authenticated:
        return redirect(first_page(request))
    return render(request, "reports/home.html", _search(request))


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/communes.html", _search(request))


def _search(request: HttpRequest) -> dict[str, object]:
    """What was looked for among all communes, or else those that use the portal."""
    words = request.GET.get("q", "").strip()[:80]
    if words:
        return {"words": words, "results": results_of(words)}
    in_use = Commune.objects.open().select_related("province").annotate(is_open=Value(True))
    by_name = in_use.order_by("name")[:MOST_OPEN]
    return {"words": "", "results": [(commune, None) for commune in by_name]}


@require_safe
@cache_control(private=True, max_age=60)
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Everything here anyone may see; nobody's name or house is in it."""
    place = _open_commune(code)
    about(request, commune=place)
    month = public.shown_month(place, timezone.localdate())
    return render(
        request,
        "reports/commune.html",
        {
            "commune": place,
            "hotlines": public.hotlines_of(place),
            "clusters": public.clusters_of(place),
            "private": public.private_of(place),
            "use": public.police_use(place, month),
            "campaigns": _campaigns(place),
        },
    )


def _campaigns(place: Commune) -> list[tuple[Campaign, Figures]]:
    newest = Campaign.objects.public().in_commune(place).newest_first()
    campaigns = newest.select_related("hamlet").prefetch_related("accounts")
    return [(campaign, figures_of(campaign)) for campaign in campaigns[:CAMPAIGNS_SHOWN]]


def _open_commune(code: str) -> Commune:
    with_places = Commune.objects.open().select_related("province", "profile")
    return get_object_or_404(with_places.prefetch_related("hotlines"), code=code)


@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def cameras(request: HttpRequest, code: str) -> HttpResponse:
    """The marks of the public map, as GeoJSON."""
    place = _open_commune(code)
    features = features_of(public.clusters_of(place), public.private_of(place))
    return JsonResponse(features, content_type="application/geo+json")


@require_safe
@sign_in_required
def today(request: HttpRequest) -> HttpResponse:
    """The leader's day; anyone else is sent to the page where hers begins."""
    appointment = acting_appointment(request, Role.HAMLET_LEADER)
    if appointment is None:
        return redirect(first_page(request))
    tasks = day.tasks_of(request.user, appointment)
    about(request, appointment=appointment, tasks=len(tasks))
    campaign = day.running_campaign(appointment)
    return render(
        request,
        "reports/today.html",
        {
            "appointment": appointment,
            "now": timezone.localtime(),
            "tasks": tasks,
            "campaign": campaign,
            "figures": figures_of(campaign) if campaign else None,
        },
    )


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The limits of asking are those of the commune where one is police; else the defaults."""
    appointment = next(
        (appointment for appointment in appointments_of(request) if appointment.role in POLICE),
        None,
    )
    here = appointment.commune if appointment else None
    limits = RequestPolicy.objects.of(here) if here else RequestPolicy()
    page = {"limits": limits, "area": formats.area(limits.area_most_square_metres), "commune": here}
    return render(request, "reports/help.html", page)
