"""The three or four places of the top and bottom bar, by what the person is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune, CommuneProfile
from portal.notices.models import Notice
from portal.people.gates import posts_of
from portal.people.models import POLICE, Post, Role
from portal.reports import today

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, eq=False)  # Compared by identity: a label differs by language.
class Spot:
    """A place as the tables below name it; its address depends on the commune one is in."""

    route: str
    icon: str
    label: StrOrPromise


@dataclass(frozen=True)
class Place:
    """One entry of the bar."""

    url: str
    icon: str
    label: StrOrPromise
    here: bool
    count: int


@dataclass(frozen=True)
class Menu:
    places: list[Place]
    area: Commune | None
    controller: CommuneProfile | None
    account: dict[str, str] | None
    posts: list[Post]


HOME = Spot("home", "house-door", _("Home page"))
COMMUNE = Spot("reports:commune", "map", _("Map"))
DRIVES = Spot("contributions:campaigns", "wallet2", _("Drives"))
HELP = Spot("reports:help", "question-circle", _("Help"))
INBOX = Spot("notices:inbox", "inbox", _("Inbox"))
MINE = Spot("cameras:mine", "house-door", _("Mine"))
TODAY = Spot("reports:today", "list-check", _("Today"))
VOUCHING = Spot("cameras:vouching", "camera-video", _("Cameras"))
MONEY = Spot("contributions:manage", "wallet2", _("Money in and out"))
SEARCH = Spot("footage:search", "crosshair", _("Find cameras"))
REQUESTS = Spot("footage:list", "file-earmark-text", _("Requests"))
JOURNAL = Spot("footage:journal", "journal-text", _("Journal"))
POSTS = Spot("people:posts", "people", _("Posts"))

ANONYMOUS = (HOME, COMMUNE, DRIVES, HELP)
RESIDENT = (MINE, INBOX, COMMUNE, HELP)
PLACES = {
    Role.HAMLET_LEADER: (TODAY, VOUCHING, MONEY, INBOX),
    Role.TREASURER: (MONEY, DRIVES, INBOX, HELP),
    **dict.fromkeys(POLICE, (SEARCH, REQUESTS, INBOX, JOURNAL)),
    Role.ADMINISTRATOR: (POSTS, COMMUNE, DRIVES, INBOX),
    Role.OPERATOR: (POSTS, COMMUNE, INBOX, HELP),
    Role.SUPERVISOR: (DRIVES, COMMUNE, INBOX, HELP),
    Role.PROVINCE_READER: (COMMUNE, DRIVES, INBOX, HELP),
}


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is asked of the database until a page draws its frame."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> Menu:
    posts = posts_of(request)
    post = getattr(request, "post", None) or next(iter(posts), None)
    commune = _commune(request, post)
    spots = PLACES[Role(post.role)] if post else _without_post(request)
    return Menu(
        places=[_place(request, spot, post, commune) for spot in spots if _url(spot, commune)],
        area=commune,
        controller=getattr(commune, "profile", None),
        account=_account(request),
        posts=posts,
    )


def _without_post(request: HttpRequest) -> tuple[Spot, ...]:
    return RESIDENT if request.user.is_authenticated else ANONYMOUS


def _commune(request: HttpRequest, post: Post | None) -> Commune | None:
    """A page about one commune says so by `request.commune`; else it is that of the post."""
    if named := getattr(request, "commune", None):
        return named
    if post or not request.user.is_authenticated:
        return post.commune if post else None
    own = Commune.objects.filter(sites__owner=request.user.pk).exclude(sites__status="removed")
    return own.select_related("profile").defer("boundary").order_by("sites__pk").first()


def _place(request: HttpRequest, spot: Spot, post: Post | None, commune: Commune | None) -> Place:
    url = _url(spot, commune)
    return Place(
        url=url,
        icon=spot.icon,
        label=spot.label,
        here=request.path == url or (url != "/" and request.path.startswith(url)),
        count=COUNTS[spot](request, post) if spot in COUNTS else 0,
    )


def _url(spot: Spot, commune: Commune | None) -> str:
    try:
        if spot is not COMMUNE:
            return reverse(spot.route)
        return reverse(spot.route, args=[commune.code]) if commune else reverse("reports:communes")
    except NoReverseMatch:
        return ""


def _unread(request: HttpRequest, post: Post | None) -> int:
    return Notice.objects.inbox(request.user).unread().count()


def _to_do(request: HttpRequest, post: Post | None) -> int:
    return today.how_many(request.user, post) if post else 0


COUNTS: dict[Spot, Callable[[HttpRequest, Post | None], int]] = {INBOX: _unread, TODAY: _to_do}


def _account(request: HttpRequest) -> dict[str, str] | None:
    if not request.user.is_authenticated:
        return None
    name = request.user.address_name or str(request.user)
    try:
        return {"name": name, "url": reverse("people:account")}
    except NoReverseMatch:
        return {"name": name, "url": "/"}
