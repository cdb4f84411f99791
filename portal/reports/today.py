"""What needs a hamlet leader today: who waits for her, and the campaign that is running."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cameras.register.models import Camera, Site
from contributions.campaigns.models import Campaign, Gift, Reversal
from portal.look.formats import dong
from portal.people.models import Appointment

MOST_CAMERAS = 5


@dataclass(frozen=True)
class Task:
    title: str
    why: str
    url: str


def tasks_of(person: Any, appointment: Appointment) -> list[Task]:
    """Everything that waits for this person, first what other people wait for."""
    return [*_to_vouch(person), *_to_confirm(person), *_to_check(appointment)]


def how_many(person: Any, appointment: Appointment) -> int:
    """The length of `tasks_of`, in one query: the menu shows it on every page."""
    new = Site.objects.led_by(person).to_vouch().order_by()
    waiting = Appointment.objects.filter(pk=appointment.pk).annotate(
        households=Exists(new.filter(owner__isnull=False)),
        organisations=Exists(new.filter(owner=None)),
        **{name: Exists(rows) for name, rows in _waiting_for(person).items()},
        dead=Count("hamlet__sites__cameras", filter=_dead("hamlet__sites__cameras__")),
    )
    *kinds, dead = waiting.values_list(
        "households", "organisations", "money", "things", "reversals", "dead"
    ).get()
    return int(sum(kinds) + min(dead, MOST_CAMERAS))


def _to_vouch(person: Any) -> list[Task]:
    waiting = Site.objects.led_by(person).to_vouch().order_by()
    number, others = waiting.aggregate(
        households=Count("pk", filter=Q(owner__isnull=False)),
        others=Count("pk", filter=Q(owner=None)),
    ).values()
    url = reverse("cameras:vouching")
    households = ngettext(
        "%(n)s household has registered cameras", "%(n)s households have registered cameras", number
    )
    places = ngettext(
        "%(n)s organisation has registered cameras",
        "%(n)s organisations have registered cameras",
        others,
    )
    return [
        Task(words % {"n": count}, _("Do you know them?"), url)
        for words, count in [(households, number), (places, others)]
        if count
    ]


def _waiting_for(person: Any) -> dict[str, QuerySet[Any]]:
    """Money, things and corrections that another person has written down."""
    gifts = Gift.objects.waiting_for(person)
    return {
        "money": gifts.exclude(channel=Gift.Channel.KIND),
        "things": gifts.filter(channel=Gift.Channel.KIND),
        "reversals": Reversal.objects.filter(second=person, status=Reversal.Status.WAITING),
    }


def _to_confirm(person: Any) -> list[Task]:
    money, things, reversals = _waiting_for(person).values()
    total = money.aggregate(sum=Sum("amount"))["sum"]
    number, taken_back = things.count(), reversals.count()
    gifts = ngettext("Confirm %(n)s gift in kind", "Confirm %(n)s gifts in kind", number)
    corrections = ngettext("Agree to %(n)s correction", "Agree to %(n)s corrections", taken_back)
    counted, url = _("Counted by another person, not booked yet"), reverse("contributions:manage")
    return [
        Task(title, why, url)
        for count, title, why in (
            (total, _("Confirm %(amount)s") % {"amount": dong(total)}, counted),
            (number, gifts % {"n": number}, counted),
            (taken_back, corrections % {"n": taken_back}, _("Written down wrongly, to take back")),
        )
        if count
    ]


def _to_check(appointment: Appointment) -> list[Task]:
    dead = Camera.objects.filter(_dead(), site__hamlet=appointment.hamlet_id).select_related(
        "site__commune"
    )
    return [_camera_task(camera) for camera in dead.order_by("site", "ordinal")[:MOST_CAMERAS]]


def _dead(camera: str = "") -> Q:
    """Public cameras in use that do not work, or perhaps not. `camera`: the way there."""
    return Q(
        **{
            f"{camera}removed_at": None,
            f"{camera}health__in": [Camera.Health.DOUBTFUL, Camera.Health.BROKEN],
            f"{camera}site__kind": Site.Kind.PUBLIC,
            f"{camera}site__status": Site.Status.ACTIVE,
        }
    )


def _camera_task(camera: Camera) -> Task:
    words = {
        Camera.Health.DOUBTFUL: _("%(name)s: perhaps broken"),
        Camera.Health.BROKEN: _("%(name)s: broken"),
    }[Camera.Health(camera.health)]
    name = camera.site.label or camera.site.number
    why = _("Camera %(camera)s of the public cluster") % {"camera": camera.label or camera.ordinal}
    clusters = f"{reverse('reports:commune', args=[camera.site.commune.code])}#clusters-heading"
    return Task(words % {"name": name}, why, clusters)


def running_campaign(appointment: Appointment) -> Campaign | None:
    """The newest open campaign of the leader's hamlet."""
    return (
        Campaign.objects.of_appointment(appointment)
        .filter(status=Campaign.Status.OPEN)
        .order_by("-opened_at", "-pk")
        .first()
    )
