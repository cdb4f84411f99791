"""Where a person's day begins, and what needs a hamlet leader today."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cameras.register.models import Camera, Site
from cameras.register.models.sites import SiteQuerySet
from contributions.campaigns.models import BankAccount, Campaign, Gift, Reversal
from portal.look.formats import dong
from portal.people.gates import appointments_of, page_to_take_up
from portal.people.models import POLICE, Appointment, Role, User
from portal.prepared import Fact, prepared

MOST_CAMERAS = 5

FIRST_PAGE = {
    Role.HAMLET_LEADER: "reports:today",
    Role.TREASURER: "contributions:manage",
    **dict.fromkeys(POLICE, "footage:search"),
    Role.ADMINISTRATOR: "people:appointments",
    Role.OPERATOR: "reports:communes",
    Role.SUPERVISOR: "contributions:manage",
    Role.PROVINCE_READER: "reports:communes",
}


def first_page(request: HttpRequest) -> str:
    """Where the person's day begins, by the appointment she acts in or is asked to take up."""
    appointment = next(iter(appointments_of(request)), None)
    if appointment and appointment.taken_up_at is None:
        return page_to_take_up(appointment)
    return reverse(FIRST_PAGE[Role(appointment.role)] if appointment else "cameras:mine")


@dataclass(frozen=True)
class Task:
    title: str
    why: str
    url: str


Facts = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """What waits for somebody: the question that gives its rows, with gaps for the person, the
    hamlet and the day, and the tasks made of its answer: `most`, or one for all."""

    rows: prepared[Any]
    tasks: Callable[[prepared[Any], Facts], list[Task]]
    most: int = 1


def tasks_of(person: User, appointment: Appointment) -> list[Task]:
    """Everything that waits for this person, first what other people wait for."""
    facts = _facts(person, appointment)
    return [task for source in SOURCES for task in source.tasks(source.rows, facts)]


def how_many(person: User, appointment: Appointment) -> int:
    """The length of `tasks_of`, in one query: the menu shows it on every page."""
    return _tasks.count(**_facts(person, appointment))


def _facts(person: User, appointment: Appointment) -> Facts:
    today = timezone.localdate()
    return {"person": person.pk, "hamlet": appointment.hamlet_id, "today": today}


@prepared
def _tasks() -> QuerySet[Any]:
    first, *others = (source.rows.ask().values("pk")[: source.most] for source in SOURCES)
    return first.union(*others, all=True)


def _registrations() -> SiteQuerySet:
    led = Site.objects.led_by(Fact("person"), Fact("today"))
    return led.of_others(Fact("person")).to_vouch()


@prepared
def _households() -> QuerySet[Site]:
    return _registrations().filter(owner__isnull=False)


@prepared
def _organisations() -> QuerySet[Site]:
    return _registrations().filter(owner=None)


def _households_to_vouch(sites: prepared[Site], facts: Facts) -> list[Task]:
    number = sites.count(**facts)
    title = ngettext(
        "%(n)s household has registered cameras", "%(n)s households have registered cameras", number
    )
    return _one(number, title % {"n": number}, _("Do you know them?"), reverse("cameras:vouching"))


def _organisations_to_vouch(sites: prepared[Site], facts: Facts) -> list[Task]:
    number = sites.count(**facts)
    title = ngettext(
        "%(n)s organisation has registered cameras",
        "%(n)s organisations have registered cameras",
        number,
    )
    return _one(number, title % {"n": number}, _("Do you know them?"), reverse("cameras:vouching"))


@prepared
def _accounts() -> QuerySet[BankAccount]:
    others = BankAccount.objects.waiting_for(Fact("person"))
    return others.filter(campaign__hamlet=Fact("hamlet"))


def _accounts_to_confirm(accounts: prepared[BankAccount], facts: Facts) -> list[Task]:
    number = accounts.count(**facts)
    title = ngettext("Confirm %(n)s bank account", "Confirm %(n)s bank accounts", number)
    why = _("Its campaign opens only then")
    return _one(number, title % {"n": number}, why, reverse("contributions:manage"))


@prepared
def _money() -> QuerySet[Gift]:
    return Gift.objects.waiting_for(Fact("person")).exclude(channel=Gift.Channel.KIND)


@prepared
def _gifts_in_kind() -> QuerySet[Gift]:
    return Gift.objects.waiting_for(Fact("person")).filter(channel=Gift.Channel.KIND)


@prepared
def _reversals() -> QuerySet[Reversal]:
    return Reversal.objects.waiting_for(Fact("person"))


@prepared
def _sum() -> QuerySet[Gift]:
    summed = _money.ask().order_by().values("second_counter").annotate(sum=Sum("amount"))
    return summed.values("sum")  # type: ignore[return-value]  # Read by `values` alone.


def _money_to_confirm(gifts: prepared[Gift], facts: Facts) -> list[Task]:
    total = sum(row["sum"] for row in _sum.values(**facts))
    title = _("Confirm %(amount)s") % {"amount": dong(total)}
    return _one(total, title, _counted(), reverse("contributions:manage"))


def _gifts_in_kind_to_confirm(gifts: prepared[Gift], facts: Facts) -> list[Task]:
    number = gifts.count(**facts)
    title = ngettext("Confirm %(n)s gift in kind", "Confirm %(n)s gifts in kind", number)
    return _one(number, title % {"n": number}, _counted(), reverse("contributions:manage"))


def _reversals_to_agree(reversals: prepared[Reversal], facts: Facts) -> list[Task]:
    number = reversals.count(**facts)
    title = ngettext("Confirm %(n)s correction", "Confirm %(n)s corrections", number)
    why = _("Written down wrongly, to take back")
    return _one(number, title % {"n": number}, why, reverse("contributions:manage"))


def _counted() -> str:
    return _("Recorded by another person, not booked yet")


def _one(number: int, title: str, why: str, url: str) -> list[Task]:
    """One task for all that waits; none where nothing does."""
    return [Task(title, why, url)] if number else []


@prepared
def _dead_cameras() -> QuerySet[Camera]:
    """Public cameras of the hamlet in use that do not work, or perhaps not; the first few."""
    dead = Camera.objects.filter(
        removed_at=None,
        health__in=[Camera.Health.DOUBTFUL, Camera.Health.BROKEN],
        site__kind=Site.Kind.PUBLIC,
        site__status=Site.Status.ACTIVE,
        site__hamlet=Fact("hamlet"),
    )
    return dead.select_related("site__commune").order_by("site", "ordinal")[:MOST_CAMERAS]


def _cameras_to_check(cameras: prepared[Camera], facts: Facts) -> list[Task]:
    return [_camera_to_check(camera) for camera in cameras(**facts)]


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
    Source(_accounts, _accounts_to_confirm),
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
