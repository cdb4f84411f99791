"""The owner's page after approving: files go up, and may be taken back until they are sent."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.pages import PRESS, READ, anybody, attempt, page, unsure
from portal.people.frame import about
from requests.asking.gates import answerer, proven_ask, proven_page
from requests.asking.models import Ask, RequestPolicy
from requests.asking.models.request_policies import GIGABYTE
from requests.evidence.actions import inspections, uploads
from requests.evidence.models import DeliveryRecord, Upload


@page(READ, anybody)
def upload(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Choose files and watch them go; what came earlier is listed and can be gone on with."""
    ask = proven_page(request, public_id)
    delivery_record = DeliveryRecord.objects.filter(ask=ask).first()
    if not ask.accepts_uploads:
        door = "footage:delivery_record" if delivery_record else "footage:asked"
        return redirect(door, ask.public_id)
    about(request, commune=ask.footage_request.commune)
    policy = RequestPolicy.objects.of(ask.footage_request.commune)
    context = _files(ask) | {
        "ask": ask,
        "footage_request": ask.footage_request,
        "cameras": ask.cameras.order_by("ordinal"),
        "policy": policy,
        "most_gigabytes": policy.file_bytes_most // GIGABYTE,
        "delivery_record": delivery_record,
    }
    return render(request, "footage/uploads/list.html", context)


@page(READ, anybody)
def upload_files(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The rows of what the portal has by now, for a page that is open."""
    ask = proven_ask(request, public_id)
    return render(request, "footage/uploads/_files.html", {"ask": ask} | _files(ask))


def _files(ask: Ask) -> dict[str, Any]:
    live: QuerySet[Upload] = ask.uploads.live()
    rows = live.select_related("footage__delivery_record").order_by("pk")
    return {
        "uploads": [upload for upload in rows if upload.kind == Upload.Kind.FOOTAGE],
        "clocks": [upload for upload in rows if upload.kind == Upload.Kind.CLOCK],
    }


@page(PRESS, anybody)
def withdraw(request: HttpRequest, public_id: UUID, upload_id: UUID) -> HttpResponse:
    ask = proven_ask(request, public_id)
    upload = get_object_or_404(ask.uploads.all(), public_id=upload_id)
    if asking := unsure(
        request,
        _("Drop this file?"),
        after=_("“%(name)s” is deleted here. On the recorder or phone nothing changes.")
        % {"name": upload.name},
        button=_("Drop this file"),
        back=reverse("footage:upload", args=[public_id]),
    ):
        return asking
    with attempt(request):
        uploads.withdraw(upload, actor=answerer(request, ask))
    return redirect("footage:upload", ask.public_id)


@page(PRESS, anybody)
def check_again(request: HttpRequest, public_id: UUID, upload_id: UUID) -> HttpResponse:
    """The owner's own button, before she sends and after."""
    ask = proven_ask(request, public_id)
    upload = get_object_or_404(ask.uploads.exclude(footage=None), public_id=upload_id)
    with attempt(request, _("The file is being checked once more.")):
        inspections.check_again(upload.footage, actor=answerer(request, ask))
    return redirect("footage:upload", ask.public_id)
