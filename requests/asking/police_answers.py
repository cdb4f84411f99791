"""What police see of the answers: read from `told` and delivery records, never from `answer`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.journal.models import Entry, EntryQuerySet
from portal.prepared import Fact, prepared
from requests.asking.models import Ask, AskQuerySet, FootageRequest
from requests.asking.verbs import RequestVerb

# The states of a file that wait for a look: the wing above has them, a test holds the two together.
TO_REVIEW = ("ready", "doubtful")
# The columns that are loaded; an owner's own answer is not among them.
POLICE_READ = (
    "public_id",
    "footage_request_id",
    "rank",
    "told",
    "told_gone_reason",
    "told_at",
    "expires_at",
    "recalled_at",
    "site__kind",
    "site__address",
)


@dataclass(frozen=True)
class Line:
    """One site's answer as police read it."""

    code: str
    name: str
    note: str
    tone: str
    icon: str
    word: str
    at: datetime
    files: int


@dataclass(frozen=True)
class Answers:
    lines: Sequence[Line]
    asked: int
    silent: int
    next_expiry: datetime | None
    to_review: int
    gave: int
    ranks: dict[str, int]  # of each ask, by the name the journal has for it


def answers_of(footage_request: FootageRequest) -> Answers:
    """The answers that came, newest first, and one nameless group for everyone else.

    Whoever declined stays in that group: in number, deadline and rank they are like those
    who have not answered, because nothing else of them is read.
    """
    now = timezone.now()
    asks: list[Any] = _asks(footage_request=footage_request.pk)
    answered = {ask.pk: line for ask in asks if (line := _line(ask, now))}
    silent = [ask for ask in asks if ask.pk not in answered]
    lines = list(answered.values())
    return Answers(
        lines=sorted(lines, key=lambda line: line.at, reverse=True),
        asked=len(asks),
        silent=len(silent),
        next_expiry=min((ask.expires_at for ask in silent if ask.expires_at > now), default=None),
        to_review=sum(ask.to_review for ask in asks),
        gave=sum(1 for line in lines if line.files),
        ranks={ask.stream: ask.rank for ask in asks},
    )


@prepared
def _asks() -> QuerySet[Ask]:
    asks: QuerySet[Ask] = as_police_read(
        Ask.objects.filter(footage_request=Fact("footage_request"))
    )
    return asks


def as_police_read(asks: AskQuerySet) -> Any:
    """Asks with what was handed over: `files`, `to_review` of them, and when: `given_at`."""
    handed_over = Q(uploads__footage__delivery_record__isnull=False)
    unseen = handed_over & Q(uploads__footage__status__in=TO_REVIEW)
    return (
        asks.select_related("site")
        .only(*POLICE_READ)
        .annotate(
            files=Count("uploads__footage", filter=handed_over, distinct=True),
            to_review=Count("uploads__footage", filter=unseen, distinct=True),
            given_at=F("delivery_record__issued_at"),
        )
        .order_by("rank")
    )


def _line(ask: Any, now: datetime) -> Line | None:
    """None for all who belong to the nameless group; a promise not kept in time goes there too."""
    if ask.files:
        word = _("Footage received")
        return _line_of("received", ask, _whose(ask), "", "ok", "check-circle-fill", word)
    is_over = ask.expires_at <= now or ask.recalled_at
    if ask.told == Ask.Answer.APPROVED and not is_over:
        word = _("Agreed, being sent")
        return _line_of(ask.told, ask, _whose(ask), "", "go", "arrow-up-circle", word)
    nameless = _("Site %(place)s") % {"place": ask.rank}
    if ask.told == Ask.Answer.HELD and not is_over:
        note = _("The owner has saved a copy")
        return _line_of(ask.told, ask, nameless, note, "go", "bookmark-check", _("Saved"))
    if ask.told == Ask.Answer.NOTHING:
        note = _("The owner has looked")
        word = _("The incident is not in it")
        return _line_of(ask.told, ask, nameless, note, "", "eye-slash", word)
    if ask.told == Ask.Answer.GONE:
        note = str(Ask.GoneReason(ask.told_gone_reason).label)
        return _line_of(ask.told, ask, nameless, note, "", "clock-history", _("No longer kept"))
    return None


def _line_of(code: str, ask: Any, name: str, note: str, *chip: str) -> Line:
    tone, icon, word = chip
    at = ask.given_at or ask.told_at
    return Line(code, name, note, tone, icon, word, at=at, files=ask.files)


def _whose(ask: Any) -> str:
    """Kind and address: known from the moment the owner agreed, and not before."""
    kind, address = str(ask.site.get_kind_display()), ask.site.address
    return f"{kind}, {address}" if address else kind


@dataclass(frozen=True)
class Step:
    sentence: str
    by: str
    at: datetime


SENTENCES: dict[str, Promise] = {
    RequestVerb.DRAFTED: gettext_lazy("Begun"),
    RequestVerb.SUBMITTED: gettext_lazy("Handed in for approval"),
    RequestVerb.SIGNER_TOLD: gettext_lazy("The person named as the signer was told"),
    RequestVerb.DISOWNED: gettext_lazy("The person named as the signer did not sign it"),
    RequestVerb.DROPPED: gettext_lazy("Dropped"),
    RequestVerb.REFUSED: gettext_lazy("Sent back by the second officer"),
    RequestVerb.SENT: gettext_lazy("Sent to %(sites)s sites"),
    RequestVerb.TOLD_APPROVED: gettext_lazy("Owner of site %(place)s: agreed to send"),
    RequestVerb.TOLD_HELD: gettext_lazy("Owner of site %(place)s: has saved the footage"),
    RequestVerb.TOLD_NOTHING: gettext_lazy(
        "Owner of site %(place)s: watched it again, the incident is not in it"
    ),
    RequestVerb.TOLD_GONE: gettext_lazy("Owner of site %(place)s: no longer has it"),
    RequestVerb.FILES_SENT: gettext_lazy("Files received, delivery record %(delivery_record)s"),
    RequestVerb.EXPORTED: gettext_lazy("Export of %(files)s files"),
    RequestVerb.EXPORT_DOWNLOADED: gettext_lazy("Export downloaded"),
    RequestVerb.RECALLED: gettext_lazy("Recalled"),
    RequestVerb.CLOSED: gettext_lazy("Closed"),
    RequestVerb.OUTCOME_TOLD: gettext_lazy("Outcome told to those who gave footage"),
}
NO_FACTS = {"sites": "", "delivery_record": "", "files": ""}


def entries_of(footage_request: FootageRequest) -> EntryQuerySet:
    """The request's stream of the journal. Nothing is left out."""
    return Entry.objects.of(footage_request.stream).select_related("actor")


def steps_of(entries: Iterable[Entry], ranks: Mapping[str, int]) -> list[Step]:
    """Entries in sentences."""
    return [
        Step(
            sentence=_sentence(entry, ranks),
            by=entry.actor.full_name if entry.actor else "",
            at=entry.at,
        )
        for entry in entries
    ]


def _sentence(entry: Entry, ranks: Mapping[str, int]) -> str:
    """A verb nobody has words for yet stands there as it is written in the journal."""
    facts = {**NO_FACTS, "place": ranks.get(entry.subject, ""), **entry.facts}
    return str(SENTENCES.get(entry.verb, entry.verb)) % facts
