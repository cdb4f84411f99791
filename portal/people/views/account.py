"""A person's own account: name, contact, language, where they are signed in."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from portal.pages import FORM, PRESS, READ, anybody, attempt, filled, page, status_of
from portal.people import actions
from portal.people.forms.contacts import NameForm, NewContactForm
from portal.people.gates import SignedInRequest, appointments_of, refused_until, sign_in_required
from portal.people.models import (
    SECOND_FACTOR_ROLES,
    Appointment,
    ContactMove,
    Invitation,
    Membership,
)
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.second_factors import has_factor, has_fresh_code, has_shown_factor
from portal.people.views.sign_in import TAKING_BACK, answer_in, enter, move_proven, send_and_wait

MOST_INVITATIONS = 20


@page(READ, sign_in_required)
def account(request: SignedInRequest) -> HttpResponseBase:
    person = request.user
    memberships = Membership.objects.current().filter(person=person)
    invitations = Invitation.objects.to(person).waiting().order_by("-pk")[:MOST_INVITATIONS]
    context = {
        "person": person,
        "appointments": appointments_of(request),
        "invitations": invitations.select_related("organisation__commune", "invited_by"),
        "memberships": memberships.select_related("organisation").order_by("organisation__name"),
        "has_factor": has_factor(person),
        "has_returnable": ContactMove.objects.returnable().filter(person=person).exists(),
        "languages": [code for code, _name in settings.LANGUAGES],
    }
    return render(request, "people/account.html", context)


@page(FORM, sign_in_required)
def change_name(request: SignedInRequest) -> HttpResponseBase:
    person = request.user
    initial = {"full_name": person.full_name, "honorific": person.honorific}
    form = NameForm(filled(request), initial=initial)
    if form.is_valid():
        actions.name_person(person, actor=person, **form.cleaned_data)
        return redirect("people:account")
    return render(request, "people/change_name.html", {"form": form}, status=status_of(form))


@page(FORM, sign_in_required)
def change_contact(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """A new number or address: first who she is, by all she has, then a code to the new one."""
    if kind not in {"phone", "email"}:
        raise Http404
    if step := _step_before_change(request):
        return step
    form = NewContactForm(filled(request), kind=kind)
    if form.is_valid():
        return send_and_wait(
            request,
            OneTimeCode.Purpose.CONTACT,
            next_page=reverse("people:account"),
            person=request.user,
            **form.cleaned_data,
        )
    context = {"form": form, "field": form[kind], "kind": kind}
    return render(request, "people/contact.html", context, status=status_of(form))


def _step_before_change(request: SignedInRequest) -> HttpResponseBase | None:
    """A second factor is shown where there is one, or set up where an appointment needs one.

    Then comes a fresh code: a number is all that others need to be her.
    """
    held = Appointment.objects.of(request.user).going_on().of_role(*SECOND_FACTOR_ROLES)
    needs_factor = has_factor(request.user) or held.exists()
    if needs_factor and not (has_factor(request.user) and has_shown_factor(request)):
        return refused_until("people:second_factor", request)
    if not has_fresh_code(request):
        return refused_until("people:confirm", request)
    return None


@page(FORM, anybody)
def take_back(request: HttpRequest) -> HttpResponseBase:
    """Take a changed number or address back: by a code to the former, or signed in."""
    move = _returnable(request)
    if move and move.person == request.user:
        step = _step_before_change(cast("SignedInRequest", request))
        if step:
            return step
    if move and request.method == "POST":
        with attempt(request, gettext("It is yours again. Every other phone is signed out.")):
            return _taken_back(request, move)
    context = {"move": move, "has_factor": move and has_factor(move.person)}
    return render(request, "people/take_back.html", context)


def _returnable(request: HttpRequest) -> ContactMove | None:
    """That which a code to the former has opened here, else the first of the person's own."""
    returnable = ContactMove.objects.returnable().select_related("person")
    if proven := move_proven(request):
        return returnable.filter(public_id=proven).first()
    if not request.user.is_authenticated:
        return None
    return returnable.filter(person=request.user).order_by("moved_at", "pk").first()


def _taken_back(request: HttpRequest, move: ContactMove) -> HttpResponseBase:
    person = actions.take_contact_back(move, actor=move.person)
    request.session.pop(TAKING_BACK, None)
    if person == request.user:
        update_session_auth_hash(request, person)
        return redirect("people:account")
    return enter(request, person, reverse("people:account"))


@page(PRESS, sign_in_required)
def change_language(request: SignedInRequest) -> HttpResponseBase:
    """For pages on this phone, and for the notices sent to the person."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    actions.choose_language(request.user, actor=request.user, language=language)
    response = redirect("people:account")
    answer_in(language, response)
    return response


@page(PRESS, sign_in_required)
def sign_out_everywhere(request: SignedInRequest) -> HttpResponseBase:
    """Everywhere else; this browser stays."""
    person = actions.sign_out_everywhere(request.user, actor=request.user)
    update_session_auth_hash(request, person)
    messages.success(request, gettext("Signed out everywhere else. Only this phone stays."))
    return redirect("people:account")
