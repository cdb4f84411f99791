"""What every page may need: the theme, the style page, and the pages for when it went wrong."""

from contextlib import nullcontext
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request, override

from portal.look.samples import CHIPS, SampleForm
from portal.pages import PRESS, READ, anybody, fields_sent, page

THEMES = {"light", "dark"}
A_YEAR = 365 * 24 * 3600  # seconds


@page(PRESS, anybody)
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie; any other value follows the device again."""
    response = HttpResponseRedirect(_back(request))
    if request.POST.get("theme") in THEMES:
        response.set_cookie("theme", request.POST["theme"], max_age=A_YEAR, samesite="Lax")
    else:
        response.delete_cookie("theme")
    return response


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if safe else "/"


@page(READ, anybody)
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state. Only where DEBUG is on."""
    wrong = SampleForm({"phone": "091234567"})
    wrong.is_valid()
    return render(request, "style.html", {"chips": CHIPS, "form": SampleForm(), "wrong": wrong})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the session: say so, and offer to send once more what was written.

    Only where the browser says that the form stood on a page of ours: what another site wrote
    is offered to nobody. Signing in makes another session: the second tap on its button comes
    with the form of the first, and there is nothing left to do.
    """
    if request.path == reverse("people:code") and request.user.is_authenticated:
        return redirect("/")
    # Whoever has them switched off would be told for ever that the form is too old.
    context = _what_was_sent(request) | {"refuses_cookies": not request.COOKIES}
    return render(request, "403_csrf.html", context, status=403)


def _what_was_sent(request: HttpRequest) -> dict[str, Any]:
    """What a page needs to send it once more: nothing unless a page of ours sent it."""
    try:
        own = f"{request.scheme}://{request.get_host()}"
        if request.headers.get("origin") != own:
            return {}
        return {
            "fields": fields_sent(request),
            "has_files": bool(request.FILES),
            "address": request.get_full_path(),
            "csrf_token": get_token(request),
        }
    except (OSError, SuspiciousOperation, MultiPartParserError):
        return {}  # Nobody could read it: too long, cut off, or no room for its file.


def broken(request: HttpRequest | None, status: int) -> HttpResponse:
    """Drawn without the database, and without a request: either may be what failed.

    500: a fault of ours. 502, 503 and 504: a part starts again. 507: a disk is full. A form keeps
    what was written in it. Without a request: the page that nginx shows.
    """
    was_sent = request is not None and request.method == "POST"
    context: dict[str, Any] = {
        "status": status,
        "was_sent": was_sent,
        "is_ours": request is not None,
    }
    language = get_language_from_request(request) if request else None
    if request is not None:
        context["now"] = timezone.localtime()
        if was_sent:
            context |= _what_was_sent(request)
    with override(language) if language else nullcontext():
        drawn = loader.get_template("500.html").render(context)
    return HttpResponse(drawn, status=status)
