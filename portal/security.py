"""What a browser may do with our pages: nothing that we did not send ourselves."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase

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
FEATURES = "camera=(), microphone=(), payment=(), usb=(), browsing-topics=(), geolocation=(self)"


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
