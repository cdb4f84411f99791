"""The three or four links of the top and bottom bar, by what the person is here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from cameras.register.models import Site
from portal.areas.models import Commune, CommuneProfile, Province
from portal.look.formats import phone
from portal.notices.models import Notice
from portal.people.frame import frame_of
from portal.people.gates import appointments_of
from portal.people.models import POLICE, Appointment, Role, User
from portal.prepared import Fact, prepared
from portal.reports import today

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, eq=False)  # Compared by identity: a label differs by language.
class Page:
    """A page as the tables below name it; its address depends on the commune one is in."""

    route: str
    icon: str
    label: StrOrPromise


@dataclass(frozen=True)
class Link:
    """One entry of the bar."""

    url: str
    icon: str
    label: StrOrPromise
    is_here: bool
    count: int


@dataclass(frozen=True)
class Menu:
    links: list[Link]
    corner: list[Link]
    area: Commune | Province | None
    controller: CommuneProfile | None
    account: dict[str, str] | None


HOME = Page("home", "house-door", _("Home page"))
COMMUNE = Page("reports:commune", "map", _("Map"))
CAMPAIGNS = Page("contributions:campaigns", "wallet2", _("Campaigns"))
HELP = Page("reports:help", "question-circle", _("Help"))
INBOX = Page("notices:inbox", "inbox", _("Inbox"))
MINE = Page("cameras:mine", "house-door", _("Mine"))
TODAY = Page("reports:today", "list-check", _("Today"))
VOUCHING = Page("cameras:vouching", "camera-video", _("Cameras"))
MONEY = Page("contributions:manage", "wallet2", _("Money in and out"))
SEARCH = Page("footage:search", "crosshair", _("Find cameras"))
REQUESTS = Page("footage:list", "file-earmark-text", _("Requests"))
UNIT_WORK = Page("footage:unit_work", "people", _("Unit"))
JOURNAL = Page("footage:journal", "journal-text", _("Journal"))
NEIGHBOURS = Page("cameras:residents", "people", _("Neighbours"))
BELL = Page("notices:inbox", "bell", _("Inbox"))
SWITCH = Page("people:choose_appointment", "arrow-left-right", _("Act in another role"))
PROFILE = Page("administration:profile", "geo-alt", _("Commune"))
APPOINTMENTS = Page("people:appointments", "people", _("Roles"))

ANONYMOUS = (HOME, COMMUNE, CAMPAIGNS, HELP)
RESIDENT = (MINE, INBOX, COMMUNE, HELP)
LINKS = {
    Role.HAMLET_LEADER: (TODAY, VOUCHING, MONEY, NEIGHBOURS),
    Role.TREASURER: (MONEY, CAMPAIGNS, INBOX, HELP),
    **dict.fromkeys(POLICE, (SEARCH, REQUESTS, INBOX, JOURNAL)),
    Role.CHIEF: (SEARCH, REQUESTS, INBOX, UNIT_WORK),  # The journal is one step further.
    Role.ADMINISTRATOR: (APPOINTMENTS, PROFILE, CAMPAIGNS, INBOX),
    Role.OPERATOR: (COMMUNE, CAMPAIGNS, INBOX, HELP),
    Role.SUPERVISOR: (MONEY, COMMUNE, INBOX, HELP),
    Role.PROVINCE_READER: (COMMUNE, CAMPAIGNS, INBOX, HELP),
}


QUIET = {"people:sign_in", "people:code", "people:code_again", "people:name", "people:confirm"}


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Nothing is asked of the database until a page draws its frame."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}


def _menu(request: HttpRequest) -> Menu | None:
    if not hasattr(request, "user"):
        return None  # Refused before anyone asked who it is.
    appointments = [one for one in appointments_of(request) if one.taken_up_at]
    appointment = frame_of(request).appointment or next(iter(appointments), None)
    commune = _commune(request, appointment)
    pages = _pages(request, appointment)
    counts = {page: COUNTS[page](request, appointment) for page in pages if page in COUNTS}
    return Menu(
        links=_links(request, pages, commune, counts),
        corner=_links(request, _corner(appointments, pages), commune, {}),
        area=commune or (appointment.province if appointment else None),
        controller=getattr(commune, "profile", None),
        account=_account(request),
    )


def _pages(request: HttpRequest, appointment: Appointment | None) -> tuple[Page, ...]:
    """None on sign-in and on private links: there is one thing to do."""
    match = request.resolver_match
    if match and (match.view_name in QUIET or _is_private_link(request, match.namespace)):
        return ()
    if appointment:
        return LINKS[Role(appointment.role)]
    return RESIDENT if request.user.is_authenticated else ANONYMOUS


def _is_private_link(request: HttpRequest, namespace: str) -> bool:
    return namespace == "footage" and not request.user.is_authenticated


def _corner(appointments: list[Appointment], pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """What has no room in the bar: the inbox of some, the change between several appointments."""
    bell = (BELL,) if appointments and INBOX not in pages else ()
    return (SWITCH, *bell) if len(appointments) > 1 else bell


def _commune(request: HttpRequest, appointment: Appointment | None) -> Commune | None:
    """That which the page is about; else that of the appointment, or of the person's own site."""
    if named := frame_of(request).commune:
        return named
    if appointment or not request.user.is_authenticated:
        return appointment.commune if appointment else None
    return _own_commune.first(person=request.user.pk)


@prepared
def _own_commune() -> QuerySet[Commune]:
    """Where the person's first camera site lies."""
    kept = [Site.Status.ACTIVE, Site.Status.PAUSED]
    own = Commune.objects.filter(sites__owner=Fact("person"), sites__status__in=kept)
    return own.select_related("profile").order_by("sites__pk")[:1]


def _links(
    request: HttpRequest,
    pages: tuple[Page, ...],
    commune: Commune | None,
    counts: dict[Page, int],
) -> list[Link]:
    urls = [_url(page, commune) for page in pages]
    here = max(filter(request.path.startswith, urls), key=len, default="")
    if here == "/" != request.path:
        here = ""  # Every address begins with that of the home page, which is only itself.
    return [
        Link(url, page.icon, page.label, url == here, counts.get(page, 0))
        for page, url in zip(pages, urls, strict=True)
    ]


def _url(page: Page, commune: Commune | None) -> str:
    if page is not COMMUNE:
        return reverse(page.route)
    return reverse(page.route, args=[commune.code]) if commune else reverse("reports:communes")


def _unread(request: HttpRequest, appointment: Appointment | None) -> int:
    return _unread_notices.count(person=request.user.pk)


@prepared
def _unread_notices() -> QuerySet[Notice]:
    return Notice.objects.inbox(Fact("person")).unread()


def _to_do(request: HttpRequest, appointment: Appointment | None) -> int:
    """The leader's own page has counted them already."""
    if (counted := frame_of(request).tasks) is not None:
        return counted
    return today.how_many(cast("User", request.user), appointment) if appointment else 0


COUNTS: dict[Page, Callable[[HttpRequest, Appointment | None], int]] = {
    INBOX: _unread,
    TODAY: _to_do,
}


def _account(request: HttpRequest) -> dict[str, str] | None:
    if not request.user.is_authenticated:
        return None
    name = request.user.address_name or phone(request.user.phone) or str(request.user)
    return {"name": name, "url": reverse("people:account")}
