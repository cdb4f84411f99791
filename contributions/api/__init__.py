"""Drives over the API, and the gifts of those who lead them."""

from rest_framework.routers import BaseRouter

from contributions.api.drives import CampaignViewSet
from contributions.api.gifts import GiftViewSet


def register(router: BaseRouter) -> None:
    router.register("campaigns", CampaignViewSet, basename="campaign")
    router.register("gifts", GiftViewSet, basename="gift")
