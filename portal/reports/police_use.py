"""How often police ask for footage. Every figure is counted from the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from portal.areas.models import Commune
from portal.prepared import Fact, prepared
from requests.asking.models import FootageRequest, RequestPolicy, Search
from requests.evidence.models import DeliveryRecord, Footage

FEWEST_REQUESTS = 3  # below this a median would be one person's case
NOTHING_SENT = {"number": 0, "beyond": 0, "median": None}
NOTHING_DUE = {"due": 0, "on_time": 0}


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


def police_use_of(commune: Commune, month: date) -> PoliceUse:
    since, until = bounds_of(month)
    here = {"commune": commune.pk, "since": since, "until": until}
    [requests] = _sent.values(**here) or [NOTHING_SENT]
    [disposal] = _due.values(**here | {"until": min(until, timezone.now())}) or [NOTHING_DUE]
    return PoliceUse(
        month=month,
        requests=requests["number"],
        median_window=requests["median"] if requests["number"] >= FEWEST_REQUESTS else None,
        beyond=requests["beyond"],
        searches=_searches.count(**here),
        times_sent=_deliveries.count(**here),
        due=disposal["due"],
        deleted_on_time=disposal["on_time"],
        commune=commune,
    )


@prepared
def _sent() -> QuerySet[Any]:
    window = ExpressionWrapper(
        F("search__until") - F("search__since"), output_field=DurationField()
    )
    sent = FootageRequest.objects.filter(
        commune=Fact("commune"), sent_at__gte=Fact("since"), sent_at__lt=Fact("until")
    )
    return (
        sent.order_by()
        .values("commune")
        .annotate(
            number=Count("pk"),
            beyond=Count("pk", filter=Q(needs_review=True)),
            median=Median(window),
        )
    )


@prepared
def _due() -> QuerySet[Any]:
    """Files found unneeded whose day of deletion lay in this time."""
    due = Footage.objects.filter(
        status__in=[Footage.Status.DECLINED, Footage.Status.DISPOSED],
        delivery_record__commune=Fact("commune"),
        dispose_after__gte=Fact("since"),
        dispose_after__lt=Fact("until"),
    )
    return (
        due.order_by()
        .values("delivery_record__commune")
        .annotate(
            due=Count("pk"),
            on_time=Count("pk", filter=Q(disposed_at__lte=F("dispose_after") + timedelta(days=1))),
        )
    )


@prepared
def _deliveries() -> QuerySet[DeliveryRecord]:
    return DeliveryRecord.objects.filter(
        commune=Fact("commune"), issued_at__gte=Fact("since"), issued_at__lt=Fact("until")
    )


@prepared
def _searches() -> QuerySet[Search]:
    return Search.objects.filter(
        commune=Fact("commune"), at__gte=Fact("since"), at__lt=Fact("until")
    )


def bounds_of(month: date) -> tuple[datetime, datetime]:
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
