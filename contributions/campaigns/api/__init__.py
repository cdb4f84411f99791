"""Campaigns, pledges and gifts over the API: the same forms and the same actions as the pages."""

from rest_framework.routers import BaseRouter

from contributions.campaigns.api.campaigns import CampaignViewSet
from contributions.campaigns.api.gifts import GiftViewSet
from contributions.campaigns.api.pledges import PledgeViewSet
from contributions.campaigns.api.reversals import ReversalViewSet


def register(router: BaseRouter) -> None:
    router.register("campaigns", CampaignViewSet, basename="campaign")
    router.register("gifts", GiftViewSet, basename="gift")
    router.register("reversals", ReversalViewSet, basename="reversal")
    router.register("pledges", PledgeViewSet, basename="pledge")
