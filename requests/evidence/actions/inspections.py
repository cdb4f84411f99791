"""What a worker does with a received file: claimed, looked into, and sealed as it is."""

import logging
import time
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import Error, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from portal.disks import is_marked
from portal.errors import RuleViolation
from portal.journal import clock
from portal.journal.actions import hold, move, record
from portal.people.models import User
from requests.asking.actions.answers import require_answers_for
from requests.asking.actions.asks import tell_owners
from requests.asking.models import Ask
from requests.evidence import inspection, malware
from requests.evidence.models import Footage
from requests.evidence.models.footage import CHECKS, CLAIM_LASTS, DEATHS, FAULTS, LATER
from requests.evidence.verbs import Verb

logger = logging.getLogger(__name__)

Status, Finding = Footage.Status, Footage.Finding
BEAT_EVERY = 2  # seconds; a claim lasts thirty
PLAYABLE = {Finding.VIDEO, Finding.PICTURE}
# Only who can do something about it is told: of a recorder's own format, or of a check that
# did not finish, an owner need do nothing.
TOLD = {
    Finding.BROKEN: "footage_unreadable",
    Finding.EMPTY: "footage_unreadable",
    Finding.DISGUISED: "footage_no_film",
    Finding.INFECTED: "footage_infected",
}
FIRST_FAULT = timedelta(seconds=15)  # until the next try; twice as long after each


class ClaimLost(Exception):
    """Another worker has the file by now, or its owner took it back."""


@shared_task(
    acks_late=True,
    reject_on_worker_lost=True,
    soft_time_limit=3600,
    time_limit=3660,
)
def inspect(footage_id: int) -> None:
    """Queued when a file has arrived; the sweep queues again what was left."""
    footage = claim(footage_id)
    if footage is None:
        logger.info("footage %s is not waiting to be checked", footage_id)
        return
    try:
        inspect_claimed(footage)
    except OSError:
        if is_marked(settings.UPLOAD_ROOT):
            logger.exception("footage %s cannot be read from the disk", footage.public_id)
            note_fault(footage)
        else:
            logger.warning("footage %s waits for its disk", footage.public_id)
            release(footage, again_at=clock.now() + FIRST_FAULT)
    except Error:  # PostgreSQL is away: no worker died of this file.
        _give_back(footage)
        raise
    _queue_next(footage.upload.ask)


def _queue_next(ask: Ask) -> None:
    """What found another file of the ask being looked at has gone away; it comes again now."""
    left = Footage.objects.inspectable().filter(upload__ask=ask).order_by("pk").first()
    if left:
        inspect.delay(left.pk)


@transaction.atomic
def claim(footage_id: int) -> Footage | None:
    """Take the file for this worker, or return None if there is nothing to do now.

    One file of an ask at a time, so that one owner's files leave a worker for everybody else's;
    a message delivered twice is worked on once. It counts as a death until it is given back.
    """
    ask = hold(Ask.objects.get(uploads__footage=footage_id))
    if Footage.objects.being_inspected().filter(upload__ask=ask).exists():
        return None
    mine = uuid.uuid4()
    taken = Footage.objects.inspectable().filter(pk=footage_id)
    if not taken.update(
        status=Status.INSPECTING,
        claim=mine,
        claimed_at=Now(),
        deaths=F("deaths") + 1,
        again_at=None,
    ):
        return None
    return Footage.objects.with_request().get(pk=footage_id, claim=mine)


def release(footage: Footage, **fields: Any) -> None:
    """Give back a claim that came to nothing, unless another worker has it by now."""
    Footage.objects.filter(pk=footage.pk, claim=footage.claim).update(
        status=Status.WAITING, claim=None, claimed_at=None, deaths=F("deaths") - 1, **fields
    )


def _give_back(footage: Footage) -> None:
    """As soon as PostgreSQL is there again. After half a minute the claim runs out by itself."""
    last = time.monotonic() + CLAIM_LASTS.total_seconds()
    while time.monotonic() < last:
        try:
            return release(footage)
        except Error:
            time.sleep(1)


@transaction.atomic
def note_fault(footage: Footage) -> None:
    """The disk did not give the file: again in a moment, and after FAULTS times not by itself.

    A worker's death is another matter: it says nothing of the disk, nor the disk of the file.
    """
    held = hold(footage, Footage.objects.with_request())
    if (held.status, held.claim) != (Status.INSPECTING, footage.claim):
        return
    faults = held.faults + 1
    if faults < FAULTS:
        release(held, faults=faults, again_at=clock.now() + FIRST_FAULT * 2**held.faults)
        return
    _stop(held)


@transaction.atomic
def check_again(footage: Footage, *, actor: User | None) -> Footage:
    """It waits for a check once more: its officer wants it, its owner, or (None) the clock.

    Raises RuleViolation where nothing is left to find out, or it was tried too often.
    """
    rows = Footage.objects.with_request()
    held = hold(footage, rows)
    if actor and not Footage.objects.visible_to(actor).filter(pk=held.pk).exists():
        require_answers_for(held.upload.ask, actor)
    if held.is_unfinished:
        return held
    is_due = actor is None and held.again_at is not None
    if not (is_due or held.may_be_checked_again):
        raise RuleViolation(held.already)
    if actor and held.checks >= CHECKS:
        raise RuleViolation(_("This file was checked many times. More of it will not be found."))
    waiting = move(
        held,
        Status.WAITING,
        actor=actor,
        verb=Verb.CHECK_ASKED,
        rows=rows,
        checks=held.checks + 1,
        deaths=0,
        faults=0,
        again_at=None,
        progress=0,
    )
    inspect.delay_on_commit(waiting.pk)
    return waiting


