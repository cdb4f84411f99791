"""What every page may need: the theme, the style page, and the pages for when it went wrong."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

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
    own = f"{request.scheme}://{request.get_host()}"
    fields = fields_sent(request) if request.headers.get("origin") == own else []
    context = {"fields": fields, "has_files": bool(request.FILES)}
    return render(request, "403_csrf.html", context, status=403)


def server_error(request: HttpRequest, *, is_away: bool = False) -> HttpResponse:
    """Drawn without the database: it may be what failed. `is_away`: a part starts again (503)."""
    context = {"now": timezone.localtime(), "is_away": is_away}
    drawn = loader.get_template("500.html").render(context)
    return HttpResponse(drawn, status=503 if is_away else 500)
