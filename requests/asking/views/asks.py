"""The owner's page: what is asked and by whom. A link opens it; only the owner answers."""

from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from portal.pages import READ, anybody, page
from portal.people.frame import about
from portal.people.models import User
from requests.asking import gates
from requests.asking.document_scans import document_response
from requests.asking.models import Ask, Outcome


@page(READ, anybody)
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Opens without signing in. In the owner's own browser it leads to her own page."""
    ask = gates.ask_by_link(token)
    if person_here(request, ask):
        return redirect("footage:asked", ask.public_id)
    return ask_page(request, ask, token=token)


@page(READ, anybody)
def asked(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same page for whoever has shown that it is hers."""
    if not gates.proven_people(request):
        return redirect_to_login(request.get_full_path(), reverse("people:sign_in"))
    return ask_page(request, gates.proven_page(request, public_id))


@page(READ, anybody)
def document(request: HttpRequest, token: str) -> HttpResponseBase:
    ask = gates.ask_by_link(token)
    if not ask.is_open_by_link:
        return ask_page(request, ask, token=token)
    return document_response(ask.footage_request)


@page(READ, anybody)
def asked_document(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    return document_response(gates.proven_ask(request, public_id).footage_request)


def ask_page(request: HttpRequest, ask: Ask, token: str = "") -> HttpResponse:
    is_open = ask.is_open_by_link if token else ask.is_open or ask.answered_at
    if not is_open:
        context = {"ask": ask, "is_by_link": bool(token)}
        response = render(request, "footage/asks/over.html", context, status=410)
    else:
        about(request, commune=ask.footage_request.commune, reader=ask.site.owner)
        response = render(request, "footage/asks/ask.html", _context(ask, token))
        response["X-Robots-Tag"] = "noindex"
    return unkept(response)


def unkept(response: HttpResponse) -> HttpResponse:
    """Nobody on the way keeps it. A link is opened without a session, which would say so."""
    response["Cache-Control"] = "private, no-store"
    return response


def _context(ask: Ask, token: str) -> dict[str, Any]:
    return {
        "ask": ask,
        "footage_request": ask.footage_request,
        "cameras": ask.cameras.defer("view").order_by("ordinal"),
        "token": token,
        # A link may be in other hands: through it, answered and silent are the same page.
        "shows_answer": bool(ask.answered_at) and not token,
        "log": ask.answers.all() if not token else [],
        "outcomes": _outcomes(ask) if not token else [],
    }


def _outcomes(ask: Ask) -> Any:
    """For those who gave footage, and for nobody else."""
    gave = hasattr(ask, "delivery_record")
    return ask.footage_request.outcomes.all() if gave else Outcome.objects.none()


def person_here(request: HttpRequest, ask: Ask) -> User | None:
    """Who of this browser may answer it."""
    try:
        return gates.answerer(request, ask)
    except Http404:
        return None
