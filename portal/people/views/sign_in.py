"""Signing in: a number or an address, a code, and for a new person a name."""

import time
import uuid

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from portal.errors import RuleViolation
from portal.once import key_in, made_before
from portal.pages import FORM, PRESS, View, anybody, attempt, filled, page, refusals_on, status_of
from portal.people import actions, known_browsers, rate_limits
from portal.people.forms.contacts import CodeForm, ContactForm, NameForm
from portal.people.gates import SignedInRequest, go_first_to, sign_in_required
from portal.people.models import ContactMove, User
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.second_factors import FRESH_CODE_LASTS

Purpose = OneTimeCode.Purpose
TAKING_BACK = "people_taking_back"  # in the session: which change it may take back, and since when
PENDING = "people_code"  # in the session: which code this browser waits for, and where it goes next


def safe_next(request: HttpRequest, target: str = "") -> str:
    """Where the person wanted to go, if that is a page of ours; else the first page."""
    target = target or request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    # `redirect` takes a word without a slash for the name of a page.
    return target if ours and target.startswith("/") else "/"


@page(FORM, anybody)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect(safe_next(request))
    by = request.GET.get("by", "")
    form = ContactForm(filled(request), by=by)
    if form.is_valid():
        return send_and_wait(
            request, Purpose.SIGN_IN, next_page=safe_next(request), **form.cleaned_data["contact"]
        )
    context = {"form": form, "by": by, "next": safe_next(request)}
    return render(request, "people/sign_in.html", context, status=status_of(form))


def send_and_wait(
    request: HttpRequest,
    purpose: str,
    *,
    next_page: str,
    phone: str = "",
    email: str = "",
    person: User | None = None,
) -> HttpResponseBase:
    """Send a code and show the page that asks for it; 429 when there were too many."""
    pending = pending_code(request)
    if pending and _is_just_sent(pending, purpose, phone or email):
        return redirect("people:code")
    with transaction.atomic():
        code = _send(request, purpose, phone=phone, email=email, person=person)
    before = str(pending.public_id) if pending and pending.is_like(code) else ""
    request.session[PENDING] = {"id": str(code.public_id), "next": next_page, "before": before}
    return redirect("people:code")


def _send(
    request: HttpRequest, purpose: str, *, phone: str, email: str, person: User | None
) -> OneTimeCode:
    """The code of this press: of five at the same moment one sends it, and one is counted."""
    contact, key = phone or email, key_in(request.POST)
    once = uuid.uuid5(key, f"{purpose}{contact}{person.pk if person else ''}") if key else None
    sent = made_before(OneTimeCode.objects.all(), once)
    if sent and _is_just_sent(sent, purpose, contact):
        return sent
    counted_as = known_browsers.counted_as(request, contact)
    if counted_as == contact:  # a browser that nobody is known to use
        rate_limits.count(request, "people_code", key=counted_as)
        rate_limits.count_code(request, phone)
    else:
        rate_limits.count(request, "people_code_known", key=counted_as)
    once = None if sent else once  # The page was kept, and its first code is old.
    return actions.send_code(purpose, phone=phone, email=email, person=person, once=once)


def _is_just_sent(code: OneTimeCode, purpose: str, contact: str) -> bool:
    same = code.purpose == purpose and contact in {code.phone, code.email}
    return same and code.is_open and code.seconds_until_next > 0


def pending_code(request: HttpRequest) -> OneTimeCode | None:
    """The code this browser waits for. Another browser cannot use it up or guess at it."""
    return _pending(request, "id")


def _pending(request: HttpRequest, which: str) -> OneTimeCode | None:
    public_id = request.session.get(PENDING, {}).get(which)
    code = OneTimeCode.objects.filter(public_id=public_id).first() if public_id else None
    mine = code and code.person_id in {None, request.user.pk}
    return code if mine else None


@page(FORM, anybody)
@sensitive_post_parameters("digits")
def code(request: HttpRequest) -> HttpResponseBase:
    pending = pending_code(request)
    if pending is None or pending.used_at:
        # The second tap comes when the first has signed in already.
        is_done = request.method == "POST" and request.user.is_authenticated
        return redirect(safe_next(request) if is_done else reverse("people:sign_in"))
    form = CodeForm(filled(request))
    if form.is_valid():
        with refusals_on(form, "digits"):
            return _spend(request, pending, form.cleaned_data["digits"])
        pending.refresh_from_db()
    context = {"form": form, "code": pending, "by": "email" if pending.email else ""}
    return render(request, "people/code.html", context, status=status_of(form))


