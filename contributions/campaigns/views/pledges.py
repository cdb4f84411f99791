"""What those who lead a campaign do about its pledges: beside the ledger, for all to count on."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contributions.campaigns import actions
from contributions.campaigns.models import Pledge
from contributions.campaigns.views.gates import own_pledge, steward_required
from contributions.campaigns.views.settling import settle


@require_POST
@steward_required
def set_aside(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    said = _("Set aside: the pledge is not counted. If its money comes, it is booked as always.")
    return _settle(request, own_pledge(request, public_id, code), actions.set_pledge_aside, said)


@require_POST
@steward_required
def count_again(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    said = _("The pledge is counted again.")
    return _settle(request, own_pledge(request, public_id, code), actions.count_pledge_again, said)


def _settle(
    request: HttpRequest, pledge: Pledge, action: Callable[..., Pledge], said: str
) -> HttpResponse:
    settle(request, action, pledge, said=said)
    return redirect("contributions:ledger", pledge.campaign.public_id)
