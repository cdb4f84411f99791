"""Search, requests and asks over the API: the same gates and the same actions as the pages."""

from rest_framework.routers import BaseRouter

from requests.asking.api.asks import AskViewSet
from requests.asking.api.footage_requests import RequestViewSet
from requests.asking.api.searches import SearchViewSet
from requests.evidence.api.asks import AskFilesViewSet
from requests.evidence.api.footage import FootageViewSet
from requests.evidence.api.footage_requests import RequestFilesViewSet
from requests.evidence.api.uploads import UploadViewSet


def register(router: BaseRouter) -> None:
    router.register("searches", SearchViewSet, basename="search")
    router.register("requests", RequestViewSet, basename="request")
    router.register("requests", RequestFilesViewSet, basename="request-evidence")
    router.register("footage", FootageViewSet, basename="footage")
    router.register("asks", AskViewSet, basename="ask")
    router.register("asks", AskFilesViewSet, basename="ask-evidence")
    router.register("uploads", UploadViewSet, basename="upload")
