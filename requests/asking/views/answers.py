"""Five equal answers; and who gives them, shown once by a code to the owner's own phone."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.pages import PRESS, anybody, attempt, page, refusals_on, status_of
from portal.people.frame import about
from portal.people.models import User
from requests.asking import gates
from requests.asking.actions import answers, reminders
from requests.asking.forms.answers import AnswerForm, CodeForm, WhoForm, hint_of
from requests.asking.models import Ask
from requests.asking.views.asks import ask_page, person_here, unkept

BROWSER = "answering_browser"


@page(PRESS, anybody)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """A link answers only together with the owner's code; in her own browser it needs none."""
    ask = gates.ask_by_link(token)
    about(request, commune=ask.footage_request.commune, reader=ask.site.owner)
    if not ask.is_open_by_link:
        return ask_page(request, ask, token=token)
    if person := person_here(request, ask):
        return _answered(request, ask, person)
    return unkept(_with_code(request, ask, token))


@page(PRESS, anybody)
def answer_asked(request: HttpRequest, public_id: UUID) -> HttpResponse:
    ask = gates.proven_ask(request, public_id)
    return _answered(request, ask, gates.answerer(request, ask))


@page(PRESS, anybody)
def forget_browser(request: HttpRequest) -> HttpResponse:
    """For the phone of a relative, on which the owner's code was typed once."""
    if gates.forget(request):
        messages.success(request, _("This phone asks for the code again before it answers."))
    return redirect("home")


@page(PRESS, anybody)
def stop_reminders(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """No more reminders about this case."""
    ask = gates.proven_ask(request, public_id)
    with attempt(request, _("You will not be reminded of this case again.")):
        reminders.stop_reminders(ask, actor=gates.answerer(request, ask))
    return redirect("footage:asked", public_id)


def _with_code(request: HttpRequest, ask: Ask, token: str) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("footage:ask", token)
    step = {"form": form, "token": token, "ask": ask}
    if form.lacks_reason:
        return render(request, "footage/answers/reason.html", step)
    if "code" not in request.POST:
        return _send_code(request, ask, step)
    code_form = CodeForm(request.POST)
    if code_form.is_valid():
        digits = code_form.cleaned_data["code"]
        with refusals_on(code_form, "code"):
            person = answers.confirm_code(ask, digits, browser=_browser(request))
            gates.prove(request, person)
            return _answered(request, ask, person)
    return _code_page(request, step, code_form)


def _send_code(request: HttpRequest, ask: Ask, step: dict[str, Any]) -> HttpResponse:
    """To the one person who answers for the site, or to the one that was chosen of several."""
    who = WhoForm(request.POST if "person" in request.POST else None, ask=ask)
    people = list(ask.site.answerers.order_by("pk")[:2])
    if len(people) == 1:
        person = people[0]
    elif who.is_valid():
        person = who.cleaned_data["person"]
    else:
        return render(request, "footage/answers/who.html", step | {"who": who})
    code_form = CodeForm()
    sent = {"sent_to": hint_of(person), "person": person}
    try:
        answers.send_code(ask, person, browser=_browser(request))
    except RuleViolation as refusal:  # Nobody has typed a code yet that a form could stand for.
        return _code_page(request, step | {"refusal": str(refusal)}, code_form, status=422)
    return _code_page(request, step | sent, code_form)


def _code_page(
    request: HttpRequest, step: dict[str, Any], code_form: CodeForm, *, status: int = 200
) -> HttpResponse:
    context = step | {"code_form": code_form}
    status = max(status, status_of(code_form))
    return render(request, "footage/answers/code.html", context, status=status)


def _browser(request: HttpRequest) -> str:
    """A name for this browser that only its session knows.

    The first is drawn from its secret against forgery: five presses at the same moment, each with
    no session yet, are of one browser.
    """
    if BROWSER not in request.session:
        known_by = request.META.get("CSRF_COOKIE") or secrets.token_urlsafe(24)
        request.session[BROWSER] = salted_hmac("browser that answers", known_by).hexdigest()[:48]
    return str(request.session[BROWSER])


def _answered(request: HttpRequest, ask: Ask, person: User) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("footage:asked", ask.public_id)
    if form.lacks_reason:
        return render(request, "footage/answers/reason.html", {"form": form, "ask": ask})
    with attempt(request):
        kept = answers.answer(ask, form.given, actor=person, gone_reason=form.reason)
        if kept.accepts_uploads:
            return redirect("footage:upload", ask.public_id)
    return redirect("footage:asked", ask.public_id)
