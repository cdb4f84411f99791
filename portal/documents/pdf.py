"""Official papers as PDF, laid out from Django templates (Decree 30/2020)."""

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse


class ForeignAddress(Exception):
    """A paper asked for something outside our own static files."""


class OwnFilesOnly(URLFetcher):
    """Opens `static:` names and `data:` addresses; anything else stops the rendering.

    A paper never calls out: not to the network, and not into the machine's own files.
    """

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url.startswith("static:"):
            return _static_file(url)
        raise FatalURLFetchingError(f"A paper may not open {url}")


def _static_file(url: str) -> URLFetcherResponse:
    try:
        path = finders.find(url.removeprefix("static:"))
    except SuspiciousFileOperation:  # WeasyPrint would pass over it in silence.
        path = None
    if not path:
        raise FatalURLFetchingError(f"There is no static file for {url}")
    kind = guess_type(path)[0] or "application/octet-stream"
    return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": kind})


def render(template: str, context: Mapping[str, Any]) -> bytes:
    """The template as a PDF file. Papers are official, so they are in Vietnamese.

    Raises ForeignAddress if the template asks for anything that is not our own.
    """
    with translation.override("vi"):
        html = render_to_string(template, dict(context))
    try:
        return bytes(HTML(string=html, url_fetcher=OwnFilesOnly()).write_pdf())
    except FatalURLFetchingError as refusal:
        # Theirs is a BaseException and would take the whole worker with it.
        raise ForeignAddress(str(refusal)) from refusal


def response(name: str, file: bytes) -> HttpResponse:
    """Shows the paper in the browser under `name`.pdf; nobody else's cache keeps it."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(file, content_type="application/pdf", headers=headers)
