"""The owner presses "send", and both sides get the record of it, on the page and on paper."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import override

from portal.documents import pdf
from portal.pages import PRESS, READ, anybody, attempt, page
from portal.people.frame import about
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from requests.asking.gates import answerer, proven_ask, proven_page
from requests.asking.models import Ask, RequestPolicy
from requests.asking.signers import appointment_of_signer
from requests.evidence.actions import delivery_records
from requests.evidence.models import DeliveryRecord

RESULT_WITHIN = timedelta(days=30)  # Decree 61/2026, article 21


@page(PRESS, anybody)
def deliver(request: HttpRequest, public_id: UUID) -> HttpResponse:
    ask = proven_ask(request, public_id)
    with attempt(request) as delivery:
        delivery_records.deliver(ask, actor=answerer(request, ask))
    door = "footage:delivery_record" if delivery.is_done else "footage:upload"
    return redirect(door, ask.public_id)


@page(READ, anybody)
def delivery_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    ask = proven_page(request, public_id)
    about(request, commune=ask.footage_request.commune)
    return render(request, "footage/delivery_records/detail.html", _context(ask))


@page(READ, anybody)
def delivery_record_files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The files of the record as they stand, for a page that is open."""
    context = _context(proven_page(request, public_id))
    return render(request, "footage/delivery_records/_files.html", context)


@page(READ, anybody)
def delivery_record_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The owner's copy on paper, in official layout."""
    return _on_paper(proven_page(request, public_id))


@page(READ, role_required(*POLICE))
def delivery_record_copy(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The receiving side's copy of the same paper."""
    visible = DeliveryRecord.objects.visible_in(request.commune, request.user)
    kept = get_object_or_404(visible, public_id=public_id)
    return _on_paper(Ask.objects.with_parties().get(pk=kept.ask_id))


def _on_paper(ask: Ask) -> HttpResponse:
    context = _context(ask)
    context["signers"] = _signers(context["delivery_record"])
    with override("vi"):  # Official paper.
        context["signer_office"] = appointment_of_signer(ask.footage_request)
    paper = pdf.render("footage/delivery_records/paper.html", context)
    return pdf.response(context["delivery_record"].number, paper)


def _signers(kept: DeliveryRecord) -> list[tuple[str, str]]:
    """Titles are those of official paper and stay Vietnamese. An empty name is signed by hand."""
    received_by = kept.received_in.person.full_name if kept.received_in else ""
    return [("Bên giao", kept.given_by.full_name), ("Bên nhận", received_by)]


def _context(ask: Ask) -> dict[str, Any]:
    """404 before anything was delivered."""
    kept = get_object_or_404(DeliveryRecord.objects.with_parties(), ask=ask)
    files = list(kept.files.select_related("upload").order_by("pk"))
    return {
        "ask": ask,
        "delivery_record": kept,
        "footage_request": ask.footage_request,
        "files": files,
        "is_pending": any(footage.is_unfinished for footage in files),
        "is_unhashed": not all(footage.sha256_so_far for footage in files),
        "arriving": ask.uploads.arriving().count(),
        "outcomes": ask.footage_request.outcomes.order_by("-pk"),
        "result_due": kept.issued_at + RESULT_WITHIN,
        "unneeded_days": RequestPolicy.objects.of(ask.footage_request.commune).unneeded_days,
    }
