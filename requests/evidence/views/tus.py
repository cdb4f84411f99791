"""Resumable uploads: a tus 1.0 server (tus.io), bound to the ask the file answers.

Core, creation, creation-with-upload, termination, expiration and checksum. Without CSRF
tokens, because a browser sends `Tus-Resumable` to another site only if that site allows
it, which this one does not; a request that says it comes from elsewhere is refused.
"""

import base64
import binascii
import re
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from portal import disks
from portal.errors import RuleViolation
from requests.asking.gates import answerer, proven_ask
from requests.asking.models import RequestPolicy
from requests.evidence import file_names, piece_digests, spool
from requests.evidence.actions import pieces, uploads
from requests.evidence.gates import own_upload
from requests.evidence.models import Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,expiration,checksum"
ALGORITHMS = ("sha1", "sha256")
BYTES = "application/offset+octet-stream"
LONGEST_METADATA = 4096
STATUS: dict[type[Exception], int] = {
    uploads.TooMuch: 413,
    uploads.NoRoom: 507,
    uploads.Gone: 410,
    pieces.WrongOffset: 409,
    pieces.WrongChecksum: 460,
    RuleViolation: 409,
}


class Refused(Exception):
    """A request that does not keep to the protocol."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def _tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Checks the protocol's version and the caller's origin; turns refusals into answers."""

    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            _require_version(request)
            _require_own_pages(request)
            response = view(request, *args, **kwargs)
        except Refused as refusal:
            response = _sentence(refusal.status, refusal)
        except (spool.Busy, spool.Replaced):
            response = _sentence(423, _("The file is being uploaded in another window."))
        except spool.Removed:
            response = _sentence(410, _(uploads.ENDED))
        except (disks.DiskAway, spool.Shorter):
            response = _short_break()
        except RuleViolation as refusal:
            response = _sentence(STATUS[type(refusal)], refusal)
        except Http404:
            response = _sentence(404, _("There is no such upload."))
        except OperationalError:
            response = _short_break()
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return csrf_exempt(answer)


def _short_break() -> HttpResponse:
    """Database or disk is away, and comes back with what it had; HEAD says how far that is."""
    response = _sentence(503, _("A short break. What has arrived is safe."))
    response["Retry-After"] = "5"
    return response


def _sentence(status: int, text: object) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    if status == 412:
        response["Tus-Version"] = VERSION
    return response


def _require_version(request: HttpRequest) -> None:
    if _method(request) != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, _("This server supports tus %(version)s.") % {"version": VERSION})


def _require_own_pages(request: HttpRequest) -> None:
    if _is_foreign(request) or request.headers.get("Sec-Fetch-Site", "same-origin") not in {
        "same-origin",
        "none",
    }:
        raise Refused(403, _("Files are taken from our own pages only."))


def _is_foreign(request: HttpRequest) -> bool:
    """It says itself that a page of another site sends it."""
    origin = request.headers.get("Origin")
    try:
        return origin is not None and urlsplit(origin).netloc != request.get_host()
    except ValueError:  # half of an IPv6 address
        return True


def _method(request: HttpRequest) -> str:
    return request.headers.get("X-HTTP-Method-Override", request.method or "").upper()


@_tus
def collection(request: HttpRequest) -> HttpResponse:
    """What this server can do, and new uploads."""
    match _method(request):
        case "OPTIONS":
            return _abilities()
        case "POST":
            return _create(request)
    return _not_allowed("OPTIONS, POST")


