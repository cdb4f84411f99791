"""Search, requests and asks over the API: the same gates and the same actions as the pages."""

from rest_framework.routers import BaseRouter

from requests.api.asks import AskViewSet
from requests.api.files import FootageViewSet
from requests.api.footage_requests import RequestViewSet
from requests.api.handing_over import UploadViewSet
from requests.api.searches import SearchViewSet


def register(router: BaseRouter) -> None:
    router.register("searches", SearchViewSet, basename="search")
    router.register("requests", RequestViewSet, basename="request")
    router.register("footage", FootageViewSet, basename="footage")
    router.register("asks", AskViewSet, basename="ask")
    router.register("uploads", UploadViewSet, basename="upload")
