"""The officer's requests: write, hand in, review, follow, recall, close, tell the outcome."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.keyset import page_of, prepared_page_of, until_after
from portal.pages import FORM, PRESS, READ, attempt, filled, page, refusals_on, status_of, unsure
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from portal.prepared import Fact, prepared
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.outcomes import tell_outcome
from requests.asking.costs import cost_of
from requests.asking.document_scans import document_response
from requests.asking.forms.footage_requests import OutcomeForm, RefusalForm, RequestForm, ReviewForm
from requests.asking.hits import Row, chosen_hits, map_of
from requests.asking.models import FootageRequest, FootageRequestQuerySet, RequestPolicy
from requests.asking.models.searches import IN_CHARGE
from requests.asking.police_answers import answers_of, entries_of, steps_of

PAGE = 30
LONGEST_NUMBER = 40
STEPS = 60  # of what happened, on a page
Status = FootageRequest.Status


@page(READ, role_required(*POLICE))
def requests_list(request: AppointedRequest) -> HttpResponse:
    """Newest first, a page at a time by key; what waits for this person stands on top.

    With `q`, only those with this number: for the desk, while an owner is on the telephone.
    """
    number = request.GET.get("q", "").strip()[:LONGEST_NUMBER]
    if number:
        numbered = _mine(request).with_incident().numbered(number)
        requests_page = page_of(_counted(numbered), request, PAGE)
    else:
        requests_page = prepared_page_of(_all, request, PAGE, **_acting(request))
    is_top = requests_page.is_first and not number and _is_in_charge(request)
    context = {
        "page": requests_page,
        "number": number,
        "to_review": _to_review_by_others(**_acting(request)) if is_top else [],
    }
    return render(request, "footage/footage_requests/list.html", context)


@prepared
def _all() -> QuerySet[FootageRequest]:
    return until_after(_counted(_visible()), PAGE)


def _counted(rows: FootageRequestQuerySet) -> FootageRequestQuerySet:
    """How many were asked and how many gave: never how many said no."""
    given = Count("asks", filter=Q(asks__delivery_record__isnull=False))
    return rows.annotate(asked=Count("asks"), gave=given)


@prepared
def _to_review_by_others() -> QuerySet[FootageRequest]:
    waiting = _visible().waiting_for_review().exclude(officer=Fact("person"))
    return waiting.order_by("-pk")[:PAGE]


def _is_in_charge(request: AppointedRequest) -> bool:
    return request.appointment.role in IN_CHARGE


@page(READ, role_required(*POLICE))
def detail(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    is_author = footage_request.officer_id == request.user.pk
    if footage_request.is_writable and is_author and _is_in_charge(request):
        return redirect("footage:write", public_id)
    return _detail_page(request, footage_request)


@page(READ, role_required(*POLICE))
def answers(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The table of answers alone, asked for again and again while the page is open."""
    footage_request = _one(request, public_id)
    context = {
        "footage_request": footage_request,
        "answers": answers_of(footage_request),
        "is_in_charge": _is_in_charge(request),
    }
    return render(request, "footage/footage_requests/_answers.html", context)


def _detail_page(
    request: AppointedRequest,
    footage_request: FootageRequest,
    *,
    outcome_form: OutcomeForm | None = None,
    refusal_form: RefusalForm | None = None,
) -> HttpResponse:
    answers = answers_of(footage_request)
    happened = page_of(entries_of(footage_request), request, STEPS, key="number")
    is_waiting = footage_request.status == Status.SUBMITTED
    is_author, is_in_charge = footage_request.officer_id == request.user.pk, _is_in_charge(request)
    may_review = is_waiting and is_in_charge and not is_author
    is_signer = footage_request.signer_id == request.user.pk
    outcome_form, refusal_form = outcome_form or OutcomeForm(), refusal_form or RefusalForm()
    context = {
        "footage_request": footage_request,
        "answers": answers,
        "timeline": steps_of(happened.rows, answers.ranks),
        "earlier": happened.next_after,
        "may_review": may_review,
        "may_disown": is_signer and not footage_request.disowned_at,
        "is_in_charge": is_in_charge,
        "may_drop": is_waiting and is_author and is_in_charge,
        "may_end": footage_request.status == Status.SENT and is_in_charge,
        "may_tell": footage_request.has_left and bool(answers.gave) and is_in_charge,
        "outcomes": footage_request.outcomes.all(),
        "outcome_form": outcome_form,
        "refusal_form": refusal_form,
        **(_to_review(footage_request) if may_review else {}),
    }
    status = status_of(outcome_form, refusal_form)
    return render(request, "footage/footage_requests/detail.html", context, status=status)


def _to_review(footage_request: FootageRequest) -> dict[str, Any]:
    """Where it is and who would be asked, just as its author saw it."""
    search = footage_request.read_search()
    hits = chosen_hits(footage_request, to_draw=True)
    rows = [Row(rank, hit) for rank, hit in enumerate(hits, start=1)]
    return {"rows": rows, "map": map_of(search, rows), "cost": cost_of(hits, search.window)}


