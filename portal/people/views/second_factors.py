"""The second factor: show it, set one up, look after what there is."""

import base64
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import (
    clear_authentication_records,
    record_authentication,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from portal.documents import qr
from portal.errors import RuleViolation
from portal.people import actions, rate_limits, second_factor
from portal.people.factors import Type, factors_of, use_code
from portal.people.forms.second_factors import FactorCodeForm, NewPasskeyForm, ShownPasskeyForm
from portal.people.gates import SignedInRequest, View, sign_in_required
from portal.people.views.sign_in import safe_next

SECRET = "people_totp"  # noqa: S105 - in the session, sealed: the app being set up


def change_allowed(view: View) -> View:
    """Only with a fresh code and, where there is a factor already, with that factor shown."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_factor.has_one(request.user) and not second_factor.is_shown(request):
            return _first("people:show_factor", request)
        if not second_factor.code_is_fresh(request):
            return _first("people:confirm", request)
        return view(request, *args, **kwargs)

    return sign_in_required(guarded)


def _first(name: str, request: SignedInRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method == "GET" else reverse("people:second_factor")
    return redirect(f"{reverse(name)}?{urlencode({'next': back})}")


@never_cache
@sign_in_required
def second_factor_page(request: SignedInRequest) -> HttpResponseBase:
    """Where an appointment sends who has not shown the factor; else what there is, to change."""
    has_one, wants = second_factor.has_one(request.user), "next" in request.GET
    if has_one and not second_factor.is_shown(request):
        return redirect(f"{reverse('people:show_factor')}?{urlencode({'next': _goal(request)})}")
    if has_one and wants:
        return redirect(safe_next(request))
    factors = list(factors_of(request.user))
    page = {
        "factors": factors,
        "has_one": has_one,
        "has_app": any(factor.type == Type.TOTP for factor in factors),
        "next": _goal(request),
    }
    return render(request, "people/second_factor.html", page)


def _goal(request: SignedInRequest) -> str:
    """Where the person was going, or back to the list of factors."""
    asked = "next" in request.GET or "next" in request.POST
    return safe_next(request) if asked else reverse("people:second_factor")


@never_cache
@sign_in_required
@sensitive_post_parameters("code")
def show_factor(request: SignedInRequest) -> HttpResponseBase:
    if not second_factor.has_one(request.user):
        return redirect("people:second_factor")
    form = FactorCodeForm(request.POST if "code" in request.POST else None)
    key_form = ShownPasskeyForm(
        request.POST if "credential" in request.POST else None, person=request.user
    )
    if request.method == "POST":
        try:
            rate_limits.count(request, "people_factor", key=str(request.user.pk))
        except rate_limits.RateLimited:
            return rate_limits.too_often(request)
        if factor := _factor_shown(request, form, key_form):
            return _record(request, factor)
    page = {
        "form": form,
        "key_form": key_form,
        "next": safe_next(request),
        "kinds": {factor.type for factor in factors_of(request.user)},
    }
    status = 422 if form.errors or key_form.errors else 200
    return render(request, "people/show_factor.html", page, status=status)


def _factor_shown(
    request: SignedInRequest, form: FactorCodeForm, key_form: ShownPasskeyForm
) -> Authenticator | None:
    if key_form.is_valid():
        shown: Authenticator = key_form.cleaned_data["credential"]
        return shown
    if not form.is_valid():
        return None
    factor = use_code(request.user, form.cleaned_data["code"])
    if factor is None:
        form.add_error(
            "code", gettext("The code is not right, or was used before. Wait for the next one.")
        )
    return factor


def _record(request: SignedInRequest, factor: Authenticator) -> HttpResponseBase:
    factor.record_usage()
    record_authentication(request, request.user, "mfa", type=factor.type, reauthenticated=True)
    return redirect(safe_next(request))


@never_cache
@sign_in_required
def passkey_question(request: SignedInRequest) -> HttpResponseBase:
    """What the browser is to sign, for the passkeys this person has."""
    return JsonResponse(webauthn.begin_authentication(request.user))


@never_cache
@change_allowed
@sensitive_post_parameters("code")
def add_app(request: SignedInRequest) -> HttpResponseBase:
    form, secret = FactorCodeForm(request.POST or None), _secret(request)
    if request.method == "POST" and form.is_valid():
        try:
            rate_limits.count(request, "people_factor", key=str(request.user.pk))
            actions.add_app(
                request.user, actor=request.user, secret=secret, digits=form.cleaned_data["code"]
            )
        except rate_limits.RateLimited:
            return rate_limits.too_often(request)
        except RuleViolation as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.pop(SECRET, None)
            return _added(request, Type.TOTP)
    page = {
        "form": form,
        "secret": secret,
        "picture": _picture(get_adapter().build_totp_url(request.user, secret)),
        "next": _goal(request),
    }
    return render(request, "people/add_app.html", page, status=422 if form.errors else 200)


def _secret(request: SignedInRequest) -> str:
    """Of the app being set up: the same until it is, so that a slow scan still fits."""
    if SECRET not in request.session:
        request.session[SECRET] = encrypt(generate_totp_secret())
    return str(decrypt(request.session[SECRET]))


def _picture(url: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(qr.svg(url).encode()).decode()}"


def _added(request: SignedInRequest, kind: str) -> HttpResponseBase:
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)
    messages.success(request, gettext("The second factor is set up."))
    goal = urlencode({"next": _goal(request)})
    return redirect(f"{reverse('people:recovery_codes')}?{goal}")


@never_cache
@change_allowed
def add_passkey(request: SignedInRequest) -> HttpResponseBase:
    form = NewPasskeyForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.add_passkey(request.user, actor=request.user, **form.cleaned_data)
        return _added(request, Type.WEBAUTHN)
    options = webauthn.begin_registration(request.user, passwordless=False)
    page = {"form": form, "options": options, "next": _goal(request)}
    return render(request, "people/add_passkey.html", page, status=422 if form.errors else 200)


@never_cache
@change_allowed
def recovery_codes(request: SignedInRequest) -> HttpResponseBase:
    """Show the unused codes; a POST makes ten new ones. Without a factor there are none."""
    factor = get_object_or_404(factors_of(request.user), type=Type.RECOVERY_CODES)
    if request.method == "POST":
        actions.new_recovery_codes(request.user, actor=request.user)
        messages.success(request, gettext("Ten new codes. The old ones open nothing any more."))
        return redirect("people:recovery_codes")
    page = {"codes": factor.wrap().get_unused_codes(), "next": _goal(request)}
    return render(request, "people/recovery_codes.html", page)


@require_POST
@change_allowed
def remove_factor(request: SignedInRequest) -> HttpResponseBase:
    mine = factors_of(request.user).exclude(type=Type.RECOVERY_CODES)
    number = request.POST.get("factor", "")
    factor = get_object_or_404(mine, pk=int(number[:18]) if number.isdecimal() else 0)
    person = actions.remove_factor(factor, actor=request.user)
    update_session_auth_hash(request, person)
    if not second_factor.has_one(person):
        clear_authentication_records(request)
    messages.success(request, gettext("Removed."))
    return redirect("people:second_factor")
