"""The owner's page: what is asked and by whom. A link opens it; only the owner answers."""

from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

<<<<<<< HEAD
from portal.errors import RuleViolation
from portal.people.frame import about
=======
from portal.pages import READ, anybody, page
>>>>>>> ed5e6d0 (asking: a request refers to its search, one noun a room, evidence leans on asking)
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


<<<<<<< HEAD
def _page(request: HttpRequest, found: Ask, token: str = "", **more: Any) -> HttpResponse:
    if not found.is_open and (token or not found.answered_at):
        return render(request, "footage/ask_over.html", {"ask": found}, status=410)
    about(request, commune=found.footage_request.commune)
    context = {
        "ask": found,
        "footage_request": found.footage_request,
        "cameras": found.cameras.order_by("ordinal"),
        "token": token,
        # A link may be in other hands: through it, answered and silent are the same page.
        "shows_answer": bool(found.answered_at) and not token,
        "log": found.answers_given.all() if not token else [],
        "outcomes": _outcomes(found) if not token else [],
        **more,
    }
    response = render(request, "footage/ask.html", context)
    response["X-Robots-Tag"] = "noindex"
=======
@page(READ, anybody)
def document(request: HttpRequest, token: str) -> HttpResponseBase:
    ask = gates.ask_by_link(token)
    if not ask.is_open:
        return ask_page(request, ask, token=token)
    return document_response(ask.footage_request)


@page(READ, anybody)
def asked_document(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    return document_response(gates.proven_ask(request, public_id).footage_request)


def ask_page(request: HttpRequest, ask: Ask, token: str = "") -> HttpResponse:
    if not ask.is_open and (token or not ask.answered_at):
        response = render(request, "footage/asks/over.html", {"ask": ask}, status=410)
    else:
        about(request, commune=ask.footage_request.commune)
        response = render(request, "footage/asks/ask.html", _context(ask, token))
        response["X-Robots-Tag"] = "noindex"
    return unkept(response)


def unkept(response: HttpResponse) -> HttpResponse:
    """Nobody on the way keeps it. A link is opened without a session, which would say so."""
    response["Cache-Control"] = "private, no-store"
>>>>>>> ed5e6d0 (asking: a request refers to its search, one noun a room, evidence leans on asking)
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
<<<<<<< HEAD
    outcomes = found.footage_request.outcomes.all()
    return outcomes if hasattr(found, "delivery_record") else outcomes.none()
=======
    gave = hasattr(ask, "delivery_record")
    return ask.footage_request.outcomes.all() if gave else Outcome.objects.none()
>>>>>>> ed5e6d0 (asking: a request refers to its search, one noun a room, evidence leans on asking)


def person_here(request: HttpRequest, ask: Ask) -> User | None:
    """Who of this browser may answer it."""
    try:
        return gates.answerer(request, ask)
    except Http404:
        return None
<<<<<<< HEAD


@never_cache
@require_safe
def document(request: HttpRequest, token: str) -> HttpResponseBase:
    found = gates.ask_by_link(token)
    if not found.is_open:
        return _page(request, found, token=token)
    return scan_response(found.footage_request)


@never_cache
@require_safe
def asked_document(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    return scan_response(gates.proven_ask(request, public_id).footage_request)


@never_cache
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A link answers only together with the owner's code; in her own browser it needs none."""
    found = gates.ask_by_link(token)
    about(request, commune=found.footage_request.commune)
    if not found.is_open:
        return _page(request, found, token=token)
    if person := _person(request, found):
        return _answered(request, found, person)
    return _with_code(request, found, token)


@never_cache
@require_POST
def answer_asked(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = gates.proven_ask(request, public_id)
    return _answered(request, found, gates.answerer(request, found))


@require_POST
def forget_browser(request: HttpRequest) -> HttpResponse:
    """For the phone of a relative, on which the owner's code was typed once."""
    gates.forget(request)
    messages.success(request, _("This phone asks for the code again before it answers."))
    return redirect("home")


def _with_code(request: HttpRequest, found: Ask, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("footage:ask", token)
    step = {"form": form, "token": token, "ask": found}
    if form.lacks_reason:
        return render(request, "footage/answer_reason.html", step)
    try:
        if "code" not in request.POST:
            return _send_code(request, found, step)
        code_form = CodeForm(request.POST)
        if not code_form.is_valid():
            return _ask_for_code(request, step | {"code_form": code_form}, status=422)
        digits = code_form.cleaned_data["code"]
        person = answers.confirm_code(found, digits, browser=_browser(request))
    except RuleViolation as refusal:
        code_form = CodeForm()
        return _ask_for_code(
            request, step | {"code_form": code_form, "refusal": str(refusal)}, status=422
        )
    gates.prove(request, person)
    return _answered(request, found, person)


def _send_code(request: HttpRequest, found: Ask, step: dict[str, Any]) -> HttpResponse:
    """To the one person who answers for the site, or to the one that was chosen of several."""
    who = WhoForm(request.POST if "person" in request.POST else None, ask=found)
    people = list(found.site.answerers.order_by("pk")[:2])
    if len(people) == 1:
        person = people[0]
    elif who.is_valid():
        person = who.cleaned_data["person"]
    else:
        return render(request, "footage/answer_who.html", step | {"who": who})
    answers.send_code(found, person, browser=_browser(request))
    return _ask_for_code(
        request, step | {"code_form": CodeForm(), "sent_to": masked(person), "person": person}
    )


def _ask_for_code(request: HttpRequest, step: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "footage/answer_code.html", step, status=status)


def _browser(request: HttpRequest) -> str:
    """A name for this browser that only its session knows."""
    if BROWSER not in request.session:
        request.session[BROWSER] = secrets.token_urlsafe(24)
    return str(request.session[BROWSER])


def _answered(request: HttpRequest, found: Ask, person: User) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("footage:asked", found.public_id)
    if form.lacks_reason:
        return render(request, "footage/answer_reason.html", {"form": form, "ask": found})
    try:
        kept = answers.answer(found, form.given, actor=person, gone_reason=form.reason)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("footage:asked", found.public_id)
    if kept.accepts_uploads:
        return redirect("footage:upload", found.public_id)
    return redirect("footage:asked", found.public_id)


@never_cache
@require_POST
def quiet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """No more reminders about this case."""
    found = gates.proven_ask(request, public_id)
    try:
        answers.stop_reminders(found, actor=gates.answerer(request, found))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You will not be reminded of this case again."))
    return redirect("footage:asked", public_id)
=======
>>>>>>> ed5e6d0 (asking: a request refers to its search, one noun a room, evidence leans on asking)