@_tus
def member(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One upload: how far it is, more of it, or its end."""
    actions = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}
    method = _method(request)
    if method == "OPTIONS":
        return _abilities()
    if method not in actions:
        return _not_allowed("OPTIONS, HEAD, PATCH, DELETE")
    return actions[method](request, own_upload(request, public_id))


@_tus
def digests(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """SHA-256 of the pieces that have arrived, from byte `at` on: is it the file chosen now?

    `offset` is how far it has arrived; whoever has compared less asks on.
    """
    if _method(request) != "GET":
        return _not_allowed("OPTIONS, GET")
    upload = own_upload(request, public_id)
    uploads.require_going_on(upload)
    start = _start_of_piece(request.GET.get("at", "0"))
    upload = pieces.count_safe(upload)
    uploads.lend_connection()
    try:
        arrived = piece_digests.digests_from(upload.original, start, upload.offset)
    except FileNotFoundError as gone:
        raise spool.Removed from gone
    return JsonResponse(arrived._asdict() | {"piece": piece_digests.PIECE})


def _start_of_piece(at: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", at) or int(at) % piece_digests.PIECE:
        raise Refused(
            400, _("Pieces begin at multiples of %(bytes)s.") % {"bytes": piece_digests.PIECE}
        )
    return int(at)


def _abilities() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Tus-Version": VERSION,
            "Tus-Extension": EXTENSIONS,
            "Tus-Max-Size": str(RequestPolicy().file_bytes_most),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def _not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": methods})


def _create(request: HttpRequest) -> HttpResponse:
    size = _announced_size(request)
    metadata = parse_metadata(request.headers.get("Upload-Metadata", ""))
    ask = proven_ask(request, _ask_id(metadata))
    upload = uploads.announce(
        ask,
        actor=answerer(request, ask),
        name=file_names.recorded(metadata.get("filename", "")),
        size=size,
        kind=_kind(metadata),
        fingerprint=file_names.without_control_signs(metadata.get("fingerprint", ""))[:100],
        once=_once(metadata),
    )
    offset = 0
    if not spool.is_empty(upload.folder):  # announced before, and the answer was lost
        upload = pieces.count_safe(upload)
        offset = upload.offset
    elif _is_bytes(request):
        upload, offset = _take_in(request, upload, 0)
    response = _progress(upload, 201, offset)
    response["Location"] = reverse("footage:tus_upload", args=[upload.public_id])
    return response


def _announced_size(request: HttpRequest) -> int:
    if "Upload-Defer-Length" in request.headers or "Upload-Concat" in request.headers:
        raise Refused(400, _("Say how large the file is, and send it in one upload."))
    size = _whole_number(request, "Upload-Length")
    if size == 0:
        raise Refused(
            400,
            _("This file is empty. The original is still on the recorder. Copy it again."),
        )
    return size


def _whole_number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not re.fullmatch(r"[0-9]{1,19}", value):
        raise Refused(400, _("%(header)s must be a whole number.") % {"header": header})
    return int(value)


def parse_metadata(header: str) -> dict[str, str]:
    """The pairs of `Upload-Metadata`: keys as they are, values from Base64 and UTF-8.

    Raises Refused on anything else, and on more than 4096 characters.
    """
    if len(header) > LONGEST_METADATA:
        raise Refused(413, _("The description of the file is too long."))
    pairs = {}
    for pair in filter(None, (pair.strip() for pair in header.split(","))):
        key, _space, value = pair.partition(" ")
        if not key.isascii() or key in pairs:
            raise Refused(400, _("The description of the file cannot be read."))
        pairs[key] = _decoded(value)
    return pairs


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as fault:
        raise Refused(400, _("The description of the file cannot be read.")) from fault


def _ask_id(metadata: dict[str, str]) -> uuid.UUID:
    try:
        return uuid.UUID(metadata.get("ask", ""))
    except ValueError as fault:
        raise Refused(400, _("The upload does not say which request it answers.")) from fault


def _once(metadata: dict[str, str]) -> uuid.UUID | None:
    try:
        return uuid.UUID(metadata["once"]) if "once" in metadata else None
    except ValueError as fault:
        raise Refused(400, _("The description of the file cannot be read.")) from fault


def _kind(metadata: dict[str, str]) -> str:
    kind = metadata.get("kind", Upload.Kind.FOOTAGE)
    if kind not in Upload.Kind.values:
        raise Refused(400, _("The description of the file cannot be read."))
    return kind


def _head(request: HttpRequest, upload: Upload) -> HttpResponse:
    uploads.require_going_on(upload)
    upload = pieces.count_safe(upload)
    response = _progress(upload, 200, upload.offset)
    response["Upload-Length"] = str(upload.size)
    return response


def _patch(request: HttpRequest, upload: Upload) -> HttpResponse:
    if not _is_bytes(request):
        raise Refused(415, _("Bytes must come as %(type)s.") % {"type": BYTES})
    upload, offset = _take_in(request, upload, _whole_number(request, "Upload-Offset"))
    return _progress(upload, 204, offset)


def _is_bytes(request: HttpRequest) -> bool:
    """By its media type: a client may add parameters, or write it in capital letters."""
    return request.headers.get("Content-Type", "").partition(";")[0].strip().lower() == BYTES


def _take_in(request: HttpRequest, upload: Upload, offset: int) -> tuple[Upload, int]:
    if not request.headers.get("Content-Length"):
        raise Refused(411, _("Say how many bytes are coming."))
    return pieces.take_in(
        upload,
        request.META["wsgi.input"],
        offset=offset,
        length=_whole_number(request, "Content-Length"),
        checksum=_checksum(request),
    )


def _checksum(request: HttpRequest) -> pieces.Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _space, digest = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(400, _("Checksums are taken as sha1 or sha256."))
    try:
        return pieces.Checksum(algorithm, base64.b64decode(digest, validate=True))
    except binascii.Error as fault:
        raise Refused(400, _("The checksum cannot be read.")) from fault


def _delete(request: HttpRequest, upload: Upload) -> HttpResponse:
    uploads.require_going_on(upload)
    uploads.withdraw(upload, actor=answerer(request, upload.ask))
    return HttpResponse(status=204)


def _progress(upload: Upload, status: int, offset: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(offset)
    if upload.status == Upload.Status.RECEIVING:
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response
