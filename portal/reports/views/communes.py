"""The first page, the list of communes, and the public page of one."""

from typing import cast

from django.core.cache import caches
from django.db.models import QuerySet, Value, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page

from cameras.register.cluster_summaries import cluster_summary_of
from contributions.campaigns.figures import Figures, figures_of
from contributions.campaigns.models import Campaign
from portal.areas.commune_search import name_looked_for, results_of
from portal.areas.models import Commune
from portal.areas.models.hotlines import hotlines_of
from portal.pages import READ, anybody, page
from portal.people.frame import about
from portal.prepared import Fact, prepared
from portal.reports.features import features_of
from portal.reports.police_use import PoliceUse, police_use_of, shown_month
from portal.reports.private_sites import PrivateSites, private_sites_of
from portal.reports.today import first_page

MOST_OPEN = 60
CAMPAIGNS_SHOWN = 6


@page(READ, anybody)
def home(request: HttpRequest) -> HttpResponse:
    """The door for strangers; everyone else goes to the page where her day begins."""
    if request.user.is_authenticated:
        return redirect(first_page(request))
    return render(request, "reports/home.html", _search(request))


@page(READ, anybody)
def communes(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/communes.html", _search(request))


def _search(request: HttpRequest) -> dict[str, object]:
    """What was looked for among all communes, or else those that use the portal."""
    words = name_looked_for(request)
    if words:
        return {"words": words, "results": results_of(words)}
    in_use = Commune.objects.open().select_related("province").annotate(is_open=Value(True))
    return {"words": "", "results": [(one, None) for one in in_use.order_by("name")[:MOST_OPEN]]}


@page(READ, anybody)
@cache_control(private=True, max_age=60)
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Everything here anyone may see; nobody's name or house is in it."""
    shown = _open_commune(code)
    about(request, commune=shown)
    private, use = _counted(shown)
    context = {
        "commune": shown,
        "hotlines": hotlines_of(shown),
        "clusters": cluster_summary_of(shown),
        "private": private,
        "use": use,
        "campaigns": _campaigns(shown),
    }
    return render(request, "reports/commune.html", context)


def _counted(commune: Commune) -> tuple[PrivateSites, PoliceUse]:
    """Counted over thousands of rows, so once a minute: as old as a browser may show them."""
    month = shown_month(commune, timezone.localdate())
    figures = caches["public"].get_or_set(
        f"{commune.pk}:{month}", lambda: (private_sites_of(commune), police_use_of(commune, month))
    )
    return cast("tuple[PrivateSites, PoliceUse]", figures)


def _campaigns(commune: Commune) -> list[tuple[Campaign, Figures]]:
    campaigns = _newest_campaigns(commune=commune.pk)
    prefetch_related_objects(campaigns, "accounts")
    return [(campaign, figures_of(campaign)) for campaign in campaigns]


@prepared
def _newest_campaigns() -> QuerySet[Campaign]:
    newest = Campaign.objects.public().in_commune(Fact("commune")).newest_first()
    return newest.select_related("hamlet")[:CAMPAIGNS_SHOWN]


def _open_commune(code: str) -> Commune:
    commune = _in_use.first(code=code)
    if commune is None:
        raise Http404
    return commune


@prepared
def _in_use() -> QuerySet[Commune]:
    in_use = Commune.objects.open().filter(code=Fact("code"))
    return in_use.select_related("province", "profile", "request_policy")


@page(READ, anybody)
@conditional_page
@cache_control(public=True, max_age=300)
def cameras(request: HttpRequest, code: str) -> HttpResponse:
    """The marks of the public map, as GeoJSON."""
    shown = _open_commune(code)
    features = features_of(cluster_summary_of(shown), private_sites_of(shown))
    return JsonResponse(features, content_type="application/geo+json")
