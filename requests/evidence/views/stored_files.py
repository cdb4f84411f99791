"""Hand out a stored file: with ranges for players, never as something a browser would run."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

CHUNK = 512 * 1024  # bytes
# The file may be anything: no script, no form, no frame, no origin of ours.
SANDBOX = "default-src 'none'; sandbox"


def send(
    request: HttpRequest, path: Path, media_type: str, *, name: str, as_attachment: bool
) -> HttpResponseBase:
    """The file under `name`, whole or the one range asked for. 404 when it is gone."""
    if not path.is_file() or not path.stat().st_size:
        raise Http404
    response = _by_nginx(path) if settings.ACCEL_LOCATION else _by_us(request, path)
    response["Content-Type"] = media_type
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment, name) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if as_attachment:
        response["Content-Security-Policy"] = SANDBOX
    return response


def _by_nginx(path: Path) -> HttpResponseBase:
    inside = path.relative_to(settings.UPLOAD_ROOT)
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.ACCEL_LOCATION}{inside}"})


def _by_us(request: HttpRequest, path: Path) -> HttpResponseBase:
    size = path.stat().st_size
    wanted = wanted_range(request.headers.get("Range", ""), size)
    if wanted is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = wanted
    is_part = "Range" in request.headers and wanted != (0, size)
    response = StreamingHttpResponse(_piece(path, start, end), status=206 if is_part else 200)
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(end - start)
    if is_part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None if there is nothing there to give.

    Several ranges, and what cannot be read, give the whole file, as RFC 9110 allows.
    """
    asked = re.fullmatch(r"bytes=([0-9]{0,18})-([0-9]{0,18})", header.strip())
    if not asked or asked.group(1) == asked.group(2) == "":
        return 0, size
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    return (start, end) if start < end else None


def _piece(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while start < end and (chunk := file.read(min(CHUNK, end - start))):
            start += len(chunk)
            yield chunk
