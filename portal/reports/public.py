"""What anyone may know of a commune: its public cameras, blurred counts of the others, police use.

Every figure is counted from the rows themselves; nothing is typed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from cameras.register.blurred_counts import LEAST_SHOWN, blurred
from cameras.register.models import Camera, Site
from portal.areas.models import Commune, Hamlet
from requests.asking.models import FootageRequest, RequestPolicy, Search
from requests.evidence.models import DeliveryRecord, Footage

ROUNDED_TO = 5
MOST_LISTED = 300
FEWEST_REQUESTS = 3  # below this a median would be one person's case


def hotlines_of(commune: Commune) -> list[tuple[str, str]]:
    """(what for, number): the commune's own list, then what it lacks; each number once."""
    profile = commune.profile
    lines = [(line.label, line.phone) for line in commune.hotlines.all()]
    lines += [
        (gettext("Police, emergencies"), "113"),
        (profile.police_name or gettext("Commune police"), profile.police_phone),
        (gettext("People’s Committee"), profile.committee_phone),
    ]
    once: dict[str, str] = {}
    for label, phone in lines:
        if phone:
            once.setdefault(phone, label)
    return [(label, phone) for phone, label in once.items()]


@dataclass(frozen=True)
class Clusters:
    """The public cameras of one commune, and the hamlets it divides into today."""

    sites: list[Site]
    hamlets: list[Hamlet]

    @property
    def total(self) -> int:
        return len(self.sites)

    @property
    def working(self) -> int:
        return sum(is_working(site) for site in self.sites)

    @property
    def waiting(self) -> int:
        return self.total - self.working

    @property
    def eyes(self) -> int:
        return sum(site.eyes for site in self.sites)  # type: ignore[attr-defined]

    @property
    def covered(self) -> int:
        """How many of the hamlets have a cluster."""
        return len({site.hamlet_id for site in self.sites} & {home.pk for home in self.hamlets})

    @property
    def kind_of_hamlets(self) -> str:
        """What all hamlets here are called (thôn, khu phố …); "" where there are several kinds."""
        kinds = {home.kind for home in self.hamlets}
        return kinds.pop() if len(kinds) == 1 else ""


def clusters_of(commune: Commune) -> Clusters:
    """Public sites with `eyes`, `is_high`, `is_broken` and `is_doubtful`, by name."""
    live = Q(cameras__removed_at=None)
    sites = (
        Site.objects.in_register()
        .filter(commune=commune, kind=Site.Kind.PUBLIC)
        .select_related("hamlet")
        .annotate(
            eyes=Count("cameras", filter=live),
            is_high=_any_is(kind=Camera.Kind.HIGH),
            is_broken=_any_is(health=Camera.Health.BROKEN),
            is_doubtful=_any_is(health=Camera.Health.DOUBTFUL),
        )
        .order_by("sequence")
    )
    hamlets = Hamlet.objects.current().filter(commune=commune).only("kind").order_by()
    return Clusters(list(sites[:MOST_LISTED]), list(hamlets))


def _any_is(**facts: str) -> BoolOr:
    named = {f"cameras__{name}": value for name, value in facts.items()}
    return BoolOr(Q(cameras__removed_at=None, **named), default=False)


def is_working(site: Any) -> bool:
    """In use, and no camera of it known or thought to be dead."""
    return site.status == Site.Status.ACTIVE and not site.is_broken and not site.is_doubtful


@dataclass(frozen=True)
class Cell:
    """Private sites of one hamlet, or of several that have few; never fewer than five."""

    hamlets: list[Hamlet]
    about: int


@dataclass(frozen=True)
class Private:
    about: int | None
    cells: list[Cell]


def private_of(commune: Commune) -> Private:
    """How many private sites there are, about, by hamlet.

    Each number is rounded by itself, the total too: no difference of two of them, nor of
    today's and yesterday's, tells of one house.
    """
    sites = Site.objects.in_register().private().filter(commune=commune).order_by()
    counts: dict[int | None, int] = dict(
        sites.values("hamlet").annotate(n=Count("pk")).values_list("hamlet", "n")
    )
    hamlets = commune.hamlets.in_bulk()
    total = sum(counts.values())
    return Private(
        about=rounded(total, to=2 * ROUNDED_TO) if total >= LEAST_SHOWN else None,
        cells=[
            Cell([hamlets[key] for key in blur.hamlets if key], rounded(blur.sites))
            for blur in blurred(counts)
        ],
    )


def rounded(count: int, *, to: int = ROUNDED_TO) -> int:
    return max(ROUNDED_TO, round(count / to) * to)


@dataclass(frozen=True)
class PoliceUse:
    """How often police of one commune asked in one month, and what became of it."""

    month: date
    requests: int
    median_window: timedelta | None
    beyond: int
    searches: int
    times_sent: int
    due: int
    deleted_on_time: int
    commune: Commune

    @cached_property
    def limits(self) -> RequestPolicy:
        return RequestPolicy.objects.of(self.commune)

    @property
    def percent_on_time(self) -> int | None:
        return self.deleted_on_time * 100 // self.due if self.due else None


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def police_use(commune: Commune, month: date) -> PoliceUse:
    since, until = bounds(month)
    sent = FootageRequest.objects.filter(commune=commune, sent_at__gte=since, sent_at__lt=until)
    window = ExpressionWrapper(F("until") - F("since"), output_field=DurationField())
    requests = sent.aggregate(
        number=Count("pk"), beyond=Count("pk", filter=Q(needs_review=True)), median=Median(window)
    )
    disposal = _due(commune, since, until).aggregate(
        due=Count("pk"),
        on_time=Count("pk", filter=Q(disposed_at__lte=F("dispose_after") + timedelta(days=1))),
    )
    receipts = DeliveryRecord.objects.filter(
        commune=commune, issued_at__gte=since, issued_at__lt=until
    )
    searches = Search.objects.filter(commune=commune, at__gte=since, at__lt=until)
    return PoliceUse(
        month=month,
        requests=requests["number"],
        median_window=requests["median"] if requests["number"] >= FEWEST_REQUESTS else None,
        beyond=requests["beyond"],
        searches=searches.count(),
        times_sent=receipts.count(),
        due=disposal["due"],
        deleted_on_time=disposal["on_time"],
        commune=commune,
    )


def _due(commune: Commune, since: datetime, until: datetime) -> QuerySet[Footage]:
    """Files found unneeded whose day of deletion lay in this time."""
    return Footage.objects.filter(
        status__in=[Footage.Status.DECLINED, Footage.Status.DISPOSED],
        receipt__commune=commune,
        dispose_after__gte=since,
        dispose_after__lt=min(until, timezone.now()),
    )


def bounds(month: date) -> tuple[datetime, datetime]:
    """The first instants of this month and of the next, in Vietnam."""
    zone = timezone.get_default_timezone()
    first = datetime(month.year, month.month, 1, tzinfo=zone)
    return first, (first + timedelta(days=32)).replace(day=1)


def shown_month(commune: Commune, today: date) -> date:
    """The last whole month, or this one where the commune has only begun."""
    first = today.replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    profile = commune.profile
    return before if profile.opened_on < first else first
