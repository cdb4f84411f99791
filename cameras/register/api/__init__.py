"""Own sites over the API: the same forms and the same actions as the pages."""

from rest_framework.routers import BaseRouter

from cameras.register.api.eyes import CameraViewSet
from cameras.register.api.sites import SiteViewSet


def register(router: BaseRouter) -> None:
    router.register("sites", SiteViewSet, basename="site")
    router.register("cameras", CameraViewSet, basename="camera")
