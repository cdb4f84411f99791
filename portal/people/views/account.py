"""A person's own account: name, contact, language, where they are signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.people import actions, second_factor
from portal.people.forms.contacts import NameForm, NewContactForm
from portal.people.gates import SignedInRequest, appointments_of, sign_in_required
from portal.people.models import Membership
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.views.sign_in import send_and_wait, speak


@never_cache
@sign_in_required
def account(request: SignedInRequest) -> HttpResponseBase:
    person = request.user
    mine = Membership.objects.current().filter(person=person)
    page = {
        "person": person,
        "appointments": appointments_of(request),
        "memberships": mine.select_related("organisation").order_by("organisation__name"),
        "has_factor": second_factor.has_one(person),
        "languages": [code for code, _name in settings.LANGUAGES],
    }
    return render(request, "people/account.html", page)


@sign_in_required
def change_name(request: SignedInRequest) -> HttpResponseBase:
    known = {"full_name": request.user.full_name, "honorific": request.user.honorific}
    form = NameForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        actions.name_person(request.user, actor=request.user, **form.cleaned_data)
        return redirect("people:account")
    return render(
        request, "people/change_name.html", {"form": form}, status=422 if form.errors else 200
    )


@sign_in_required
def change_contact(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """A new number or address: first a code to the old one, then one to the new."""
    if kind not in {"phone", "email"}:
        raise Http404
    if not second_factor.code_is_fresh(request):
        return redirect(f"{reverse('people:confirm')}?{urlencode({'next': request.path})}")
    form = NewContactForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        return send_and_wait(
            request,
            OneTimeCode.Purpose.CONTACT,
            next_page=reverse("people:account"),
            person=request.user,
            **form.cleaned_data,
        )
    page = {"form": form, "field": form[kind], "kind": kind}
    return render(request, "people/contact.html", page, status=422 if form.errors else 200)


@require_POST
@sign_in_required
def change_language(request: SignedInRequest) -> HttpResponseBase:
    """For pages on this phone, and for the notices sent to the person."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    actions.choose_language(request.user, actor=request.user, language=language)
    response = redirect("people:account")
    speak(response, language)
    return response


@require_POST
@sign_in_required
def sign_out_everywhere(request: SignedInRequest) -> HttpResponseBase:
    """Everywhere else; this browser stays."""
    person = actions.sign_out_everywhere(request.user, actor=request.user)
    update_session_auth_hash(request, person)
    messages.success(request, gettext("Signed out everywhere else. Only this phone stays."))
    return redirect("people:account")
