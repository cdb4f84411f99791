"""The officer's pages: look at what came, and decide about each file."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from portal.once import OnceForm
from portal.pages import PRESS, READ, attempt, page
from portal.people.gates import AppointedRequest, role_required
from requests.asking.models import Ask, FootageRequest
from requests.asking.models.searches import IN_CHARGE
from requests.evidence import file_names
from requests.evidence.actions import footage as actions
from requests.evidence.actions import inspections
from requests.evidence.forms.footage import DeclineForm
from requests.evidence.models import Footage, Upload
from requests.evidence.verbs import Verb
from requests.evidence.views.stored_files import send, wanted_range


@page(READ, role_required(*IN_CHARGE))
def review(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request = own_request(request, public_id)
    return render(request, "footage/footage/review.html", _context(request, footage_request))


@page(READ, role_required(*IN_CHARGE))
def review_files(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    """The files as they stand, for a page that is open."""
    footage_request = own_request(request, public_id)
    return render(request, "footage/footage/_files.html", _context(request, footage_request))


def own_request(request: AppointedRequest, public_id: UUID) -> FootageRequest:
    """The request, if this person may see it in the commune acted for; 404 otherwise."""
    visible = FootageRequest.objects.visible_in(request.commune, request.user)
    return get_object_or_404(visible.with_incident(), public_id=public_id)


def _context(request: AppointedRequest, footage_request: FootageRequest) -> dict[str, Any]:
    visible = Footage.objects.visible_in(request.commune, request.user).with_request()
    files = list(visible.filter(upload__ask__footage_request=footage_request).order_by("-pk"))
    return {
        "footage_request": footage_request,
        "files": files,
        "arriving": list(_arriving(footage_request)),
        "accepted": sum(footage.status == Footage.Status.ACCEPTED for footage in files),
        "to_review": sum(footage.status in Footage.TO_REVIEW for footage in files),
        "is_pending": any(footage.is_unfinished for footage in files),
        "exports": footage_request.exports.select_related("made_by").order_by("-pk")[:20],
        "reasons": Footage.Reason.choices,
        "export_form": OnceForm(),
    }


def _arriving(footage_request: FootageRequest) -> QuerySet[Upload]:
    """On their way, and sent: the owner is told that nobody sees a file before she presses."""
    told = {"ask__footage_request": footage_request, "ask__told": Ask.Answer.APPROVED}
    sent = Upload.objects.arriving().filter(**told, ask__delivery_record__isnull=False)
    return sent.select_related("ask__site").order_by("-pk")


def _footage(request: AppointedRequest, public_id: UUID) -> Footage:
    visible = Footage.objects.visible_in(request.commune, request.user).with_request()
    return get_object_or_404(visible, public_id=public_id)


@page(READ, role_required(*IN_CHARGE))
def poster(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    footage = _footage(request, public_id)
    response = send(request, footage.poster, "image/jpeg", name="poster.jpg", as_attachment=False)
    actions.look_at(footage, Verb.PICTURED, actor=request.user)
    response["Cache-Control"] = "private, max-age=600"
    return response


@page(READ, role_required(*IN_CHARGE))
def preview(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """The small copy, for the player. Each playing from the start is one line in the journal."""
    footage = _footage(request, public_id)
    response = send(request, footage.preview, "video/mp4", name="preview.mp4", as_attachment=False)
    from_the_start = wanted_range(request.headers.get("Range", ""), 1) is not None
    # A player asks piece by piece; but whoever begins later has looked as well.
    if from_the_start or not actions.was_viewed_lately(footage, actor=request.user):
        actions.look_at(footage, Verb.VIEWED, actor=request.user)
    return response


@page(READ, role_required(*IN_CHARGE))
def original(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    footage = _footage(request, public_id)
    with attempt(request) as tried:
        actions.require_on_disk(footage)
    if not tried.is_done:
        return redirect("footage:review", footage.upload.ask.footage_request.public_id)
    media_type = footage.media_type or "application/octet-stream"
    name = file_names.portable(footage.upload.name)
    response = send(request, footage.original, media_type, name=name, as_attachment=True)
    actions.look_at(footage, Verb.DOWNLOADED, actor=request.user)
    return response


@page(PRESS, role_required(*IN_CHARGE))
def check_again(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage = _footage(request, public_id)
    with attempt(request, _("The file is being checked once more.")):
        inspections.check_again(footage, actor=request.user)
    return redirect("footage:review", footage.upload.ask.footage_request.public_id)


@page(PRESS, role_required(*IN_CHARGE))
def accept(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage = _footage(request, public_id)
    with attempt(request):
        actions.accept(footage, actor=request.user)
    return redirect("footage:review", footage.upload.ask.footage_request.public_id)


@page(PRESS, role_required(*IN_CHARGE))
def decline(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage = _footage(request, public_id)
    form = DeclineForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    with attempt(request):
        actions.decline(footage, actor=request.user, reason=reason)
    return redirect("footage:review", footage.upload.ask.footage_request.public_id)
