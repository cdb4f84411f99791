"""The officer's pages: look at what came, decide about each file, take out what is needed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal.errors import RuleViolation
from portal.journal import signing
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from requests.asking.models import Ask, FootageRequest
from requests.evidence import archive
from requests.evidence.actions import exports
from requests.evidence.actions import footage as custody
from requests.evidence.forms.footage import DeclineForm
from requests.evidence.models import DeliveryRecord, Export, Footage, Upload
from requests.evidence.views import files
from requests.evidence.views.uploads import on_paper

Act = Callable[..., Footage]


@never_cache
@require_safe
@role_required(*POLICE)
def review(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    return render(request, "footage/review.html", _context(request, footage_request))


@never_cache
@require_safe
@role_required(*POLICE)
def review_files(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The files as they stand, for a page that is open."""
    footage_request = _one(request, public_id)
    return render(request, "footage/_review_files.html", _context(request, footage_request))


def _one(request: AppointedRequest, public_id: UUID) -> FootageRequest:
    visible = FootageRequest.objects.visible_to(request.user).with_incident().defer("area", "point")
    return get_object_or_404(visible, public_id=public_id)


def _context(request: AppointedRequest, footage_request: FootageRequest) -> dict[str, Any]:
    found = list(_files(request, footage_request))
    return {
        "footage_request": footage_request,
        "files": found,
        "arriving": list(_arriving(footage_request)),
        "accepted": sum(f.status == Footage.Status.ACCEPTED for f in found),
        "to_review": sum(f.status in Footage.TO_REVIEW for f in found),
        "is_pending": any(f.is_unfinished for f in found),
        "exports": footage_request.exports.select_related("made_by").order_by("-pk")[:20],
        "reasons": Footage.Reason.choices,
    }


def _files(request: AppointedRequest, footage_request: FootageRequest) -> QuerySet[Footage]:
    visible = Footage.objects.visible_to(request.user).with_request()
    return visible.filter(upload__ask__footage_request=footage_request).order_by("-pk")


def _arriving(footage_request: FootageRequest) -> QuerySet[Upload]:
    """On their way, and sent: the owner is told that nobody sees a file before she presses."""
    told = {"ask__footage_request": footage_request, "ask__told": Ask.Answer.APPROVED}
    sent = Upload.objects.arriving().filter(**told, ask__receipt__isnull=False)
    return sent.select_related("ask__site").order_by("-pk")


def _footage(request: AppointedRequest, public_id: UUID) -> Footage:
    visible = Footage.objects.visible_to(request.user).with_request()
    return get_object_or_404(visible, public_id=public_id)


@require_safe
@role_required(*POLICE)
def poster(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    footage = _footage(request, public_id)
    shown = files.send(
        request, footage.poster, "image/jpeg", name="poster.jpg", as_attachment=False
    )
    custody.seen(footage, "pictured", actor=request.user)
    shown["Cache-Control"] = "private, max-age=600"
    return shown


@require_safe
@role_required(*POLICE)
def preview(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """The small copy, for the player. Each playing from the start is one line in the journal."""
    footage = _footage(request, public_id)
    shown = files.send(
        request, footage.preview, "video/mp4", name="preview.mp4", as_attachment=False
    )
    from_the_start = files.wanted_range(request.headers.get("Range", ""), 1) is not None
    # A player asks piece by piece; but whoever begins later has looked as well.
    if from_the_start or not custody.was_seen_lately(footage, "viewed", actor=request.user):
        custody.seen(footage, "viewed", actor=request.user)
    return shown


@require_safe
@role_required(*POLICE)
def original(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    footage = _footage(request, public_id)
    media_type = footage.media_type or "application/octet-stream"
    name = exports.tame(footage.upload.name)
    sent = files.send(request, footage.original, media_type, name=name, as_attachment=True)
    custody.seen(footage, "downloaded", actor=request.user)
    return sent


@never_cache
@require_safe
@role_required(*POLICE)
def receipt_copy(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The receiving side's copy of the owner's receipt."""
    visible = DeliveryRecord.objects.visible_to(request.user)
    receipt = get_object_or_404(visible, public_id=public_id)
    return on_paper(Ask.objects.with_parties().get(pk=receipt.ask_id))


@require_POST
@role_required(*POLICE)
def accept(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    return _decide(request, public_id, custody.accept)


@require_POST
@role_required(*POLICE)
def decline(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _decide(request, public_id, custody.decline, reason=reason)


def _decide(request: AppointedRequest, public_id: UUID, act: Act, **facts: str) -> HttpResponse:
    footage = _footage(request, public_id)
    try:
        act(footage, actor=request.user, **facts)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect("footage:review", footage.upload.ask.footage_request.public_id)


@require_POST
@role_required(*POLICE)
def export(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = _one(request, public_id)
    try:
        made = exports.make(footage_request, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("footage:review", footage_request.public_id)
    return redirect("footage:export_download", made.public_id)


@require_safe
@role_required(*POLICE)
def export_download(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """The archive, read and hashed again on its way out."""
    visible = Export.objects.visible_to(request.user).select_related("footage_request")
    made = get_object_or_404(visible, public_id=public_id)
    try:
        members = exports.members(made)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("footage:review", made.footage_request.public_id)
    exports.downloaded(made, actor=request.user)
    made_at = timezone.localtime(made.made_at)  # The format's times have no zone.
    response = StreamingHttpResponse(
        archive.stream(members, made_at), content_type="application/zip"
    )
    response["Content-Length"] = str(archive.length(members, made_at))
    response["Content-Disposition"] = content_disposition_header(
        True, f"{exports.folder_of(made)}.zip"
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = files.SANDBOX
    return response


@require_GET
def export_key(request: HttpRequest) -> HttpResponse:
    """The public key, for whoever has an export to check."""
    return HttpResponse(signing.public_key_pem(), content_type="application/x-pem-file")
