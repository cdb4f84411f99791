"""One press settles one thing: a campaign, a gift, a pledge, a reversal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from portal.errors import RuleViolation


def settle(
    request: HttpRequest, action: Callable[..., Any], thing: Any, *, said: str, **facts: Any
) -> bool:
    """Whether the action was done to `thing`; the next page says so, or why it was not."""
    try:
        action(thing, actor=request.user, **facts)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, said)
    return True
