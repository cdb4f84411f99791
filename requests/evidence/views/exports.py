"""Take the accepted originals out, in an archive that proves itself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from portal.journal import signing
from portal.once import OnceForm
from portal.pages import PRESS, READ, anybody, attempt, page
from portal.people.gates import AppointedRequest, role_required
from requests.asking.models.searches import IN_CHARGE
from requests.evidence import archive
from requests.evidence.actions import exports
from requests.evidence.models import Export
from requests.evidence.views.footage import own_request
from requests.evidence.views.stored_files import SANDBOX


@page(PRESS, role_required(*IN_CHARGE))
def export(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    footage_request, form = own_request(request, public_id), OnceForm(request.POST)
    if not form.is_valid():
        return redirect("footage:review", footage_request.public_id)
    with attempt(request):
        made = exports.make(footage_request, actor=request.user, **form.cleaned_data)
        return redirect("footage:export_download", made.public_id)
    return redirect("footage:review", footage_request.public_id)


@page(READ, role_required(*IN_CHARGE))
def export_download(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """The archive, read and hashed again on its way out."""
    visible = Export.objects.visible_in(request.commune, request.user)
    made = get_object_or_404(visible.select_related("footage_request"), public_id=public_id)
    with attempt(request):
        return _archive_of(made, exports.download(made, actor=request.user))
    return redirect("footage:review", made.footage_request.public_id)


def _archive_of(made: Export, members: list[archive.Member]) -> HttpResponseBase:
    made_at = timezone.localtime(made.made_at)  # The format's times have no zone.
    response = StreamingHttpResponse(
        archive.stream(members, made_at), content_type="application/zip"
    )
    response["Content-Length"] = str(archive.length(members, made_at))
    response["Content-Disposition"] = content_disposition_header(
        True, f"{exports.folder_of(made)}.zip"
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = SANDBOX
    return response


@page(READ, anybody)
def export_key(request: HttpRequest) -> HttpResponse:
    """The public key, for whoever has an export to check."""
    return HttpResponse(signing.public_key_pem(), content_type="application/x-pem-file")
