"""What a worker does with a received file: claimed, looked into, and sealed as it is."""

import logging
import time
import uuid
from typing import Any

from celery import shared_task
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.journal.actions import hold, move, record
from requests.asking.actions.asks import tell_owners
from requests.asking.models import Ask
from requests.evidence import inspection, malware
from requests.evidence.models import Footage
from requests.evidence.models.footage import TRIES
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


class ClaimLost(Exception):
    """Another worker has the file by now, or its owner took it back."""


@shared_task(
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    max_retries=5,
    soft_time_limit=3600,
    time_limit=3660,
)
def inspect(self: Any, footage_id: int) -> None:
    """Queued when a file has arrived; the sweep queues again what was left."""
    footage = claim(footage_id)
    if footage is None:
        logger.info("footage %s is not waiting to be checked", footage_id)
        return
    try:
        inspect_claimed(footage)
    except OSError as fault:
        release(footage)  # Or the retry would find it taken, by us.
        raise self.retry(exc=fault, countdown=2**self.request.retries) from fault
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
    a message delivered twice is worked on once.
    """
    ask = hold(Ask.objects.get(uploads__footage=footage_id))
    if Footage.objects.being_inspected().filter(upload__ask=ask).exists():
        return None
    mine = uuid.uuid4()
    taken = Footage.objects.inspectable().filter(pk=footage_id)
    if not taken.update(
        status=Status.INSPECTING, claim=mine, claimed_at=timezone.now(), tries=F("tries") + 1
    ):
        return None
    return Footage.objects.with_request().get(pk=footage_id, claim=mine)


def release(footage: Footage) -> None:
    """Give back a claim that came to nothing, unless another worker has it by now."""
    Footage.objects.filter(pk=footage.pk, claim=footage.claim).update(
        status=Status.WAITING, claim=None, claimed_at=None
    )


class Heartbeat:
    """Renews the claim and shows the progress, every few seconds while work goes on."""

    def __init__(self, footage: Footage) -> None:
        self.footage, self.last = footage, time.monotonic()

    def __call__(self, percent: int) -> None:
        if time.monotonic() - self.last < BEAT_EVERY:
            return
        self.last = time.monotonic()
        mine = Footage.objects.filter(pk=self.footage.pk, claim=self.footage.claim)
        if not mine.update(claimed_at=timezone.now(), progress=min(percent, 99)):
            raise ClaimLost


def inspect_claimed(footage: Footage) -> Footage | None:
    """Find out what the file is, outside any transaction, then record it in one.

    After three tries that ended with a dead worker it is hashed and nothing more, so that
    one hostile file cannot stop the others for ever.
    """
    beat = Heartbeat(footage)
    try:
        digest = inspection.digest(footage.original, beat)
        _keep_digest(footage, digest)
        facts = _facts_of(footage, beat)
    except ClaimLost:
        return None
    return _conclude(footage, digest, facts)


def _keep_digest(footage: Footage, digest: inspection.Digest) -> None:
    """Both sides see the hash at once; the preview may take a minute more."""
    mine = Footage.objects.filter(pk=footage.pk, claim=footage.claim)
    if not mine.update(claimed_at=timezone.now(), **digest._asdict()):
        raise ClaimLost


def _facts_of(footage: Footage, beat: Heartbeat) -> dict[str, Any]:
    if footage.tries > TRIES:
        return {"finding": Finding.UNKNOWN}
    checked = malware.check(footage.original, lambda: beat(inspection.HASHED))
    if checked == Footage.Malware.INFECTED:
        return {"finding": Finding.INFECTED, "malware": checked}
    return {"malware": checked} | inspection.look(footage, beat)


@transaction.atomic
def _conclude(footage: Footage, digest: inspection.Digest, facts: dict[str, Any]) -> Footage | None:
    rows = Footage.objects.with_request()
    held = hold(footage, rows)
    if (held.status, held.claim) != (Status.INSPECTING, footage.claim):
        return None  # Our claim expired and another worker has it now.
    if held.upload.sha256 not in {"", digest.sha256}:
        logger.error("footage %s is not what arrived", held.public_id)
        record(held.stream, Verb.DIFFERED_FROM_ARRIVAL, actor=None, sha256=digest.sha256)
        facts = {"finding": Finding.BROKEN}
    held.original.chmod(0o440)
    sealed = move(
        held,
        Status.READY if facts["finding"] in PLAYABLE else Status.DOUBTFUL,
        actor=None,
        verb=Verb.SEALED,
        facts={
            "sha256": digest.sha256,
            "bytes": held.upload.size,
            "finding": facts["finding"],
            "malware": facts.get("malware", held.malware),
        },
        rows=rows,
        claim=None,
        claimed_at=None,
        progress=100,
        **digest._asdict(),
        **facts,
    )
    kind = "footage_cut" if sealed.is_cut else TOLD.get(Finding(sealed.finding))
    if kind and sealed.delivery_record_id and not sealed.may_hold_a_film:
        tell_owners(sealed.upload.ask, kind, name=sealed.upload.name)
    return sealed
