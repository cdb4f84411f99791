"""The officer's requests: write, hand in, review, follow, recall, close, tell the outcome."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.errors import RuleViolation
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from requests.asking.actions import footage_requests, outcomes
from requests.asking.actions.asks import askable
from requests.asking.costs import Cost, cost_of
from requests.asking.document_scans import media_type_of
from requests.asking.forms.footage_requests import OutcomeForm, RefusalForm, RequestForm, ReviewForm
from requests.asking.models import FootageRequest, FootageRequestQuerySet, RequestPolicy
from requests.asking.police_answers import answers_of, timeline_of
from requests.asking.views.maps import map_of

PAGE = 30
LONGEST_NUMBER = 40


@role_required(*POLICE)
@require_safe
def requests_list(request: AppointedRequest) -> HttpResponse:
    """Newest first, a page at a time by key; what waits for this person stands on top.

    With `q`, only those with this number: for the desk, while an owner is on the telephone.
    """
    rows = _mine(request).with_incident().defer("area", "point").order_by("-pk")
    words = _looked_for(request)
    before = request.GET.get("before", "")
    page = rows.filter(pk__lt=int(before[:18])) if before.isdecimal() else rows
    page = page.numbered(words) if words else page
    shown = list(_counted(page)[: PAGE + 1])
    waiting = rows.waiting_for_review().exclude(officer=request.user)
    is_first = not before and not words
    return render(
        request,
        "footage/list.html",
        {
            "requests": shown[:PAGE],
            "words": words,
            "to_review": list(waiting[:PAGE]) if _reviews(request) and is_first else [],
            "next_before": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        },
    )


def _looked_for(request: AppointedRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_NUMBER]


def _reviews(request: AppointedRequest) -> bool:
    return request.appointment.role in footage_requests.REVIEWERS


def _counted(rows: QuerySet[FootageRequest]) -> QuerySet[FootageRequest]:
    """With how many were asked and how many gave: never how many said no."""
    return rows.annotate(
        asked=Count("asks"), gave=Count("asks", filter=Q(asks__delivery_record__isnull=False))
    )


@role_required(*POLICE)
@require_safe
def detail(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    if footage_request.is_writable and footage_request.officer_id == request.user.pk:
        return redirect("footage:write", public_id)
    return render(request, "footage/detail.html", _detail(request, footage_request))


@role_required(*POLICE)
@require_safe
def answers(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The table of answers alone, asked for again and again while the page is open."""
    footage_request = _one(request, public_id)
    shown = {"footage_request": footage_request, "answers": answers_of(footage_request)}
    return render(request, "footage/_answers.html", shown)


def _detail(
    request: AppointedRequest, footage_request: FootageRequest, **forms: Any
) -> dict[str, Any]:
    answers = answers_of(footage_request)
    is_waiting = footage_request.status == FootageRequest.Status.SUBMITTED
    is_author = footage_request.officer_id == request.user.pk
    may_review = is_waiting and _reviews(request) and not is_author
    return {
        "footage_request": footage_request,
        "answers": answers,
        "timeline": timeline_of(footage_request, answers.places),
        "may_review": may_review,
        "may_drop": is_waiting and is_author,
        "is_open": footage_request.status == FootageRequest.Status.SENT,
        "may_tell": footage_request.has_left and bool(answers.gave),
        "outcomes": footage_request.outcomes.all(),
        "outcome_form": OutcomeForm(),
        "refusal_form": RefusalForm(),
        **(_to_review(footage_request) if may_review else {}),
        **forms,
    }


def _to_review(footage_request: FootageRequest) -> dict[str, Any]:
    """Where it is and who would be asked, just as its author saw it."""
    hits = askable(footage_request)
    rows = [{"hit": hit, "place": place} for place, hit in enumerate(hits, start=1)]
    return {
        "rows": rows,
        "map": map_of(footage_request.point, footage_request.area, rows),
        "cost": cost_of(hits, footage_request.window),
    }


