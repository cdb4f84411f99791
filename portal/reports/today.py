"""Where a person's day begins, and what needs a hamlet leader today."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cameras.register.models import Camera, Site
from contributions.campaigns.models import Campaign, Gift, Reversal
from portal.look.formats import dong
from portal.people.gates import appointments_of
from portal.people.models import POLICE, Appointment, Role, User

MOST_CAMERAS = 5

FIRST_PAGE = {
    Role.HAMLET_LEADER: "reports:today",
    Role.TREASURER: "contributions:manage",
    **dict.fromkeys(POLICE, "footage:search"),
    Role.ADMINISTRATOR: "people:appointments",
    Role.OPERATOR: "reports:communes",
    Role.SUPERVISOR: "contributions:campaigns",
    Role.PROVINCE_READER: "reports:communes",
}


def first_page(request: HttpRequest) -> str:
    """Where the person's day begins, by the appointment she acts in."""
    appointment = next(iter(appointments_of(request)), None)
    return reverse(FIRST_PAGE[Role(appointment.role)] if appointment else "cameras:mine")


@dataclass(frozen=True)
class Task:
    title: str
    why: str
    url: str


@dataclass(frozen=True)
class Source:
    """Rows that wait for somebody, and the tasks made of them: `most`, or one for all."""

    rows: Callable[[User, Appointment], QuerySet[Any]]
    tasks: Callable[[QuerySet[Any]], list[Task]]
    most: int = 1


def tasks_of(person: User, appointment: Appointment) -> list[Task]:
    """Everything that waits for this person, first what other people wait for."""
    return [task for source in SOURCES for task in source.tasks(source.rows(person, appointment))]


def how_many(person: User, appointment: Appointment) -> int:
    """The length of `tasks_of`, in one query: the menu shows it on every page."""
    first, *others = (
        source.rows(person, appointment).order_by().values("pk")[: source.most]
        for source in SOURCES
    )
    return first.union(*others, all=True).count()


def _households(person: User, appointment: Appointment) -> QuerySet[Site]:
    return Site.objects.led_by(person).of_others(person).to_vouch().filter(owner__isnull=False)


def _organisations(person: User, appointment: Appointment) -> QuerySet[Site]:
    return Site.objects.led_by(person).of_others(person).to_vouch().filter(owner=None)


def _households_to_vouch(sites: QuerySet[Site]) -> list[Task]:
    number = sites.order_by().count()
    title = ngettext(
        "%(n)s household has registered cameras", "%(n)s households have registered cameras", number
    )
    return _one(number, title % {"n": number}, _("Do you know them?"), reverse("cameras:vouching"))


def _organisations_to_vouch(sites: QuerySet[Site]) -> list[Task]:
    number = sites.order_by().count()
    title = ngettext(
        "%(n)s organisation has registered cameras",
        "%(n)s organisations have registered cameras",
        number,
    )
    return _one(number, title % {"n": number}, _("Do you know them?"), reverse("cameras:vouching"))


def _money(person: User, appointment: Appointment) -> QuerySet[Gift]:
    return Gift.objects.waiting_for(person).exclude(channel=Gift.Channel.KIND)


def _gifts_in_kind(person: User, appointment: Appointment) -> QuerySet[Gift]:
    return Gift.objects.waiting_for(person).filter(channel=Gift.Channel.KIND)


def _reversals(person: User, appointment: Appointment) -> QuerySet[Reversal]:
    return Reversal.objects.waiting_for(person)


def _money_to_confirm(gifts: QuerySet[Gift]) -> list[Task]:
    total = gifts.aggregate(sum=Sum("amount"))["sum"]
    title = _("Confirm %(amount)s") % {"amount": dong(total)}
    return _one(total or 0, title, _counted(), reverse("contributions:manage"))


def _gifts_in_kind_to_confirm(gifts: QuerySet[Gift]) -> list[Task]:
    number = gifts.count()
    title = ngettext("Confirm %(n)s gift in kind", "Confirm %(n)s gifts in kind", number)
    return _one(number, title % {"n": number}, _counted(), reverse("contributions:manage"))


def _reversals_to_agree(reversals: QuerySet[Reversal]) -> list[Task]:
    number = reversals.count()
    title = ngettext("Agree to %(n)s correction", "Agree to %(n)s corrections", number)
    why = _("Written down wrongly, to take back")
    return _one(number, title % {"n": number}, why, reverse("contributions:manage"))


def _counted() -> str:
    return _("Counted by another person, not booked yet")


def _one(number: int, title: str, why: str, url: str) -> list[Task]:
    """One task for all that waits; none where nothing does."""
    return [Task(title, why, url)] if number else []


def _dead_cameras(person: User, appointment: Appointment) -> QuerySet[Camera]:
    """Public cameras of the hamlet in use that do not work, or perhaps not."""
    return Camera.objects.filter(
        removed_at=None,
        health__in=[Camera.Health.DOUBTFUL, Camera.Health.BROKEN],
        site__kind=Site.Kind.PUBLIC,
        site__status=Site.Status.ACTIVE,
        site__hamlet=appointment.hamlet_id,
    )


def _cameras_to_check(cameras: QuerySet[Camera]) -> list[Task]:
    listed = cameras.select_related("site__commune").order_by("site", "ordinal")[:MOST_CAMERAS]
    return [_camera_to_check(camera) for camera in listed]


def _camera_to_check(camera: Camera) -> Task:
    title = {
        Camera.Health.DOUBTFUL: _("%(name)s: perhaps broken"),
        Camera.Health.BROKEN: _("%(name)s: broken"),
    }[Camera.Health(camera.health)]
    name = camera.site.label or camera.site.number
    why = _("Camera %(camera)s of the public cluster") % {"camera": camera.label or camera.ordinal}
    clusters = f"{reverse('reports:commune', args=[camera.site.commune.code])}#clusters-heading"
    return Task(title % {"name": name}, why, clusters)


# Whatever else comes to wait for a leader is one line here: its page, the menu's number and
# this order follow.
SOURCES = (
    Source(_households, _households_to_vouch),
    Source(_organisations, _organisations_to_vouch),
    Source(_money, _money_to_confirm),
    Source(_gifts_in_kind, _gifts_in_kind_to_confirm),
    Source(_reversals, _reversals_to_agree),
    Source(_dead_cameras, _cameras_to_check, most=MOST_CAMERAS),
)


def running_campaign(appointment: Appointment) -> Campaign | None:
    """The newest open campaign of the leader's hamlet."""
    return (
        Campaign.objects.of_appointment(appointment)
        .filter(status=Campaign.Status.OPEN)
        .order_by("-opened_at", "-pk")
        .first()
    )
