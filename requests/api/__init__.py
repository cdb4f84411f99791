"""Search, requests and asks over the API: the same gates and the same actions as the pages."""

from rest_framework.routers import BaseRouter

from requests.api.asks import AskViewSet
from requests.api.footage_requests import RequestViewSet
from requests.api.searches import SearchViewSet


def register(router: BaseRouter) -> None:
    router.register("searches", SearchViewSet, basename="search")
    router.register("requests", RequestViewSet, basename="request")
    router.register("asks", AskViewSet, basename="ask")