@role_required(*POLICE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The draft is kept at each press, also when something still has to be mended."""
    footage_request = _one(request, public_id)
    if footage_request.officer_id != request.user.pk or not footage_request.is_writable:
        return redirect("footage:detail", public_id)
    form = _request_form(request, footage_request)
    if request.method != "POST":
        return _written(request, footage_request, form)
    is_right = form.is_valid()
    try:
        kept = footage_requests.write(footage_request, actor=request.user, **form.fields_to_keep)
        if is_right and form.is_sent:
            return _handed_in(request, footage_requests.submit(kept, actor=request.user))
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
    if not form.is_valid():
        return _written(request, footage_request, form, status=422)
    messages.success(request, _("The draft is kept."))
    return redirect("footage:write", public_id)


def _request_form(request: AppointedRequest, footage_request: FootageRequest) -> RequestForm:
    usual = RequestPolicy.objects.of(footage_request.commune).requests_per_owner
    asks_reason = any(times >= usual for times in footage_requests.times_asked(footage_request))
    return RequestForm(
        request.POST or None,
        request.FILES or None,
        instance=footage_request,
        is_sent=request.POST.get("then") == "send",
        asks_reason=asks_reason,
    )


def _written(
    request: AppointedRequest,
    footage_request: FootageRequest,
    form: RequestForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "footage_request": footage_request,
        "form": form,
        "needs_review": footage_requests.needs_review(footage_request),
        "policy": RequestPolicy.objects.of(footage_request.commune),
        "cost": _cost(footage_request),
    }
    return render(request, "footage/write.html", context, status=status)


def _cost(footage_request: FootageRequest) -> Cost:
    return cost_of(askable(footage_request), footage_request.window)


def _handed_in(request: HttpRequest, footage_request: FootageRequest) -> HttpResponse:
    if footage_request.status == FootageRequest.Status.SENT:
        said = _("Sent. The owners have been told.")
    else:
        said = _("Handed to a second officer. Nothing has gone out yet.")
    messages.success(request, said)
    return redirect("footage:detail", footage_request.public_id)


@role_required(*POLICE)
@require_safe
def document(request: AppointedRequest, public_id: UUID) -> FileResponse:
    return scan_response(get_object_or_404(_mine(request).exclude(scan=""), public_id=public_id))


def scan_response(footage_request: FootageRequest) -> FileResponse:
    """As a download that no browser runs or sniffs."""
    name = str(footage_request.scan.name)
    response = FileResponse(
        footage_request.scan.open("rb"),
        as_attachment=True,
        filename=name.rsplit("/", 1)[-1],
        content_type=media_type_of(name),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@role_required(*POLICE)
def approve(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    form = ReviewForm(request.POST)
    if form.is_valid() and _done(
        request, footage_requests.approve, footage_request, note=form.cleaned_data["note"]
    ):
        messages.success(request, _("Approved and sent. The owners have been told."))
    return redirect("footage:detail", public_id)


@require_POST
@role_required(*POLICE)
def refuse(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        context = _detail(request, footage_request, refusal_form=form)
        return render(request, "footage/detail.html", context, status=422)
    _done(request, footage_requests.refuse, footage_request, note=form.cleaned_data["note"])
    return redirect("footage:detail", public_id)


@require_POST
@role_required(*POLICE)
def drop(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    if _done(request, footage_requests.drop, _one(request, public_id)):
        messages.success(request, _("Dropped. Nobody has been asked."))
    return redirect("footage:list")


@require_POST
@role_required(*POLICE)
def recall(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    if _done(request, outcomes.recall, _one(request, public_id)):
        messages.success(request, _("Recalled. Every link is dead, and the owners have been told."))
    return redirect("footage:detail", public_id)


@require_POST
@role_required(*POLICE)
def close(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    if _done(request, outcomes.close, _one(request, public_id)):
        messages.success(request, _("Closed. No more answers are taken."))
    return redirect("footage:detail", public_id)


@require_POST
@role_required(*POLICE)
def outcome(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        context = _detail(request, footage_request, outcome_form=form)
        return render(request, "footage/detail.html", context, status=422)
    if _done(request, outcomes.tell_outcome, footage_request, **form.cleaned_data):
        messages.success(request, _("Those who gave footage have been told."))
    return redirect("footage:detail", public_id)


def _done(
    request: AppointedRequest, action: Any, footage_request: FootageRequest, **facts: Any
) -> bool:
    """Whether the action happened; its refusal is shown."""
    try:
        action(footage_request, actor=request.user, **facts)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _mine(request: AppointedRequest) -> FootageRequestQuerySet:
    """The requests of the commune whose appointment this person acts in."""
    return FootageRequest.objects.visible_to(request.user).filter(
        commune=request.appointment.commune
    )


def _one(request: AppointedRequest, public_id: UUID) -> FootageRequest:
    rows = _mine(request).with_incident().select_related("appointment")
    return get_object_or_404(rows, public_id=public_id)
