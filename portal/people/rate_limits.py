"""How often: codes and tries per number, per person and per network address.

The counting is allauth's, the figures are ACCOUNT_RATE_LIMITS in the settings.
"""

import logging
from collections.abc import Callable

from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from portal.pages import fields_sent

__all__ = [
    "RateLimited",
    "count",
    "count_code",
    "form_too_often",
    "require_room",
    "too_often",
]

log = logging.getLogger(__name__)


def count(request: HttpRequest, action: str, *, key: str = "") -> None:
    """Count one `action` against its limits, by whatever method it is asked for.

    Raises RateLimited when they are reached, and Redis's own error while it is away: what
    cannot be counted is refused.
    """
    _consume(request, action, key, dry_run=False)


def require_room(request: HttpRequest, action: str, *, key: str = "") -> None:
    """Raises as `count` does, and counts nothing: for what is counted only where it fails."""
    _consume(request, action, key, dry_run=True)


def _consume(request: HttpRequest, action: str, key: str, *, dry_run: bool) -> None:
    # allauth's `consume` passes every GET; this is its public door that can count them too.
    ratelimit.consume_or_429(
        request,
        action=action,
        key=key or None,
        limit_get=True,
        raise_exception=True,
        dry_run=dry_run,
    )


def count_code(request: HttpRequest, phone: str) -> None:
    """Count what each code costs: against the portal's hour, and that of its number's prefix.

    Raises RateLimited and tells the operator's log; `/readyz` names it as long as it lasts.
    """
    try:
        if phone:
            count(request, "people_prefix", key=phone[:-4])
        count(request, "people_codes", key="portal")
    except RateLimited:
        log.error("too many codes in an hour, lastly to %s", phone[:-4] or "an e-mail address")
        raise


def too_often(request: HttpRequest) -> HttpResponse:
    """429, with a page that says to wait."""
    page: HttpResponse = ratelimit.respond_429(request)
    return page


def form_too_often(request: HttpRequest) -> HttpResponse:
    """The same, after a form that took long to fill: the page can send it again."""
    context = {"fields": fields_sent(request), "has_files": bool(request.FILES)}
    return render(request, "429.html", context, status=429)


class TooOftenMiddleware:
    """A page that counted once too often, and raised RateLimited, answers 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_often(request) if isinstance(error, RateLimited) else None
