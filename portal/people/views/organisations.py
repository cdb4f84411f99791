"""Organisations: create one, see who belongs to it, invite, end a membership."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from portal.journal.actions import hold
from portal.pages import FORM, PRESS, attempt, filled, page, refusals_on, status_of, unsure
from portal.people import actions, rate_limits
from portal.people.forms.organisations import InviteForm, OrganisationForm
from portal.people.gates import SignedInRequest, sign_in_required
from portal.people.models import Membership, Organisation

MOST_WAITING = 100


@page(FORM, sign_in_required)
def create_organisation(request: SignedInRequest) -> HttpResponseBase:
    form = OrganisationForm(filled(request))
    if form.is_valid():
        rate_limits.count(request, "people_organisation", key=str(request.user.pk))
        with refusals_on(form):
            organisation = actions.create_organisation(actor=request.user, **form.cleaned_data)
            messages.success(request, gettext("%(name)s is set up.") % {"name": organisation})
            return redirect("people:organisation", organisation.public_id)
    context = {"form": form}
    return render(request, "people/create_organisation.html", context, status=status_of(form))


@page(FORM, sign_in_required)
def organisation(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """Who belongs to it; a manager invites here."""
    own = get_object_or_404(Organisation.objects.of(request.user), public_id=public_id)
    manages = Organisation.objects.managed_by(request.user).filter(pk=own.pk).exists()
    form = InviteForm(filled(request))
    if form.is_valid():
        with refusals_on(form):
            _invite(request, own, form)
            messages.success(request, gettext("Invited. They are told, and join when they accept."))
            return redirect("people:organisation", public_id)
    context = {
        "organisation": own,
        "memberships": own.memberships.current().order_by("role", "pk"),
        "invitations": own.invitations.waiting().order_by("pk")[:MOST_WAITING] if manages else [],
        "form": form,
        "manages": manages,
    }
    return render(request, "people/organisation.html", context, status=status_of(form))


@transaction.atomic
def _invite(request: SignedInRequest, own: Organisation, form: InviteForm) -> None:
    """Of five presses at the same moment one tells somebody, and one is counted."""
    held, invited = hold(own), form.cleaned_data
    if not held.invitations.waiting().like(**invited).exists():
        rate_limits.count(request, "people_invite", key=str(request.user.pk))
        rate_limits.count(request, "people_invited", key=invited["phone"])
    actions.invite_member(held, actor=request.user, **invited)


@page(PRESS, sign_in_required)
def end_membership(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    own = Membership.objects.filter(organisation__in=Organisation.objects.of(request.user))
    membership = get_object_or_404(own.select_related("organisation"), public_id=public_id)
    if asking := unsure(
        request,
        gettext("End this membership?"),
        after=_what_ends(membership, is_own=membership.person_id == request.user.pk),
        button=gettext("End the membership"),
        back=reverse("people:organisation", args=[membership.organisation.public_id]),
    ):
        return asking
    with attempt(request, gettext("The membership has ended.")):
        actions.end_membership(membership, actor=request.user)
    if membership.person_id == request.user.pk:
        return redirect("people:account")
    return redirect("people:organisation", membership.organisation.public_id)


def _what_ends(membership: Membership, *, is_own: bool) -> str:
    """By the name that the members read: what the person is called is for them to say."""
    names = {"person": membership.shown_as, "organisation": membership.organisation}
    if is_own:
        return gettext("You can then no longer see or answer for %(organisation)s.") % names
    return gettext("%(person)s can then no longer see or answer for %(organisation)s.") % names
