"""Prove that answers are what their owners gave, and what police were told of them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC

from portal.journal.comparisons import entries_of, fact, in_lots, in_step, is_of_its_time, strays
from portal.journal.fault import Fault
from portal.journal.models import Entry
from requests.asking.models import Answer, Ask, FootageRequest
from requests.asking.verbs import AskVerb, RequestVerb

TOLD = [
    RequestVerb.TOLD_APPROVED,
    RequestVerb.TOLD_HELD,
    RequestVerb.TOLD_NOTHING,
    RequestVerb.TOLD_GONE,
]


def seal_of(ask: Ask, given: str, gone_reason: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}:{ask.public_id}:{given}:{gone_reason}".encode()).hexdigest()


def faults() -> Iterator[Fault]:
    """Of each ask: its owner's log beside its seals, its row beside that log and what was told."""
    yield from strays("request", FootageRequest.objects.all())
    yield from strays("ask", Ask.objects.all(), begun=False)
    for lot in in_lots(Ask.objects.order_by("pk").values_list("pk", flat=True)):
        yield from _faults_in(
            list(Ask.objects.filter(pk__in=lot).select_related("footage_request"))
        )


def _faults_in(asks: list[Ask]) -> Iterator[Fault]:
    logs: dict[int, list[Answer]] = defaultdict(list)
    for row in Answer.objects.filter(ask__in=asks).order_by("pk"):
        logs[row.ask_id].append(row)
    sealed = entries_of([ask.stream for ask in asks], [AskVerb.ANSWERED])
    told: dict[str, Entry] = {}  # of each ask the last
    for entries in entries_of({ask.footage_request.stream for ask in asks}, TOLD).values():
        told |= {entry.subject: entry for entry in entries}
    for ask in asks:
        log = logs.get(ask.pk, [])
        for given, entry in in_step(log, sealed.get(ask.stream, [])):
            if says := _fault_of_answer(ask, given, entry):
                yield Fault(says, ask.stream, entry.number if entry else 0)
                break
        if says := _fault_of_ask(ask, log[-1] if log else None):
            yield Fault(says, ask.stream)
        if says := _fault_of_told(ask, told.get(ask.stream)):
            yield Fault(says, ask.stream)


def _fault_of_answer(ask: Ask, given: Answer | None, entry: Entry | None) -> str:
    if given is None:
        return "the answer that this entry sealed was removed from its owner's log."
    if entry is None:
        return "an answer was put into its owner's log, and the journal knows nothing of it."
    seal = seal_of(ask, given.answer, given.gone_reason, given.salt)
    at = given.at.astimezone(UTC).isoformat()
    if {given.seal, fact(entry, "seal")} != {seal} or fact(entry, "at") != at:
        return "an answer in its owner's log is not the one that this entry sealed."
    if not is_of_its_time(given.at, entry):
        return "an answer in its owner's log is of another time than this entry."
    if given.person_id != entry.actor_id:
        return "an answer in its owner's log is not of the person who gave it."
    return ""


def _fault_of_ask(ask: Ask, last: Answer | None) -> str:
    now = (ask.answer, ask.gone_reason, ask.answered_at, ask.answered_by_id)
    given = (last.answer, last.gone_reason, last.at, last.person_id) if last else None
    if now != (given or (Ask.Answer.WAITING, "", None, None)):
        return "the answer it has now is not the last that its owner gave."
    return ""


def _fault_of_told(ask: Ask, entry: Entry | None) -> str:
    told = (f"told_{ask.told}", ask.told_gone_reason) if ask.told != Ask.Answer.WAITING else None
    if told != ((entry.verb, fact(entry, "reason")) if entry else None):
        return "what it tells police is not what the request's journal says they were told."
    return ""
