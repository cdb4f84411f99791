"""How often: codes and tries per number, per person and per network address.

The counting is allauth's, the figures are ACCOUNT_RATE_LIMITS in the settings.
"""

from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse

__all__ = ["RateLimited", "count", "too_often"]


def count(request: HttpRequest, action: str, *, key: str = "") -> None:
    """Count one `action` against its limits, by whatever method it is asked for.

    Raises RateLimited when they are reached, and Redis's own error while it is away: what
    cannot be counted is refused.
    """
    # allauth's `consume` passes every GET; this is its public door that can count them too.
    ratelimit.consume_or_429(
        request, action=action, key=key or None, limit_get=True, raise_exception=True
    )


def too_often(request: HttpRequest) -> HttpResponse:
    """429, with a page that says to wait."""
    page: HttpResponse = ratelimit.respond_429(request)
    return page
