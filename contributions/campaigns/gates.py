"""Which campaign a page is about, for those who lead it and for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from contributions.campaigns.models.campaigns import READERS, STEWARDS
from portal.people import rate_limits
from portal.people.frame import about
from portal.people.gates import AppointedRequest, acting_appointment, role_required
from portal.people.models import Appointment, Role, User
from portal.prepared import Fact, prepared

P = ParamSpec("P")

steward_required = role_required(*STEWARDS)
reader_required = role_required(*READERS)


def public_campaign(request: HttpRequest, public_id: UUID) -> Campaign:
    """A campaign anyone may see; 404 for drafts. Tells the frame which commune it belongs to."""
    campaign = _public_campaign.first(public_id=public_id)
    if campaign is None:
        raise Http404
    about(request, commune=campaign.commune)
    return campaign


@prepared
def _public_campaign() -> QuerySet[Campaign]:
    return Campaign.objects.public().with_area().filter(public_id=Fact("public_id"))


def own_campaign(request: HttpRequest, public_id: UUID) -> Campaign:
    """A campaign of the acting appointment's area; 404 for those of others."""
    campaigns = Campaign.objects.of_appointment(appointment_of(request)).with_area()
    return get_object_or_404(campaigns, public_id=public_id)


def own_gift(request: HttpRequest, public_id: UUID) -> Gift:
    own = Campaign.objects.of_appointment(appointment_of(request))
    gifts = Gift.objects.of_campaigns(own).with_people()
    return get_object_or_404(gifts, public_id=public_id)


def own_reversal(request: HttpRequest, public_id: UUID) -> Reversal:
    own = Campaign.objects.of_appointment(appointment_of(request))
    reversals = Reversal.objects.filter(gift__campaign__any_of=own.values("pk")).with_people()
    return get_object_or_404(reversals, public_id=public_id)


def own_pledge(request: HttpRequest, public_id: UUID, code: str) -> Pledge:
    """A pledge of an own campaign, by its code: its address is the giver's alone to know.

    Who has it speaks for the giver about the name in public.
    """
    pledges = Pledge.objects.select_related("campaign")
    return get_object_or_404(pledges, campaign=own_campaign(request, public_id), code=code)


def giver_s_pledge(request: HttpRequest, public_id: UUID) -> Pledge:
    """Whoever has the address made the pledge: it stands on no public page."""
    pledges = Pledge.objects.select_related("campaign__commune", "campaign__bank_account")
    pledge = get_object_or_404(pledges, public_id=public_id)
    about(request, commune=pledge.campaign.commune)
    return pledge


def appointment_of(request: HttpRequest) -> Appointment:
    return cast(AppointedRequest, request).appointment


def person_of(request: HttpRequest) -> User:
    return cast(AppointedRequest, request).user


def paper_limited(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Papers and sheets cost seconds to make; one address gets thirty a minute."""

    @wraps(view)
    def limited(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast(HttpRequest, args[0])
        try:
            rate_limits.count(request, "contributions_paper")
        except rate_limits.RateLimited:
            return rate_limits.too_often(request)
        return view(*args, **kwargs)

    return limited


def may_book(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether this person may book for the campaign: the page then shows how."""
    return _stands_for(request, campaign, STEWARDS)


def may_read(request: HttpRequest, campaign: Campaign) -> bool:
    """Whether this person may open its gifts and reversals: those who book, and the Front."""
    return _stands_for(request, campaign, READERS)


def may_erase_giver(request: HttpRequest, campaign: Campaign) -> bool:
    return _stands_for(request, campaign, (Role.ADMINISTRATOR,))


def _stands_for(request: HttpRequest, campaign: Campaign, roles: tuple[str, ...]) -> bool:
    if not request.user.is_authenticated:
        return False
    appointment = acting_appointment(request, *roles)
    return Campaign.objects.of_appointment(appointment).filter(pk=campaign.pk).exists()
