"""What those who lead a drive do about its pledges: beside the ledger, for all to count on."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contributions import actions
from contributions.models import Pledge
from contributions.views.gates import own_pledge, steward_required
from portal.errors import RuleViolation


@require_POST
@steward_required
def set_aside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    said = _("Set aside: the pledge is not counted. If its money comes, it is booked as always.")
    return _turn(request, public_id, actions.set_pledge_aside, said)


@require_POST
@steward_required
def count_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(request, public_id, actions.count_pledge_again, _("The pledge is counted again."))


def _turn(
    request: HttpRequest, public_id: UUID, action: Callable[..., Pledge], said: str
) -> HttpResponse:
    pledge = own_pledge(request, public_id)
    try:
        action(pledge, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("contributions:ledger", pledge.campaign.public_id)
