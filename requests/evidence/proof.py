"""Prove that files are what the journal says arrived, was sealed and was decided.

Rows beside the journal; whether the bytes on the disk are those is another check's matter.
"""

from collections.abc import Iterator
from typing import Any

from portal.journal.comparisons import entries_of, fact, in_lots, strays
from portal.journal.fault import Fault
from portal.journal.models import Entry
from requests.evidence.models import Footage
from requests.evidence.verbs import Verb

Status = Footage.Status
# After these the row has one of these states.
AFTER = {
    Verb.SEALED: {Status.READY, Status.DOUBTFUL},
    Verb.CHECKED_AGAIN: {Status.READY, Status.DOUBTFUL},
    Verb.CHECK_ASKED: {Status.WAITING, Status.INSPECTING},
    Verb.CHECK_STOPPED: {Status.UNREADABLE},
    Verb.ACCEPTED: {Status.ACCEPTED},
    Verb.DECLINED: {Status.DECLINED},
    Verb.DISPOSED: {Status.DISPOSED},
    Verb.WITHDRAWN: {Status.WITHDRAWN},
}
TOLD = [*AFTER, Verb.RECEIVED, Verb.SENT]


def faults() -> Iterator[Fault]:
    """Of each file: its digests, what was found, who decided, and its papers."""
    yield from strays("footage", Footage.objects.all())
    for lot in in_lots(Footage.objects.order_by("pk").values_list("pk", flat=True)):
        files = Footage.objects.filter(pk__in=lot).select_related("upload", "delivery_record")
        entries = entries_of([each.stream for each in files], TOLD)
        for footage in files.order_by("pk"):
            for says in _faults_of(footage, entries.get(footage.stream, [])):
                yield Fault(says, footage.stream)


def _faults_of(footage: Footage, entries: list[Entry]) -> Iterator[str]:
    last = {entry.verb: entry for entry in entries}
    received, sealed = last.get(Verb.RECEIVED), last.get(Verb.SEALED)
    checked = last.get(Verb.CHECKED_AGAIN, sealed)
    upload = footage.upload
    if received and (upload.size, upload.sha256) != _facts(received, "bytes", "sha256"):
        yield "size or SHA-256 of what arrived is not what the journal says arrived."
    if sealed and (footage.sha256, upload.size) != _facts(sealed, "sha256", "bytes"):
        yield "its SHA-256 is not the one that the journal sealed."
    if checked and (footage.finding, footage.malware) != _facts(checked, "finding", "malware"):
        yield "what was found in it is not what the journal says was found."
    sent, disposed = last.get(Verb.SENT), last.get(Verb.DISPOSED)
    paper = footage.delivery_record.number if footage.delivery_record else None
    if paper != (fact(sent, "delivery_record") if sent else None):
        yield "its delivery record is not the one that the journal says it was sent with."
    if footage.certificate != (fact(disposed, "certificate") if disposed else ""):
        yield "its certificate of deletion is not the one in the journal."
    yield from _faults_of_status(footage, [entry for entry in entries if entry.verb in AFTER])


def _faults_of_status(footage: Footage, decided: list[Entry]) -> Iterator[str]:
    last = decided[-1] if decided else None
    if footage.status not in (AFTER[Verb(last.verb)] if last else Footage.UNFINISHED):
        yield f"it is “{footage.status}”, and the journal does not say so."
    is_decided = footage.status in {Status.ACCEPTED, Status.DECLINED}
    if is_decided and last and footage.reviewer_id != last.actor_id:
        yield "who decided about it is not who did in the journal."


def _facts(entry: Entry, *names: str) -> tuple[Any, ...]:
    return tuple(fact(entry, name) for name in names)
