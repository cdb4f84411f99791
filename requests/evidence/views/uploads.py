"""The owner's pages after approving: files go up, are handed over, and a receipt comes back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.documents import pdf
from portal.errors import RuleViolation
from portal.people.frame import about
from requests.asking.gates import answerer, proven_ask, proven_page
from requests.asking.models import Ask, RequestPolicy
from requests.asking.models.request_policies import GIGABYTE
from requests.evidence.actions import delivery_records, uploads
from requests.evidence.models import DeliveryRecord, Upload

RESULT_WITHIN = timedelta(days=30)  # Decree 61/2026, article 21


@never_cache
@require_safe
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose files and watch them go; what came earlier is listed and can be gone on with."""
    ask = proven_page(request, public_id)
    if not ask.accepts_uploads:
        receipt = DeliveryRecord.objects.filter(ask=ask).exists()
        return redirect("footage:receipt" if receipt else "footage:asked", ask.public_id)
    about(request, commune=ask.footage_request.commune)
    policy = RequestPolicy.objects.of(ask.footage_request.commune)
    context = _files(ask) | {
        "ask": ask,
        "footage_request": ask.footage_request,
        "cameras": ask.cameras.order_by("ordinal"),
        "policy": policy,
        "most_gigabytes": policy.file_bytes_most // GIGABYTE,
        "receipt": DeliveryRecord.objects.filter(ask=ask).first(),
    }
    return render(request, "footage/upload.html", context)


@never_cache
@require_safe
def upload_files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rows of what the portal has by now, for a page that is open."""
    ask = proven_ask(request, public_id)
    return render(request, "footage/_upload_files.html", {"ask": ask} | _files(ask))


def _files(ask: Ask) -> dict[str, Any]:
    found: QuerySet[Upload] = ask.uploads.live().select_related("footage__receipt").order_by("pk")
    return {
        "uploads": [u for u in found if u.kind == Upload.Kind.FOOTAGE],
        "clocks": [u for u in found if u.kind == Upload.Kind.CLOCK],
    }


@require_POST
def take_back(request: HttpRequest, public_id: UUID, upload_id: UUID) -> HttpResponse:
    ask = proven_ask(request, public_id)
    found = get_object_or_404(ask.uploads.all(), public_id=upload_id)
    try:
        uploads.take_back(found, actor=answerer(request, ask))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect("footage:upload", ask.public_id)


@require_POST
def hand_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    ask = proven_ask(request, public_id)
    try:
        delivery_records.hand_over(ask, actor=answerer(request, ask))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("footage:upload", ask.public_id)
    return redirect("footage:receipt", ask.public_id)


@never_cache
@require_safe
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    ask = proven_page(request, public_id)
    about(request, commune=ask.footage_request.commune)
    return render(request, "footage/receipt.html", _receipt(ask))


@never_cache
@require_safe
def receipt_files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The files of the receipt as they stand, for a page that is open."""
    return render(request, "footage/_receipt_files.html", _receipt(proven_page(request, public_id)))


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same on paper, in official layout."""
    return on_paper(proven_page(request, public_id))


def on_paper(ask: Ask) -> HttpResponse:
    """Both sides keep it."""
    context = _receipt(ask)
    signers = [("Bên giao", ""), ("Bên nhận", "")]
    paper = pdf.render("footage/receipt_paper.html", context | {"signers": signers})
    return pdf.response(context["receipt"].number, paper)


def _receipt(ask: Ask) -> dict[str, Any]:
    """404 before anything was handed over."""
    given = get_object_or_404(DeliveryRecord.objects.select_related("given_by"), ask=ask)
    files = list(given.files.select_related("upload").order_by("pk"))
    return {
        "ask": ask,
        "receipt": given,
        "footage_request": ask.footage_request,
        "files": files,
        "is_pending": any(footage.is_unfinished for footage in files),
        "is_unhashed": not all(footage.known_sha256 for footage in files),
        "arriving": ask.uploads.arriving().count(),
        "outcomes": ask.footage_request.outcomes.order_by("-pk"),
        "result_due": given.issued_at + RESULT_WITHIN,
        "unneeded_days": RequestPolicy.objects.of(ask.footage_request.commune).unneeded_days,
    }