def _spend(request: HttpRequest, pending: OneTimeCode, digits: str) -> HttpResponseBase:
    # What a neighbour behind the same address types right is no guess.
    rate_limits.require_room(request, "people_try")
    try:
        # The first message may be the late one: either of the last two opens.
        spent = actions.spend_one_of([pending, _pending(request, "before")], digits)
    except RuleViolation:
        rate_limits.count(request, "people_try")
        raise
    next_page = request.session.pop(PENDING)["next"]
    return AFTERWARDS[spent.purpose](request, spent, next_page)


def _signed_in(request: HttpRequest, spent: OneTimeCode, next_page: str) -> HttpResponseBase:
    contact = spent.phone or spent.email
    is_free = not User.objects.filter(Q(phone=contact) | Q(email=contact)).exists()
    moves = ContactMove.objects.returnable().away_from(contact).order_by("-moved_at")
    if is_free and (move := moves.first()):
        return _way_back(request, move)
    person = actions.person_with_contact(spent)
    response = enter(request, person, next_page)
    if not request.user.is_authenticated:
        return response
    if not person.full_name and not _asks_the_name(next_page):
        response = go_first_to("people:name", request, back=next_page)
    known_browsers.remember(response, spent.phone or spent.email)
    answer_in(person.language, response)
    return response


def enter(request: HttpRequest, person: User, next_page: str) -> HttpResponseBase:
    """The person is signed in by a code, under a new id, unless her account is closed."""
    response: HttpResponseBase = perform_login(request, Login(user=person, redirect_url=next_page))
    if request.user.is_authenticated:
        record_authentication(request, person, "code")
    return response


def _way_back(request: HttpRequest, move: ContactMove) -> HttpResponseBase:
    """Who gave a number up, or lost it, is shown the way back, and no account is made."""
    request.session[TAKING_BACK] = {"move": str(move.public_id), "at": time.time()}
    request.session.cycle_key()
    return redirect("people:take_back")


def move_proven(request: HttpRequest) -> str:
    """Which change this browser may take back: a code to the former number was shown just now."""
    proven = request.session.get(TAKING_BACK, {"move": "", "at": 0})
    is_fresh = proven["at"] > time.time() - FRESH_CODE_LASTS.total_seconds()
    return str(proven["move"]) if is_fresh else ""


def _asks_the_name(path: str) -> bool:
    """Whether the page that comes next asks the person's name itself."""
    return path.startswith(tuple(reverse(name) for name in settings.PAGES_THAT_ASK_THE_NAME))


def answer_in(language: str, response: HttpResponseBase) -> None:
    """From the next page on, this browser is answered in `language`."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )


def _confirmed(request: SignedInRequest, spent: OneTimeCode, next_page: str) -> HttpResponseBase:
    """The session may change factors from now on, under a new id."""
    record_authentication(request, request.user, "code", reauthenticated=True)
    request.session.cycle_key()
    return redirect(next_page)


def _contact_changed(
    request: SignedInRequest, spent: OneTimeCode, next_page: str
) -> HttpResponseBase:
    """Every other session has ended; this one goes on, under a new id."""
    with attempt(request, gettext("Changed. It signs you in now; other phones are signed out.")):
        person = actions.change_contact(request.user, spent, actor=request.user)
        update_session_auth_hash(request, person)
    return redirect(next_page)


AFTERWARDS: dict[str, View] = {
    Purpose.SIGN_IN: _signed_in,
    Purpose.CONFIRM: _confirmed,
    Purpose.CONTACT: _contact_changed,
}


@page(PRESS, anybody)
def code_again(request: HttpRequest) -> HttpResponseBase:
    """Send another code to where the last one went, when a minute has passed."""
    last = pending_code(request)
    if last is None:
        return redirect("people:sign_in")
    if last.is_open and last.seconds_until_next:
        messages.info(request, gettext("A code is on its way. A new one can be sent in a minute."))
        return redirect("people:code")
    next_page = request.session[PENDING]["next"]
    return send_and_wait(
        request,
        last.purpose,
        next_page=next_page,
        phone=last.phone,
        email=last.email,
        person=last.person,
    )


@page(FORM, sign_in_required)
def name(request: SignedInRequest) -> HttpResponseBase:
    """Asked once of a new person, and may be skipped."""
    form = NameForm(filled(request))
    if form.is_valid():
        actions.name_person(request.user, actor=request.user, **form.cleaned_data)
        return redirect(safe_next(request))
    context = {"form": form, "next": safe_next(request)}
    return render(request, "people/name.html", context, status=status_of(form))


@page(PRESS, anybody)
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("/")


@page(FORM, sign_in_required)
def confirm(request: SignedInRequest) -> HttpResponseBase:
    """Ask for a fresh code, sent to the person's own number, before something that matters."""
    person = request.user
    if request.method == "POST":
        contact = {"phone": person.phone} if person.phone else {"email": person.email}
        return send_and_wait(
            request, Purpose.CONFIRM, next_page=safe_next(request), person=person, **contact
        )
    return render(request, "people/confirm.html", {"next": safe_next(request)})
