"""The three or four places of the top and bottom bar, by what the person is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune, CommuneProfile
from portal.notices.models import Notice
from portal.people.models import POLICE, Post, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass
class Place:
    """One entry of the bar."""

    route: str
    icon: str
    label: StrOrPromise
    url: str = ""
    count: int = 0
    here: bool = False


HOME = ("home", "house-door", _("Home page"))
COMMUNE = ("reports:commune", "map", _("Map"))
DRIVES = ("contributions:campaigns", "wallet2", _("Drives"))
HELP = ("reports:help", "question-circle", _("Help"))
INBOX = ("notices:inbox", "inbox", _("Inbox"))
TODAY = ("reports:today", "list-check", _("Today"))
VOUCHING = ("cameras:vouching", "camera-video", _("Cameras"))
MONEY = ("contributions:manage", "wallet2", _("Money in and out"))

ANONYMOUS = (HOME, COMMUNE, DRIVES, HELP)
RESIDENT = (("cameras:mine", "house-door", _("Mine")), INBOX, COMMUNE, HELP)
LEADER = (TODAY, VOUCHING, MONEY, ("cameras:residents", "people", _("Neighbours")))
OFFICER = (
    ("footage:search", "crosshair", _("Find cameras")),
    ("footage:list", "file-earmark-text", _("Requests")),
    INBOX,
    ("footage:journal", "journal-text", _("Journal")),
)
TREASURER = (MONEY, DRIVES, INBOX, HELP)
STAFF = (("people:posts", "people", _("Posts")), COMMUNE, DRIVES, INBOX)
READER = (COMMUNE, DRIVES, INBOX, HELP)

PLACES = {
    Role.HAMLET_LEADER: LEADER,
    Role.TREASURER: TREASURER,
    **dict.fromkeys(POLICE, OFFICER),
    Role.ADMINISTRATOR: STAFF,
    Role.OPERATOR: STAFF,
    Role.SUPERVISOR: READER,
    Role.PROVINCE_READER: READER,
}


@dataclass
class Menu:
    places: list[Place]
    area: object
    controller: CommuneProfile | None
    account: dict[str, str] | None


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is asked of the database until a page draws its frame."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> Menu:
    post = _post(request)
    commune = _commune(request, post)
    routes = PLACES[Role(post.role)] if post else _without_post(request)
    return Menu(
        places=[place for route in routes if (place := _place(request, route, commune))],
        area=commune,
        controller=getattr(commune, "profile", None),
        account=_account(request),
    )


def _without_post(request: HttpRequest) -> tuple[tuple[str, str, StrOrPromise], ...]:
    return RESIDENT if request.user.is_authenticated else ANONYMOUS


def _post(request: HttpRequest) -> Post | None:
    """The post this page was opened with, or the first the person holds."""
    if acting := getattr(request, "post", None):
        return acting
    return Post.objects.current().of(request.user).with_areas().order_by("pk").first()


def _commune(request: HttpRequest, post: Post | None) -> Commune | None:
    """A public page may say which commune it is about, by setting `request.commune`."""
    return getattr(request, "commune", None) or (post.commune if post else None)


def _place(
    request: HttpRequest, route: tuple[str, str, StrOrPromise], commune: Commune | None
) -> Place | None:
    name, icon, label = route
    try:
        url = _url(name, commune)
    except NoReverseMatch:
        return None
    count = Notice.objects.inbox(request.user).unread().count() if route is INBOX else 0
    return Place(name, icon, label, url, count, here=request.path == url)


def _url(name: str, commune: Commune | None) -> str:
    if name != "reports:commune":
        return reverse(name)
    return reverse(name, args=[commune.code]) if commune else reverse("reports:communes")


def _account(request: HttpRequest) -> dict[str, str] | None:
    if not request.user.is_authenticated:
        return None
    return {"name": str(request.user), "url": reverse("people:account")}
