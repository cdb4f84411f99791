"""Who could have seen it: the form, the hits, what asking would cost; the journal of it all."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, TextField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from cameras.register.search import Hit, stream_of_searches
from portal.journal.models import Entry
from portal.keyset import page_of
from portal.pages import FORM, READ, attempt, filled, page, refusals_on, status_of
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from portal.prepared import Fact, prepared
from requests.asking.actions import footage_requests
from requests.asking.actions.searches import SiteSearchFacts, find_cameras, find_cameras_around
from requests.asking.costs import cost_of
from requests.asking.forms.searches import ChooseForm, SearchForm, initial_of
from requests.asking.hits import Row, hits_of, map_of
from requests.asking.models import FootageRequest, Incident, RequestPolicy, Search
from requests.asking.models.incidents import case_form
from requests.asking.models.searches import IN_CHARGE

BEST = 9  # chosen beforehand: an officer rarely needs more, and each one costs somebody time
OVERWRITE = "overwrite"
ENTRIES = 40


@page(FORM, role_required(*POLICE))
def search(request: AppointedRequest) -> HttpResponse:
    """Nothing is shown of anybody's camera before a reason is given and on record."""
    commune = request.commune
    form = SearchForm(filled(request), commune=commune, initial=_earlier(request))
    if form.is_bound and form.is_valid() and form.facts:
        who: dict[str, Any] = {
            "actor": request.user,
            "appointment": request.appointment,
            "once": form.cleaned_data["once"],
        }
        with refusals_on(form):
            if isinstance(form.facts, SiteSearchFacts):
                kept, _hits = find_cameras_around(form.facts, **who)
            else:
                kept, _hits = find_cameras(form.facts, **who)
            return redirect("footage:hits", kept.public_id)
    context = {"form": form, "commune": commune}
    return render(request, "footage/searches/search.html", context, status=status_of(form))


def _earlier(request: AppointedRequest) -> dict[str, Any]:
    """The search to be changed and made again, or an hour that has just passed."""
    try:
        again = UUID(request.GET.get("again", ""))
    except ValueError:
        return {}
    earlier = Search.objects.visible_to(request.user).filter(public_id=again).first()
    return initial_of(earlier) if earlier else {}


@page(FORM, role_required(*POLICE))
def hits(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """What was found. Who is in charge begins a request here; the duty desk reads."""
    if request.method == "POST" and request.appointment.role not in IN_CHARGE:
        raise PermissionDenied
    search = _search(request, public_id)
    if not search.is_fresh:
        return redirect(f"{reverse('footage:search')}?again={search.public_id}")
    form = ChooseForm(filled(request), commune=search.commune)
    if form.is_bound and form.is_valid():
        sites, once = form.cleaned_data["site"], form.cleaned_data["once"]
        with attempt(request):
            draft = footage_requests.draft(search, sites, actor=request.user, once=once)
            return redirect("footage:write", draft.public_id)
    context = {"form": form, **_of_hits(request, search)}
    return render(request, "footage/searches/hits.html", context, status=status_of(form))


@page(READ, role_required(*POLICE))
def price(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """What asking the ticked sites would cost; a fragment, asked for at each tick."""
    search = _search(request, public_id)
    ticked = set(request.GET.getlist("site"))
    hits = hits_of(search) if search.is_fresh else []
    asked = [hit for hit in hits if str(hit.site.public_id) in ticked]
    return render(request, "footage/searches/_price.html", _price(request, search, asked))


def _search(request: AppointedRequest, public_id: UUID) -> Search:
    person, today = request.user.pk, timezone.localdate()
    facts = {"commune": request.commune.pk, "person": person, "today": today}
    if (search := _made_by.first(public_id=public_id, **facts)) is None:
        raise Http404
    return search


@prepared
def _made_by() -> QuerySet[Search]:
    mine = Search.objects.visible_in(Fact("commune"), Fact("person"), Fact("today"))
    return mine.with_commune().filter(public_id=Fact("public_id"))


def _of_hits(request: AppointedRequest, search: Search) -> dict[str, Any]:
    hits = hits_of(search, to_draw=True)
    ticked = set(request.POST.getlist("site")) or _best(hits)
    rows = [
        Row(rank, hit, str(hit.site.public_id) in ticked) for rank, hit in enumerate(hits, start=1)
    ]
    asked = [row.hit for row in rows if row.is_ticked]
    by_overwrite = request.GET.get("order") == OVERWRITE
    if by_overwrite:
        rows.sort(key=lambda row: _loss(row.hit))
    return {
        "rows": rows,
        "by_overwrite": by_overwrite,
        "map": map_of(search, rows),
        **_price(request, search, asked),
    }


def _best(hits: Sequence[Hit]) -> set[str]:
    """Of those with a pin: of the others nobody knows whether they look there."""
    kept = [
        hit
        for hit in hits
        if not hit.is_gone and hit.site.is_vouched_for and not hit.site.is_approximate
    ]
    return {str(hit.site.public_id) for hit in kept[:BEST]}


def _loss(hit: Hit) -> float:
    """Soonest overwritten first; then who keeps it for nobody knows how long; then what is lost."""
    if hit.is_gone:
        return float("inf")
    if hit.overwritten_at is None:
        return float("1e15")
    return hit.overwritten_at.timestamp()


def _price(request: AppointedRequest, search: Search, asked: Sequence[Hit]) -> dict[str, Any]:
    policy = RequestPolicy.objects.of(search.commune)
    earlier = _asked_earlier.count(commune=search.commune_id, number=case_form(search.case_number))
    return {
        "search": search,
        "may_write": request.appointment.role in IN_CHARGE,
        "cost": cost_of(asked, search.window),
        "needs_review": footage_requests.needs_review(search),
        "nth_request": earlier + 1 if earlier + 1 >= policy.warn_from_request else None,
    }


@prepared
def _asked_earlier() -> QuerySet[FootageRequest]:
    number = Fact("number", TextField())
    return FootageRequest.objects.filter(
        incident__in=Incident.objects.of_case(Fact("commune"), number),
        status__in=FootageRequest.LEFT,
    )


@page(READ, role_required(*POLICE))
def journal(request: AppointedRequest) -> HttpResponse:
    """The commune's searches and exports, newest first. Nobody can thin it out."""
    entries = Entry.objects.of(stream_of_searches(request.commune)).select_related("actor")
    context = {"page": page_of(entries, request, ENTRIES, key="number")}
    return render(request, "footage/searches/journal.html", context)