@page(FORM, role_required(*IN_CHARGE))
def write(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The draft is kept at each press, also when something still has to be mended."""
    footage_request = _one(request, public_id)
    if footage_request.officer_id != request.user.pk or not footage_request.is_writable:
        return redirect("footage:detail", public_id)
    form = _request_form(request, footage_request)
    if form.is_bound:
        form.full_clean()
        with refusals_on(form):
            footage_request = footage_requests.write(
                footage_request, form.written, actor=request.user
            )
            if form.is_sent and not form.errors:
                sent = footage_requests.submit(footage_request, actor=request.user)
                return _handed_in(request, sent)
        if not form.errors:
            messages.success(request, _("The draft is kept."))
            return redirect("footage:write", public_id)
    search = footage_request.read_search()
    context = {
        "footage_request": footage_request,
        "form": form,
        "needs_review": footage_requests.needs_review(search),
        "policy": RequestPolicy.objects.of(footage_request.commune),
        "cost": cost_of(chosen_hits(footage_request), search.window),
    }
    template = "footage/footage_requests/write.html"
    return render(request, template, context, status=status_of(form))


def _request_form(request: AppointedRequest, footage_request: FootageRequest) -> RequestForm:
    usual = RequestPolicy.objects.of(footage_request.commune).requests_per_owner
    asks_reason = any(times >= usual for times in footage_requests.times_asked(footage_request))
    return RequestForm(
        filled(request),
        request.FILES or None,
        draft=footage_request,
        is_sent=request.POST.get("then") == "send",
        asks_reason=asks_reason,
    )


def _handed_in(request: AppointedRequest, footage_request: FootageRequest) -> HttpResponse:
    if footage_request.status == Status.SENT:
        messages.success(request, _("Sent. The owners have been told."))
    else:
        messages.success(request, _("Handed in for approval. Nothing has gone out yet."))
    return redirect("footage:detail", footage_request.public_id)


@page(READ, role_required(*POLICE))
def document(request: AppointedRequest, public_id: UUID) -> FileResponse:
    rows = _mine(request).exclude(document_scan="")
    return document_response(get_object_or_404(rows, public_id=public_id))


@page(PRESS, role_required(*IN_CHARGE))
def approve(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        with attempt(request, _("Approved and sent. The owners have been told.")):
            reviews.approve(footage_request, actor=request.user, note=form.cleaned_data["note"])
    return redirect("footage:detail", public_id)


@page(PRESS, role_required(*IN_CHARGE))
def refuse(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, footage_request, refusal_form=form)
    with attempt(request):
        reviews.refuse(footage_request, actor=request.user, note=form.cleaned_data["note"])
    return redirect("footage:detail", public_id)


@page(PRESS, role_required(*IN_CHARGE))
def drop(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    if asking := unsure(
        request,
        _("Drop the draft?"),
        after=_("What was written in it goes. Nobody has been asked."),
        button=_("Drop the draft"),
        back=reverse("footage:detail", args=[public_id]),
    ):
        return asking
    with attempt(request, _("Dropped. Nobody has been asked.")):
        footage_requests.drop(footage_request, actor=request.user)
    return redirect("footage:list")


@page(PRESS, role_required(*POLICE))
def disown(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The person named as the signer says that the document is not theirs."""
    footage_request = _one(request, public_id)
    if asking := unsure(
        request,
        _("You did not sign this document?"),
        after=_("A request that was sent is recalled, and everyone in charge of it is told."),
        button=_("I did not sign it"),
        back=reverse("footage:detail", args=[public_id]),
    ):
        return asking
    with attempt(request, _("Written down. Nobody is asked by this document any more.")):
        footage_requests.disown(footage_request, actor=request.user)
    return redirect("footage:detail", public_id)


@page(PRESS, role_required(*IN_CHARGE))
def recall(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    if asking := unsure(
        request,
        _("Recall the request?"),
        after=_("Every link dies at once, and the owners are told. It cannot be sent again."),
        button=_("Recall the request"),
        back=reverse("footage:detail", args=[public_id]),
    ):
        return asking
    with attempt(request, _("Recalled. Every link is dead, and the owners have been told.")):
        footage_requests.recall(footage_request, actor=request.user)
    return redirect("footage:detail", public_id)


@page(PRESS, role_required(*IN_CHARGE))
def close(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    if asking := unsure(
        request,
        _("Close the request?"),
        after=_("Owners who have not answered cannot answer any more."),
        button=_("Close the request"),
        back=reverse("footage:detail", args=[public_id]),
    ):
        return asking
    with attempt(request, _("Closed. No more answers are taken.")):
        footage_requests.close(footage_request, actor=request.user)
    return redirect("footage:detail", public_id)


@page(PRESS, role_required(*IN_CHARGE))
def outcome(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, footage_request, outcome_form=form)
    cleaned = form.cleaned_data
    with attempt(request, _("Those who gave footage have been told.")):
        tell_outcome(
            footage_request,
            cleaned["kind"],
            actor=request.user,
            words=cleaned["words"],
            once=cleaned["once"],
        )
    return redirect("footage:detail", public_id)


def _mine(request: AppointedRequest) -> FootageRequestQuerySet:
    return FootageRequest.objects.visible_in(request.commune, request.user)


def _one(request: AppointedRequest, public_id: UUID) -> FootageRequest:
    facts = _acting(request) | {"public_id": public_id}
    if (visible := _visible_one.first(**facts)) is None:
        raise Http404
    return visible


@prepared
def _visible_one() -> QuerySet[FootageRequest]:
    return _visible().filter(public_id=Fact("public_id"))


def _visible() -> FootageRequestQuerySet:
    visible = FootageRequest.objects.visible_in(Fact("commune"), Fact("person"), Fact("today"))
    return visible.with_incident()


def _acting(request: AppointedRequest) -> dict[str, Any]:
    today = timezone.localdate()
    return {"commune": request.commune.pk, "person": request.user.pk, "today": today}