def check_left_over() -> int:
    """What was to be looked at again by now, is. Returns how many."""
    due = Footage.objects.unfinished_business().order_by("again_at")[:100]
    return sum(bool(check_again(footage, actor=None)) for footage in due)


def check_unreadable() -> int:
    """The disk is mended: try all that it did not give. Returns how many."""
    waiting = Footage.objects.unreadable().order_by("pk")
    return sum(bool(check_again(footage, actor=None)) for footage in waiting)


def _stop(footage: Footage) -> None:
    """No check goes on by itself; /readyz raises the alarm until somebody has looked."""
    facts = {"sha256": footage.sha256_so_far, "bytes": footage.upload.size}
    move(
        footage,
        Status.UNREADABLE,
        actor=None,
        verb=Verb.CHECK_STOPPED,
        facts=facts,
        claim=None,
        claimed_at=None,
        deaths=0,
        faults=FAULTS,
        again_at=None,
    )
    logger.error("footage %s cannot be read: see manage check_files", footage.public_id)


def stop_lost() -> int:
    """Files to decide about that the disk has no more: found by size. Returns how many."""
    rows = Footage.objects.filter(status__in=Footage.TO_REVIEW).select_related("upload")
    lost = [footage for footage in rows.order_by("pk").iterator() if not footage.is_on_disk]
    for footage in lost:
        with suppress(RuleViolation):  # Decided about, or withdrawn, at this moment.
            _stop(footage)
    return len(lost)


class Heartbeat:
    """Renews the claim and shows the progress, every few seconds while work goes on."""

    def __init__(self, footage: Footage) -> None:
        self.footage, self.last = footage, time.monotonic()

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self.last < BEAT_EVERY:
            return
        self.last = time.monotonic()
        mine = Footage.objects.filter(pk=self.footage.pk, claim=self.footage.claim)
        if not mine.update(claimed_at=Now(), progress=min(percent, 99)):
            raise ClaimLost


def inspect_claimed(footage: Footage) -> Footage | None:
    """Find out what the file is, outside any transaction, then record it in one.

    After three claims that ended with a dead worker it is hashed and nothing more, so that
    one hostile file cannot stop the others for ever. Raises OSError where it cannot be read.
    """
    beat = Heartbeat(footage)
    try:
        digest = inspection.digest(footage.original, footage.upload.size, beat)
        if not footage.is_sealed:
            _keep_digest(footage, digest)
        facts = _facts_of(footage, beat)
    except ClaimLost:
        return None
    return _conclude(footage, digest, facts)


def _keep_digest(footage: Footage, digest: inspection.Digest) -> None:
    """Both sides see the hash at once; the preview may take a minute more."""
    mine = Footage.objects.filter(pk=footage.pk, claim=footage.claim)
    if not mine.update(claimed_at=Now(), **digest._asdict()):
        raise ClaimLost


def _facts_of(footage: Footage, beat: Heartbeat) -> dict[str, Any]:
    if footage.deaths > DEATHS:
        logger.error("footage %s is left for later: its workers died", footage.public_id)
        return {"finding": Finding.UNKNOWN, "again_at": _later(footage)}
    checked = malware.check(footage.original, lambda: beat(inspection.HASHED))
    if checked == Footage.Malware.INFECTED:
        return {"finding": Finding.INFECTED, "malware": checked}
    facts: dict[str, Any] = {"malware": checked, "has_poster": False, "preview_seconds": 0}
    facts |= {"is_excerpt": False, "is_cut": False} | inspection.look(footage, beat)
    if facts.pop("lacked_room", False):
        logger.error("footage %s: no room for its preview, made later", footage.public_id)
        facts["again_at"] = _later(footage)
    return facts


def _later(footage: Footage) -> datetime | None:
    """When it is looked at again by itself, or None after so many times."""
    if footage.checks > len(LATER):
        return None
    return clock.now() + LATER[footage.checks - 1]


@transaction.atomic
def _conclude(footage: Footage, digest: inspection.Digest, facts: dict[str, Any]) -> Footage | None:
    rows = Footage.objects.with_request()
    held = hold(footage, rows)
    if (held.status, held.claim) != (Status.INSPECTING, footage.claim):
        return None  # Our claim expired and another worker has it now.
    is_first, was_unknown = not held.is_sealed, held.finding in {"", Finding.UNKNOWN}
    expected = held.upload.sha256 if is_first else held.sha256
    if expected not in {"", digest.sha256} or not held.is_on_disk:
        logger.error("footage %s is not what arrived", held.public_id)
        record(held.stream, Verb.DIFFERED_FROM_ARRIVAL, actor=None, sha256=digest.sha256)
        facts = {"finding": Finding.BROKEN}
    if is_first:
        held.original.chmod(0o440)
        facts |= digest._asdict()
    sealed = move(
        held,
        Status.READY if facts["finding"] in PLAYABLE else Status.DOUBTFUL,
        actor=None,
        verb=Verb.SEALED if is_first else Verb.CHECKED_AGAIN,
        facts={
            "sha256": digest.sha256,
            "bytes": held.upload.size,
            "finding": facts["finding"],
            "malware": facts.get("malware", held.malware),
        },
        rows=rows,
        claim=None,
        claimed_at=None,
        deaths=0,
        faults=0,
        progress=100,
        **facts,
    )
    kind = "footage_cut" if sealed.is_cut else TOLD.get(Finding(sealed.finding))
    # Once: when it is looked at again, only what is news is told.
    if was_unknown and kind and sealed.delivery_record_id and not sealed.may_hold_a_film:
        tell_owners(sealed.upload.ask, kind, name=sealed.upload.name)
    return sealed
