"""Own sites over the API: the same facts and the same actions as the pages."""

from rest_framework.routers import BaseRouter

from cameras.register.api.cameras import CameraViewSet
from cameras.register.api.sites import SiteViewSet


def register(router: BaseRouter) -> None:
    router.register("sites", SiteViewSet, basename="site")
    router.register("cameras", CameraViewSet, basename="camera")
