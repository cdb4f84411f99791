"""The invited says yes or no; a manager takes an invitation back."""

from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from portal.pages import PRESS, attempt, page
from portal.people import actions
from portal.people.gates import SignedInRequest, sign_in_required
from portal.people.models import Invitation, Organisation


@page(PRESS, sign_in_required)
def accept(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    invitation = _own(request, public_id)
    success = gettext("You belong to %(organisation)s now.")
    with attempt(request, success % {"organisation": invitation.organisation}) as tried:
        actions.accept_invitation(invitation, actor=request.user)
    if tried.is_done:
        return redirect("people:organisation", invitation.organisation.public_id)
    return redirect("people:account")


@page(PRESS, sign_in_required)
def refuse(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    invitation = _own(request, public_id)
    with attempt(request, gettext("Refused. Nothing has changed for you.")):
        actions.refuse_invitation(invitation, actor=request.user)
    return redirect("people:account")


def _own(request: SignedInRequest, public_id: UUID) -> Invitation:
    theirs = Invitation.objects.to(request.user).select_related("organisation")
    return get_object_or_404(theirs, public_id=public_id)


@page(PRESS, sign_in_required)
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    managed = Organisation.objects.managed_by(request.user)
    here = Invitation.objects.filter(organisation__in=managed).select_related("organisation")
    invitation = get_object_or_404(here, public_id=public_id)
    with attempt(request, gettext("The invitation is withdrawn.")):
        actions.withdraw_invitation(invitation, actor=request.user)
    return redirect("people:organisation", invitation.organisation.public_id)
