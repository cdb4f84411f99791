"""What police do with a received file: looked at, accepted or declined, and disposed of in time."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import move, record
from portal.journal.models import Entry
from portal.people.models import User
from requests.asking.actions.asks import tell_owners
from requests.asking.models import RequestPolicy
from requests.evidence import spool
from requests.evidence.actions.delivery_records import next_paper_number
from requests.evidence.models import DeliveryRecordBook, Footage
from requests.evidence.verbs import Verb

logger = logging.getLogger(__name__)

Status = Footage.Status
ONE_LOOK = timedelta(hours=1)  # pieces of a film asked for within it belong to one line


@transaction.atomic
def look_at(footage: Footage, verb: Verb, *, actor: User) -> None:
    """Every look at a file leaves a line: `verb` is viewed, downloaded or pictured."""
    record(footage.stream, verb, actor=actor)


def was_viewed_lately(footage: Footage, *, actor: User) -> bool:
    lines = Entry.objects.of(footage.stream).filter(verb=Verb.VIEWED, actor=actor)
    return lines.filter(at__gt=timezone.now() - ONE_LOOK).exists()


@transaction.atomic
def accept(footage: Footage, *, actor: User) -> Footage:
    """The file belongs to the case and stays with it.

    Raises RuleViolation once the days of a file that was not needed are over: its bytes may
    be gone already.
    """
    held = _held_for_review(footage, actor)
    if held.dispose_after and held.dispose_after <= timezone.now():
        raise RuleViolation(_("The days of this file are over; it is being deleted."))
    require_on_disk(held)
    return move(
        held,
        Status.ACCEPTED,
        actor=actor,
        verb=Verb.ACCEPTED,
        facts={"sha256": held.sha256},
        rows=Footage.objects.with_request(),
        reviewer=actor,
        reviewed_at=timezone.now(),
        reason="",
        dispose_after=None,
    )


@transaction.atomic
def decline(footage: Footage, *, actor: User, reason: str) -> Footage:
    """The file is not needed. It goes after the commune's days, and may be taken up till then."""
    if not reason.strip():
        raise RuleViolation(_("Say why the file is not needed."))
    held = _held_for_review(footage, actor)
    policy = RequestPolicy.objects.of(held.upload.ask.footage_request.commune)
    now = timezone.now()
    return move(
        held,
        Status.DECLINED,
        actor=actor,
        verb=Verb.DECLINED,
        facts={"sha256": held.sha256},
        rows=Footage.objects.with_request(),
        reviewer=actor,
        reviewed_at=now,
        reason=reason.strip(),
        dispose_after=now + timedelta(days=policy.unneeded_days),
    )


def require_on_disk(footage: Footage) -> None:
    """Raises RuleViolation for a file that a restore or the disk has lost."""
    if not footage.is_on_disk:
        logger.error("footage %s is not on the disk: see manage check_files", footage.public_id)
        raise RuleViolation(
            _(
                "The disk does not give the file %(name)s at the moment. Whoever runs the portal"
                " has to look at it."
            )
            % {"name": footage.upload.name}
        )


def _held_for_review(footage: Footage, actor: User) -> Footage:
    # Lock first, then look: two officers may have pressed at once.
    rows = Footage.objects.visible_to(actor).with_request()
    held = rows.select_for_update(of=("self",), no_key=True).filter(pk=footage.pk).first()
    if held is None:
        raise RuleViolation(_("Only police of the commune that asked decide about its files."))
    return held


@transaction.atomic
def dispose(footage_id: int, now: datetime | None = None) -> bool:
    """Delete a declined file whose days are over; its owner gets a certificate.

    The bytes go before the certificate is written: it must not say what is not yet so. If
    the process dies between the two, the next sweep finds the row and ends the work; so it
    does where the disk refused.
    """
    now = now or timezone.now()
    due = Footage.objects.disposable(now).with_request()
    held = due.select_for_update(of=("self",), no_key=True).filter(pk=footage_id).first()
    if held is None or not _has_removed_bytes(held):
        return False
    commune = held.upload.ask.footage_request.commune
    number = next_paper_number(commune, DeliveryRecordBook.Series.CERTIFICATE)
    disposed = move(
        held,
        Status.DISPOSED,
        actor=None,
        verb=Verb.DISPOSED,
        facts={"sha256": held.sha256, "certificate": number},
        rows=Footage.objects.with_request(),
        disposed_at=now,
        certificate=number,
        has_poster=False,
    )
    ask = disposed.upload.ask
    tell_owners(ask, "footage_disposed", certificate=number)
    return True


def _has_removed_bytes(footage: Footage) -> bool:
    try:
        spool.remove(footage.upload.folder)
    except OSError:
        logger.exception("footage %s cannot be deleted from the disk", footage.public_id)
        return False
    return True
