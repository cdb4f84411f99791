"""A person's own account: name, contact, language, where they are signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from portal.pages import FORM, PRESS, READ, filled, page, status_of
from portal.people import actions
from portal.people.forms.contacts import NameForm, NewContactForm
from portal.people.gates import SignedInRequest, appointments_of, refused_until, sign_in_required
from portal.people.models import Membership
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.second_factors import has_factor, has_fresh_code
from portal.people.views.sign_in import answer_in, send_and_wait


@page(READ, sign_in_required)
def account(request: SignedInRequest) -> HttpResponseBase:
    person = request.user
    memberships = Membership.objects.current().filter(person=person)
    context = {
        "person": person,
        "appointments": appointments_of(request),
        "memberships": memberships.select_related("organisation").order_by("organisation__name"),
        "has_factor": has_factor(person),
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
    """A new number or address: first a code to the old one, then one to the new."""
    if kind not in {"phone", "email"}:
        raise Http404
    if not has_fresh_code(request):
        return refused_until("people:confirm", request)
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
