"""Who could have seen it: the form, what was found, what asking would cost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cameras.register.search import Hit
from portal.errors import RuleViolation
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from requests.asking.actions import footage_requests, searches
from requests.asking.costs import cost_of
from requests.asking.forms.searches import ChooseForm, SearchForm, initial_of
from requests.asking.models import FootageRequest, Incident, RequestPolicy, Search
from requests.asking.views.maps import map_of

BEST = 9  # chosen beforehand: an officer rarely needs more, and each one costs somebody time
OVERWRITE = "overwrite"


@role_required(*POLICE)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: AppointedRequest) -> HttpResponse:
    """Nothing is shown of anybody's camera before a reason is given and on record."""
    commune = request.appointment.commune
    assert commune is not None  # noqa: S101 - police appointments are of a commune
    form = SearchForm(request.POST or None, commune=commune, initial=_earlier(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = searches.look(form.instance, actor=request.user, appointment=request.appointment)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("footage:found", made.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "footage/search.html", {"form": form, "commune": commune}, status=status)


def _earlier(request: AppointedRequest) -> dict[str, Any]:
    """The search to be changed and made again, or an hour that has just passed."""
    again = request.GET.get("again", "")
    try:
        earlier = Search.objects.visible_to(request.user).filter(public_id=UUID(again)).first()
    except ValueError:
        earlier = None
    return initial_of(earlier) if earlier else {}


@role_required(*POLICE)
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    made = _search(request, public_id)
    if not made.is_fresh:
        return redirect(f"{reverse('footage:search')}?again={made.public_id}")
    form = ChooseForm(request.POST or None, commune=made.commune)
    if request.method == "POST" and form.is_valid():
        try:
            draft = footage_requests.draft(made, form.cleaned_data["site"], actor=request.user)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            return redirect("footage:write", draft.public_id)
    hits = searches.hits_of(made)
    return render(request, "footage/found.html", _found(request, made, hits))


@role_required(*POLICE)
@require_safe
def price(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """What asking the ticked sites would cost; a fragment, asked for at each tick."""
    made = _search(request, public_id)
    chosen = set(request.GET.getlist("site"))
    hits = searches.hits_of(made) if made.is_fresh else []
    asked = [hit for hit in hits if str(hit.site.public_id) in chosen]
    return render(request, "footage/_price.html", _price(made, asked))


def _search(request: AppointedRequest, public_id: UUID) -> Search:
    mine = Search.objects.visible_to(request.user).with_commune()
    return get_object_or_404(mine, public_id=public_id, commune=request.appointment.commune)


def _found(request: HttpRequest, made: Search, hits: Sequence[Hit]) -> dict[str, Any]:
    ticked = set(request.POST.getlist("site")) or _best(hits)
    rows: list[dict[str, Any]] = [
        {"hit": hit, "place": place, "is_ticked": str(hit.site.public_id) in ticked}
        for place, hit in enumerate(hits, start=1)
    ]
    asked = [row["hit"] for row in rows if row["is_ticked"]]
    by_overwrite = request.GET.get("order") == OVERWRITE
    if by_overwrite:
        rows.sort(key=lambda row: _loss(row["hit"]))
    return {
        "search": made,
        "rows": rows,
        "by_overwrite": by_overwrite,
        "map": map_of(made.point, made.area, rows),
        **_price(made, asked),
    }


def _best(hits: Sequence[Hit]) -> set[str]:
    kept = [hit for hit in hits if not hit.is_gone and hit.site.is_vouched_for]
    return {str(hit.site.public_id) for hit in kept[:BEST]}


def _loss(hit: Hit) -> float:
    """Soonest overwritten first; then who keeps it for nobody knows how long; then what is lost."""
    if hit.is_gone:
        return float("inf")
    if hit.overwritten_at is None:
        return float("1e15")
    return hit.overwritten_at.timestamp()


def _price(made: Search, asked: Sequence[Hit]) -> dict[str, Any]:
    policy = RequestPolicy.objects.of(made.commune)
    earlier = FootageRequest.objects.filter(
        incident__in=Incident.objects.of_case(made.commune, made.case_number),
        status__in=FootageRequest.LEFT,
    ).count()
    return {
        "search": made,
        "cost": cost_of(asked, made.window),
        "needs_review": footage_requests.needs_review(made),
        "nth_request": earlier + 1 if earlier + 1 >= policy.warn_from_request else None,
    }
