"""What happens to a received file: checked, seen, judged, and disposed of in time."""

import logging
import time
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.people.models import User
from requests.asking.actions.asks import tell_owners
from requests.asking.models import RequestPolicy
from requests.evidence import inspection, malware, spool
from requests.evidence.actions.delivery_records import next_number
from requests.evidence.models import DeliveryRecordBook, Footage
from requests.evidence.models.footage import TRIES

logger = logging.getLogger(__name__)

Status, Finding = Footage.Status, Footage.Finding
ONE_LOOK = timedelta(hours=1)  # pieces of a film asked for within it belong to one line
BEAT_EVERY = 2  # seconds; a claim lasts thirty
PLAYABLE = {Finding.VIDEO, Finding.PICTURE}


class ClaimLost(Exception):
    """Another worker has the file by now, or its owner took it back."""


def claim(footage_id: int) -> Footage | None:
    """Take the file for this worker, or return None if there is nothing to do.

    One UPDATE decides, so a message delivered twice is worked on once.
    """
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


class _Heartbeat:
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


def inspect(footage: Footage) -> Footage | None:
    """Find out what the file is, outside any transaction, then record it in one.

    After three tries that ended with a dead worker it is hashed and nothing more, so that
    one hostile file cannot stop the others for ever.
    """
    beat = _Heartbeat(footage)
    try:
        digest = inspection.digest(footage.original, beat)
        _keep_digest(footage, digest)
        facts = _look_into(footage, beat)
    except ClaimLost:
        return None
    return _conclude(footage, digest, facts)


def _keep_digest(footage: Footage, digest: inspection.Digest) -> None:
    """Both sides see the hash at once; the preview may take a minute more."""
    mine = Footage.objects.filter(pk=footage.pk, claim=footage.claim)
    if not mine.update(claimed_at=timezone.now(), **digest._asdict()):
        raise ClaimLost


def _look_into(footage: Footage, beat: _Heartbeat) -> dict[str, Any]:
    if footage.tries > TRIES:
        return {"finding": Finding.UNKNOWN}
    scan = malware.scan(footage.original, lambda: beat(inspection.HASHED))
    if scan == Footage.Scan.INFECTED:
        return {"finding": Finding.INFECTED, "scan": scan}
    return {"scan": scan} | inspection.look(footage, beat)


@transaction.atomic
def _conclude(footage: Footage, digest: inspection.Digest, facts: dict[str, Any]) -> Footage | None:
    locked = Footage.objects.select_for_update(of=("self",)).with_request().get(pk=footage.pk)
    if (locked.status, locked.claim) != (Status.INSPECTING, footage.claim):
        return None  # Our claim expired and another worker has it now.
    if locked.upload.sha256 not in {"", digest.sha256}:
        logger.error("footage %s is not what arrived", locked.public_id)
        record(locked.stream, "differs_from_arrival", actor=None, sha256=digest.sha256)
        facts = {"finding": Finding.BROKEN}
    to = Status.READY if facts["finding"] in PLAYABLE else Status.DOUBTFUL
    locked.original.chmod(0o440)
    _move(locked, to, claim=None, claimed_at=None, progress=100, **digest._asdict(), **facts)
    record(
        locked.stream,
        "sealed",
        actor=None,
        sha256=digest.sha256,
        bytes=locked.upload.size,
        finding=locked.finding,
        scan=locked.scan,
    )
    if to == Status.DOUBTFUL and locked.receipt_id:
        _tell_owner(locked, "footage_unreadable", name=locked.upload.name)
    return locked


@transaction.atomic
def seen(footage: Footage, verb: str, *, actor: User) -> None:
    """Every look at a file leaves a line: `verb` is viewed, downloaded or pictured."""
    record(footage.stream, verb, actor=actor)


def was_seen_lately(footage: Footage, verb: str, *, actor: User) -> bool:
    lines = Entry.objects.of(footage.stream).filter(verb=verb, actor=actor)
    return lines.filter(at__gt=timezone.now() - ONE_LOOK).exists()


@transaction.atomic
def accept(footage: Footage, *, actor: User) -> Footage:
    """The file belongs to the case and stays with it.

    Raises RuleViolation once the days of a file that was not needed are over: its bytes may
    be gone already.
    """
    locked = _lock_for_judgement(footage, actor)
    if locked.dispose_after and locked.dispose_after <= timezone.now():
        raise RuleViolation(_("The days of this file are over; it is being deleted."))
    _move(
        locked,
        Status.ACCEPTED,
        reviewer=actor,
        reviewed_at=timezone.now(),
        reason="",
        dispose_after=None,
    )
    record(locked.stream, "accepted", actor=actor, sha256=locked.sha256)
    return locked


@transaction.atomic
def decline(footage: Footage, *, actor: User, reason: str) -> Footage:
    """The file is not needed. It goes after the commune's days, and may be taken up till then."""
    if not reason.strip():
        raise RuleViolation(_("Say why the file is not needed."))
    locked = _lock_for_judgement(footage, actor)
    policy = RequestPolicy.objects.of(locked.upload.ask.footage_request.commune)
    now = timezone.now()
    _move(
        locked,
        Status.DECLINED,
        reviewer=actor,
        reviewed_at=now,
        reason=reason.strip(),
        dispose_after=now + timedelta(days=policy.unneeded_days),
    )
    record(locked.stream, "declined", actor=actor, sha256=locked.sha256)
    return locked


def _lock_for_judgement(footage: Footage, actor: User) -> Footage:
    # Lock first, then look: two officers may have pressed at once.
    rows = Footage.objects.visible_to(actor).with_request().select_for_update(of=("self",))
    locked = rows.filter(pk=footage.pk).first()
    if locked is None:
        raise RuleViolation(_("Only police of the commune that asked decide about its files."))
    return locked


def dispose(footage_id: int, now: datetime | None = None) -> bool:
    """Delete a declined file whose days are over; its owner gets a certificate.

    The bytes go before the certificate is written: it must not say what is not yet so. If
    the process dies between the two, the next sweep finds the row and ends the work; so it
    does where the disk refused.
    """
    now = now or timezone.now()
    with transaction.atomic():
        due = Footage.objects.disposable(now).with_request().select_for_update(of=("self",))
        footage = due.filter(pk=footage_id).first()
        if footage is None:
            return False
        if not _removed(footage):
            return False
        commune = footage.upload.ask.footage_request.commune
        number = next_number(commune, DeliveryRecordBook.Series.CERTIFICATE)
        _move(footage, Status.DISPOSED, disposed_at=now, certificate=number, has_poster=False)
        record(footage.stream, "disposed", actor=None, sha256=footage.sha256, certificate=number)
        _tell_owner(footage, "footage_disposed", certificate=number)
    return True


def _removed(footage: Footage) -> bool:
    try:
        spool.remove(footage.upload.folder)
    except OSError:
        logger.exception("footage %s cannot be deleted from the disk", footage.public_id)
        return False
    return True


def _tell_owner(footage: Footage, kind: str, **facts: str) -> None:
    ask = footage.upload.ask
    tell_owners(ask, ask.site, kind, **facts)


def _move(footage: Footage, to: str, **fields: Any) -> None:
    """`footage` must be locked. The only place where a sealed file's status changes."""
    if to not in Footage.NEXT[footage.status]:
        raise RuleViolation(
            _("This file is already “%(status)s”.") % {"status": footage.get_status_display()}
        )
    footage.status = to
    for name, value in fields.items():
        setattr(footage, name, value)
    footage.save(update_fields=["status", *fields])
