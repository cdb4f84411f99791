"""How a decision came in, read from the request that brought it."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from cameras.register.consents import Expression
from portal.language import present_language


def expressed_in(request: HttpRequest) -> Expression:
    """Language, network address and device of whoever decides on this page."""
    return Expression(
        language=present_language(),
        ip=get_adapter().get_client_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:200],
    )
