"""What a browser may do with our pages: nothing that we did not send ourselves."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext
from django.views.defaults import bad_request

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data: blob:",  # Bootstrap's own ticks and arrows are data: images.
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
# What a value raises that no reader of ours turned away: beyond a column, a calendar, a stack.
ODD = (DataError, OverflowError, RecursionError, UnicodeEncodeError)
FEATURES = "camera=(), microphone=(), payment=(), usb=(), browsing-topics=(), geolocation=(self)"


log = logging.getLogger(__name__)


class ContentSecurityPolicyMiddleware:
    """Sets `request.csp_nonce`, the policy that names it, and the permissions policy.

    A view that sets a stricter policy itself (a download in a sandbox) keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nonce = secrets.token_urlsafe(16)
        request.csp_nonce = nonce  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        response.headers.setdefault("Permissions-Policy", FEATURES)
        return response


class PlainAddressMiddleware:
    """No address has a NUL in it (404), nor what it asks for (400): PostgreSQL takes none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path:
            raise Http404
        if "%00" in request.META["QUERY_STRING"]:
            raise BadRequest
        return self.get_response(request)


class OddInputMiddleware:
    """A value that fits nowhere is its sender's mistake (400), and in the log it is ours: a
    reader should have turned it away with a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ODD):
            return None
        log.error("odd input was read too far", exc_info=error)
        if request.path.startswith("/api/"):
            detail = {"detail": gettext("Something in this cannot be read. Look it over.")}
            return JsonResponse(detail, status=400)
        return bad_request(request, error)


class PrivatePagesMiddleware:
    """Who comes with a session gets pages that no cache keeps, unless the view says otherwise.

    A telephone is handed on, and a browser is left open at the commune's counter.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
