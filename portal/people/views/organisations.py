"""Organisations: found one, see who belongs to it, invite, end a membership."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from portal.errors import RuleViolation
from portal.people import actions, rate_limits
from portal.people.forms.organisations import InviteForm, OrganisationForm
from portal.people.gates import SignedInRequest, sign_in_required
from portal.people.models import Membership, Organisation


@sign_in_required
def create_organisation(request: SignedInRequest) -> HttpResponseBase:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = actions.create_organisation(actor=request.user, **form.cleaned_data)
        messages.success(request, gettext("%(name)s is set up.") % {"name": organisation})
        return redirect("people:organisation", organisation.public_id)
    return render(
        request,
        "people/create_organisation.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@sign_in_required
def organisation(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """Who belongs to it; a manager invites here."""
    mine = get_object_or_404(Organisation.objects.of(request.user), public_id=public_id)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rate_limits.count(request, "people_invite", key=str(request.user.pk))
            rate_limits.count(request, "people_invited", key=form.cleaned_data["phone"])
            actions.invite_member(mine, actor=request.user, **form.cleaned_data)
        except rate_limits.RateLimited:
            return rate_limits.too_often(request)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Invited. A message is on its way."))
            return redirect("people:organisation", public_id)
    current = mine.memberships.current().select_related("person").order_by("role", "pk")
    page = {
        "organisation": mine,
        "memberships": current,
        "form": form,
        "manages": Organisation.objects.managed_by(request.user).filter(pk=mine.pk).exists(),
    }
    return render(request, "people/organisation.html", page, status=422 if form.errors else 200)


@require_POST
@sign_in_required
def end_membership(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    mine = Membership.objects.filter(organisation__in=Organisation.objects.of(request.user))
    membership = get_object_or_404(mine.select_related("organisation"), public_id=public_id)
    try:
        actions.end_membership(membership, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The membership has ended."))
    if membership.person_id == request.user.pk:
        return redirect("people:account")
    return redirect("people:organisation", membership.organisation.public_id)
