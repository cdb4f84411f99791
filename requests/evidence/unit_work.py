"""What the police of a commune have done: searches, requests, looks at files, downloads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cameras.register.search import stream_of_searches
from cameras.register.verbs import Verb as CameraVerb
from portal.areas.models import Commune
from portal.journal.models import Entry
from portal.people.models import POLICE, Appointment, User
from requests.asking.models import FootageRequest
from requests.asking.verbs import RequestVerb, SearchVerb
from requests.evidence.models import Footage
from requests.evidence.verbs import Verb


class WorkKind(models.TextChoices):
    SEARCHES = "searches", _("Searches")
    REQUESTS = "requests", _("Requests")
    LOOKS = "looks", _("Looks at footage")
    DOWNLOADS = "downloads", _("Downloads")
    DECISIONS = "decisions", _("Decisions about files")


# What owners do stands in the same streams and is none of the unit's work.
VERBS: Mapping[str, tuple[str, ...]] = {
    WorkKind.SEARCHES: (
        SearchVerb.SEARCHED,
        SearchVerb.SITE_NUMBER_TRIED,
        CameraVerb.MAP_OPENED,
        SearchVerb.UNIT_WORK_SEEN,
    ),
    WorkKind.REQUESTS: (
        RequestVerb.DRAFTED,
        RequestVerb.SUBMITTED,
        RequestVerb.SENT,
        RequestVerb.REFUSED,
        RequestVerb.DROPPED,
        RequestVerb.DISOWNED,
        RequestVerb.RECALLED,
        RequestVerb.CLOSED,
        RequestVerb.OUTCOME_TOLD,
    ),
    WorkKind.LOOKS: (Verb.VIEWED, Verb.PICTURED),
    WorkKind.DOWNLOADS: (
        Verb.DOWNLOADED,
        RequestVerb.EXPORTED,
        RequestVerb.EXPORT_DOWNLOADED,
    ),
    WorkKind.DECISIONS: (Verb.ACCEPTED, Verb.DECLINED),
}
ALL_VERBS = tuple(verb for verbs in VERBS.values() for verb in verbs)
REQUEST, FILE = "request:", "footage:"


@dataclass(frozen=True)
class WorkFilter:
    """Whose work, of which kind, of how many days up to now."""

    days: int
    person: User | None = None
    kind: str = ""


def people_of(commune: Commune) -> QuerySet[User]:
    """Everybody who ever stood in its police, by name."""
    held = Appointment.objects.filter(commune=commune).of_role(*POLICE)
    return User.objects.filter(pk__in=held.values("person")).order_by("full_name", "pk")


def work_of(commune: Commune, wanted: WorkFilter) -> QuerySet[Entry]:
    """Entries of the commune's own streams, by its police. The days bound how many are read."""
    own = FootageRequest.objects.filter(commune=commune)
    files = Footage.objects.filter(upload__ask__footage_request__commune=commune)
    verbs = VERBS.get(wanted.kind, ALL_VERBS)
    since = timezone.now() - timedelta(days=wanted.days)
    entries = Entry.objects.filter(at__gt=since, verb__in=verbs)
    if wanted.person:
        entries = entries.filter(actor=wanted.person)
    else:
        entries = entries.filter(actor__in=people_of(commune).order_by().values("pk"))
    streams = (
        Q(stream=stream_of_searches(commune))
        | Q(stream__in=_streams(own, REQUEST))
        | Q(stream__in=_streams(files, FILE))
    )
    # An export stands in each file's stream and in the commune's, too: once is enough.
    again = Q(verb=RequestVerb.EXPORTED) & ~Q(stream__startswith=REQUEST)
    return entries.filter(streams).exclude(again).select_related("actor")


def _streams(rows: QuerySet[Any], prefix: str) -> Any:
    name = Concat(Value(prefix), Cast("public_id", CharField()), output_field=CharField())
    return rows.annotate(name=name).values("name")


@dataclass(frozen=True)
class Work:
    """One entry, and the request and the file it is about."""

    entry: Entry
    footage_request: FootageRequest | None = None
    footage: Footage | None = None


def named(entries: Iterable[Entry]) -> list[Work]:
    """The entries with what they are about: two queries, however many they are."""
    entries = list(entries)
    requests = _by_stream(FootageRequest.objects.with_incident(), entries, REQUEST)
    rows = Footage.objects.select_related("upload__ask__footage_request__incident")
    files = _by_stream(rows.defer("upload__ask__footage_request__incident__point"), entries, FILE)
    return [_work(entry, requests, files) for entry in entries]


def _work(entry: Entry, requests: dict[str, Any], files: dict[str, Any]) -> Work:
    footage = files.get(entry.stream)
    of_file = footage.upload.ask.footage_request if footage else None
    return Work(entry, requests.get(entry.stream, of_file), footage)


def _by_stream(rows: QuerySet[Any], entries: list[Entry], prefix: str) -> dict[str, Any]:
    keys = {
        entry.stream.removeprefix(prefix) for entry in entries if entry.stream.startswith(prefix)
    }
    return {row.stream: row for row in rows.filter(public_id__in=keys)} if keys else {}
