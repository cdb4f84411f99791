"""How a decision came in, read from the request that brought it."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.translation import get_language

from cameras.deciding import Expression


def language_in(request: HttpRequest) -> str:
    """The language of the words on the page."""
    return (get_language() or "vi")[:2]


def expressed_in(request: HttpRequest) -> Expression:
    """Language, network address and device of whoever decides on this page."""
    return Expression(
        language=language_in(request),
        ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:200],
    )
