"""Which drive a page is about, for those who lead it and for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from contributions.models import Campaign, Pledge, Receipt, Reversal
from contributions.models.campaigns import STEWARDS
from portal.people import limits
from portal.people.gates import PostedRequest, acting_post, post_required
from portal.people.models import Post, Role

P = ParamSpec("P")

steward_required = post_required(*STEWARDS)


def public_campaign(request: HttpRequest, public_id: UUID) -> Campaign:
    """A drive anyone may see; 404 for drafts. Tells the frame which commune it belongs to."""
    drives = Campaign.objects.public().with_places()
    campaign = get_object_or_404(drives, public_id=public_id)
    request.commune = campaign.commune  # type: ignore[attr-defined]
    return campaign


def own_campaign(request: HttpRequest, public_id: UUID) -> Campaign:
    """A drive of the acting post's area; 404 for those of others."""
    drives = Campaign.objects.of_post(post_of(request)).with_places()
    return get_object_or_404(drives, public_id=public_id)


def own_receipt(request: HttpRequest, public_id: UUID) -> Receipt:
    mine = Campaign.objects.of_post(post_of(request))
    receipts = Receipt.objects.of_campaigns(mine).with_people()
    return get_object_or_404(receipts, public_id=public_id)


def own_reversal(request: HttpRequest, public_id: UUID) -> Reversal:
    mine = Campaign.objects.of_post(post_of(request))
    reversals = Reversal.objects.filter(receipt__campaign__in=mine).select_related(
        "receipt__campaign__commune", "asked_by", "second"
    )
    return get_object_or_404(reversals, public_id=public_id)


def own_pledge(request: HttpRequest, public_id: UUID, code: str) -> Pledge:
    """A pledge of an own drive, by its code: its address is the giver's alone to know.

    Who has it speaks for the giver about the name in public.
    """
    pledges = Pledge.objects.select_related("campaign")
    return get_object_or_404(pledges, campaign=own_campaign(request, public_id), code=code)


def post_of(request: HttpRequest) -> Post:
    return cast(PostedRequest, request).post


def paper_limited(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Papers and sheets cost seconds to make; one address gets thirty a minute."""

    @wraps(view)
    def limited(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast(HttpRequest, args[0])
        try:
            limits.count(request, "contributions_paper")
        except limits.RateLimited:
            return limits.too_often(request)
        return view(*args, **kwargs)

    return limited


def leads(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether this person may book for the drive: the page then shows how."""
    return _stands_for(request, campaign, STEWARDS)


def forgets(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether this person may erase a giver of the drive."""
    return _stands_for(request, campaign, (Role.ADMINISTRATOR,))


def _stands_for(request: HttpRequest, campaign: Campaign, roles: tuple[str, ...]) -> bool:
    if not request.user.is_authenticated:
        return False
    post = acting_post(request, *roles)
    return Campaign.objects.of_post(post).filter(pk=campaign.pk).exists()
