"""The second factor: show it, set one up, look after what there is."""

import base64
from functools import wraps
from typing import Any

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
from django.views.decorators.debug import sensitive_post_parameters

from portal.documents import qr
from portal.keyset import is_key
from portal.pages import FORM, PRESS, READ, View, filled, page, refusals_on, status_of, unsure
from portal.people import actions, rate_limits
from portal.people.forms.second_factors import FactorCodeForm, NewPasskeyForm, ShownPasskeyForm
from portal.people.gates import SignedInRequest, go_first_to, sign_in_required
from portal.people.second_factors import (
    Type,
    factors_of,
    has_factor,
    has_fresh_code,
    has_shown_factor,
)
from portal.people.views.sign_in import safe_next

SECRET = "people_totp"  # noqa: S105 - in the session, sealed: the app being set up


def change_allowed(view: View) -> View:
    """Only with a fresh code and, where there is a factor already, with that factor shown."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_factor(request.user) and not has_shown_factor(request):
            return go_first_to("people:show_factor", request)
        if not has_fresh_code(request):
            return go_first_to("people:confirm", request)
        return view(request, *args, **kwargs)

    return sign_in_required(guarded)


@page(READ, sign_in_required)
def second_factor_page(request: SignedInRequest) -> HttpResponseBase:
    """Where an appointment sends who has not shown the factor; else what there is, to change."""
    has_one, wants = has_factor(request.user), "next" in request.GET
    if has_one and not has_shown_factor(request):
        return go_first_to("people:show_factor", request, back=_goal(request))
    if has_one and wants:
        return redirect(safe_next(request))
    factors = list(factors_of(request.user))
    context = {
        "factors": factors,
        "has_one": has_one,
        "has_app": any(factor.type == Type.TOTP for factor in factors),
        "next": _goal(request),
    }
    return render(request, "people/second_factor.html", context)


def _goal(request: SignedInRequest) -> str:
    """Where the person was going, or back to the list of factors."""
    asked = "next" in request.GET or "next" in request.POST
    return safe_next(request) if asked else reverse("people:second_factor")


@page(FORM, sign_in_required)
@sensitive_post_parameters("code")
def show_factor(request: SignedInRequest) -> HttpResponseBase:
    if not has_factor(request.user):
        return redirect("people:second_factor")
    form = FactorCodeForm(request.POST if "code" in request.POST else None)
    key_form = ShownPasskeyForm(
        request.POST if "credential" in request.POST else None, person=request.user
    )
    if request.method == "POST":
        rate_limits.count(request, "people_factor", key=str(request.user.pk))
        if factor := _factor_shown(request, form, key_form):
            return _shown(request, factor)
    context = {
        "form": form,
        "key_form": key_form,
        "next": safe_next(request),
        "kinds": {factor.type for factor in factors_of(request.user)},
    }
    return render(request, "people/show_factor.html", context, status=status_of(form, key_form))


def _factor_shown(
    request: SignedInRequest, form: FactorCodeForm, key_form: ShownPasskeyForm
) -> Authenticator | None:
    if key_form.is_valid():
        shown: Authenticator = key_form.cleaned_data["credential"]
        return shown
    if not form.is_valid():
        return None
    digits = form.cleaned_data["code"]
    with refusals_on(form, "code"):
        if factor := actions.use_factor_code(request.user, digits, actor=request.user):
            return factor
        form.add_error(
            "code", gettext("The code is not right, or was used before. Wait for the next one.")
        )
    return None


def _shown(request: SignedInRequest, factor: Authenticator) -> HttpResponseBase:
    actions.record_factor_use(factor, actor=request.user)
    _raise_rights(request, factor.type)
    return redirect(safe_next(request))


def _raise_rights(request: SignedInRequest, kind: str) -> None:
    """The session has shown the factor, under a new id: whoever knew the old one has nothing."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)
    request.session.cycle_key()


@page(READ, sign_in_required)
def passkey_question(request: SignedInRequest) -> HttpResponseBase:
    """What the browser is to sign, for the passkeys this person has."""
    return JsonResponse(webauthn.begin_authentication(request.user))


@page(FORM, change_allowed)
@sensitive_post_parameters("code")
def add_app(request: SignedInRequest) -> HttpResponseBase:
    form, secret = FactorCodeForm(filled(request)), _secret(request)
    if form.is_valid():
        with refusals_on(form, "code"):
            rate_limits.count(request, "people_factor", key=str(request.user.pk))
            actions.add_app(
                request.user, actor=request.user, secret=secret, digits=form.cleaned_data["code"]
            )
            request.session.pop(SECRET, None)
            return _added(request, Type.TOTP)
    context = {
        "form": form,
        "secret": secret,
        "picture": _picture(get_adapter().build_totp_url(request.user, secret)),
        "next": _goal(request),
    }
    return render(request, "people/add_app.html", context, status=status_of(form))


def _secret(request: SignedInRequest) -> str:
    """Of the app being set up: the same until it is, so that a slow scan still fits."""
    if SECRET not in request.session:
        request.session[SECRET] = encrypt(generate_totp_secret())
    return str(decrypt(request.session[SECRET]))


def _picture(url: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(qr.svg(url).encode()).decode()}"


def _added(request: SignedInRequest, kind: str) -> HttpResponseBase:
    _raise_rights(request, kind)
    messages.success(request, gettext("The second factor is set up."))
    return go_first_to("people:recovery_codes", request, back=_goal(request))


@page(FORM, change_allowed)
def add_passkey(request: SignedInRequest) -> HttpResponseBase:
    form = NewPasskeyForm(filled(request), person=request.user)
    if form.is_valid():
        actions.add_passkey(request.user, actor=request.user, **form.cleaned_data)
        return _added(request, Type.WEBAUTHN)
    options = webauthn.begin_registration(request.user, passwordless=False)
    context = {"form": form, "options": options, "next": _goal(request)}
    return render(request, "people/add_passkey.html", context, status=status_of(form))


@page(FORM, change_allowed)
def recovery_codes(request: SignedInRequest) -> HttpResponseBase:
    """Show the unused codes; a POST makes ten new ones. Without a factor there are none."""
    factor = get_object_or_404(factors_of(request.user), type=Type.RECOVERY_CODES)
    if request.method == "POST":
        if asking := unsure(
            request,
            gettext("Make ten new codes?"),
            after=gettext("The old ones open nothing any more, those on paper too."),
            button=gettext("Make ten new codes"),
            back=reverse("people:recovery_codes"),
        ):
            return asking
        actions.new_recovery_codes(request.user, actor=request.user)
        messages.success(request, gettext("Ten new codes. The old ones open nothing any more."))
        return redirect("people:recovery_codes")
    context = {"codes": factor.wrap().get_unused_codes(), "next": _goal(request)}
    return render(request, "people/recovery_codes.html", context)


@page(PRESS, change_allowed)
def remove_factor(request: SignedInRequest) -> HttpResponseBase:
    own = factors_of(request.user).exclude(type=Type.RECOVERY_CODES)
    number = request.POST.get("factor", "")
    factor = get_object_or_404(own, pk=number if is_key(number) else 0)
    if asking := unsure(
        request,
        gettext("Remove this protection?"),
        after=gettext("It no longer opens your account from then on."),
        button=gettext("Remove"),
        back=reverse("people:second_factor"),
    ):
        return asking
    person = actions.remove_factor(factor, actor=request.user)
    update_session_auth_hash(request, person)
    if not has_factor(person):
        clear_authentication_records(request)
    messages.success(request, gettext("Removed."))
    return redirect("people:second_factor")
