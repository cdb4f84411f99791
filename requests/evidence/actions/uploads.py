"""What happens to an upload: announced, received; or withdrawn, or forgotten in time."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.once import made_before, once_for
from portal.people.models import User
from requests.asking.actions.answers import held_ask, require_answers_for
from requests.asking.models import Ask, RequestPolicy
from requests.asking.models.request_policies import GIGABYTE
from requests.evidence import spool
from requests.evidence.actions import inspections
from requests.evidence.models import Footage, Upload
from requests.evidence.verbs import Verb

logger = logging.getLogger(__name__)

Status = Upload.Status
# Our choice: time to go on with an upload that broke off.
LIVES = timedelta(days=7)  # after the last byte
ENDED = gettext_noop("This upload has ended. Choose the file again.")
# Our choice: what has not moved for so long does not hold up others; it waits, if need be.
UNDER_WAY = timedelta(hours=1)
ROOM = 7_262_664  # the number of the lock under which room is given away
TIMES_A_DAY = 4  # the files of a link, our choice: also what is taken back costs a check
NO_ROOM = gettext_noop("There is no room for the file now. It stays with you; try again later.")


class TooMuch(RuleViolation):
    """Beyond the limits of a file or of a link."""


class NoRoom(RuleViolation):
    """The disk is too full to begin, or to go on, now."""


class Gone(RuleViolation):
    """The upload, or the ask it belongs to, takes nothing any more."""


@transaction.atomic
def announce(
    ask: Ask,
    *,
    actor: User,
    name: str,
    size: int,
    kind: str = "footage",
    fingerprint: str = "",
    once: uuid.UUID | None = None,
) -> Upload:
    """Make room for a file of `size` bytes that is about to come.

    The same `once` sent again, because its answer was lost, gives the upload that it made.
    Without one, an upload announced in the same words of which nothing has come is taken for it.
    Raises TooMuch beyond the limits, NoRoom when the disk is near full, Gone when the
    ask takes no files, RuleViolation when `actor` may not answer for the site.
    """
    # The second of two alike waits here for the first.
    locked = held_ask(ask, actor=actor)
    require_accepting(locked)
    once = once_for(actor, once, about=locked.stream)
    columns = {"name": name, "size": size, "kind": kind, "fingerprint": fingerprint}
    if earlier := _announced_before(locked, once, columns):
        return earlier
    _require_within_limits(locked, size)
    _require_room(size)
    now = timezone.now()
    upload = Upload.objects.create(
        ask=locked,
        once=once,
        **columns,
        started_at=now,
        moved_at=now,
        expires_at=now + LIVES,
    )
    spool.prepare(upload.folder)
    logger.info("upload %s of %s bytes announced by %s", upload.public_id, size, actor.pk)
    return upload


def _announced_before(ask: Ask, once: uuid.UUID | None, columns: dict[str, Any]) -> Upload | None:
    if once is None:
        alike = ask.uploads.arriving().filter(once=None, offset=0, **columns)
        return next((upload for upload in alike if spool.is_empty(upload.folder)), None)
    again = _("This page has already announced another file. Choose the file again.")
    earlier = made_before(Upload.objects.all(), once, same=columns, otherwise=again)
    if earlier:
        require_going_on(earlier)
    return earlier


def _require_room(size: int) -> None:
    """There is room for it beside what the files under way still need and what is kept free.

    One at a time asks, of all asks: of two files that cannot both fit, the second is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROOM])
    lately = Upload.objects.arriving().filter(moved_at__gte=timezone.now() - UNDER_WAY)
    outstanding = lately.aggregate(bytes=Sum(F("size") - F("offset")))["bytes"] or 0
    if spool.free() - outstanding - size < settings.UPLOAD_LEAST_FREE_BYTES:
        raise NoRoom(_(NO_ROOM))


def require_accepting(ask: Ask) -> None:
    """Raises Gone unless the ask takes files today."""
    if not ask.accepts_uploads:
        raise Gone(_("This request takes no files any more. You need not do anything."))


def _require_within_limits(ask: Ask, size: int) -> None:
    policy = RequestPolicy.objects.of(ask.footage_request.commune)
    if size > policy.file_bytes_most:
        raise TooMuch(
            _("The file is larger than %(most)s GB. Export a shorter piece from the recorder.")
            % {"most": policy.file_bytes_most // GIGABYTE}
        )
    today = timezone.now() - timedelta(days=1)
    if ask.uploads.filter(started_at__gte=today).count() >= policy.files_per_link * TIMES_A_DAY:
        raise TooMuch(_("Too many files were begun for this request today. Go on tomorrow."))
    sizes = list(ask.uploads.live().values_list("size", flat=True))
    if len(sizes) >= policy.files_per_link:
        raise TooMuch(
            _("This request already has %(most)s files. Take one back first.")
            % {"most": policy.files_per_link}
        )
    if sum(sizes) + size > policy.link_bytes_most:
        raise TooMuch(
            _("With this file it would be more than %(most)s GB together.")
            % {"most": policy.link_bytes_most // GIGABYTE}
        )


def receive_complete() -> int:
    """Close what a process had counted to the end when it died. Returns how many."""
    complete = Upload.objects.arriving().filter(offset=F("size"))[:500]
    return sum(receive(upload).status == Status.RECEIVED for upload in complete)


def require_going_on(upload: Upload) -> None:
    """Raises Gone unless the upload still takes bytes, or has them all."""
    is_over = upload.status == Status.WITHDRAWN or (
        upload.status == Status.RECEIVING and upload.expires_at <= timezone.now()
    )
    if is_over:
        raise Gone(_(ENDED))
    require_accepting(upload.ask)


def lend_connection() -> None:
    """Bytes may come for minutes: meanwhile others use our database connection."""
    if not connection.in_atomic_block:
        connection.close()


def advance(upload: Upload, safe: int, sha256: str) -> None:
    """Only the holder of the turn comes here, so the row never goes back."""
    now = timezone.now()
    arriving = Upload.objects.arriving().filter(pk=upload.pk, offset__lte=safe)
    moved = arriving.update(offset=safe, sha256=sha256, moved_at=now, expires_at=now + LIVES)
    lend_connection()
    if not moved:
        raise Gone(_(ENDED))


@transaction.atomic
def go_back(upload: Upload, held: int) -> None:
    """Count what lies on the disk and no more. Only the holder of the turn comes here."""
    logger.error(
        "upload %s has %s of the %s bytes that were counted", upload.public_id, held, upload.offset
    )
    spool.running_hashes.forget(upload.folder)
    arriving = Upload.objects.arriving().filter(pk=upload.pk)
    if not arriving.update(offset=held, sha256="", moved_at=timezone.now()):
        raise Gone(_(ENDED))
    record(upload.stream, Verb.WENT_BACK, actor=None, counted=upload.offset, held=held)
    upload.offset, upload.sha256 = held, ""


@transaction.atomic
def receive(upload: Upload) -> Upload:
    """Close a complete upload and have it checked. Asking twice does it once.

    What the disk has lost is not closed: it goes back when its owner next asks how far it is.
    """
    # The ask first, as whoever answers or sends does: what they did just now must count here.
    ask = Ask.objects.select_for_update(no_key=True).get(pk=upload.ask_id)
    upload = hold(upload)
    if upload.status != Status.RECEIVING or upload.offset < upload.size:
        return upload
    if spool.held(upload.folder) < upload.size:
        logger.error("upload %s was counted to its end and is not on the disk", upload.public_id)
        return upload
    arrival: dict[str, Any] = {"bytes": upload.size, "sha256": upload.sha256}
    upload = move(
        upload,
        Status.RECEIVED,
        actor=None,
        verb=Verb.RECEIVED,
        facts=arrival,
        received_at=timezone.now(),
    )
    # "Send" holds for files still on their way, until the owner changes her mind.
    delivery_record = getattr(ask, "delivery_record", None) if ask.is_agreed_to else None
    footage = Footage.objects.create(upload=upload, delivery_record=delivery_record)
    record(footage.stream, Verb.RECEIVED, actor=None, **arrival)
    if delivery_record:
        record(footage.stream, Verb.SENT, actor=None, delivery_record=delivery_record.number)
    inspections.inspect.delay_on_commit(footage.pk)
    return upload


@transaction.atomic
def withdraw(upload: Upload, *, actor: User) -> Upload:
    """The owner does not want to send this file. Its bytes go; what was sent stays."""
    require_answers_for(upload.ask, actor)
    held = hold(upload)
    if held.status == Status.WITHDRAWN:
        return held
    footage = _held_footage(held)
    if footage and footage.delivery_record_id:
        raise RuleViolation(_("This file is already sent and is kept in the file of its case."))
    return _end(held, footage, actor)


@transaction.atomic
def end_lost(upload: Upload) -> None:
    """After a restore: nothing of it is on the disk, so its owner chooses the file again."""
    held = hold(upload)
    if held.status == Status.RECEIVING:
        _end(held, None, None)


def forget_expired(now: datetime | None = None) -> int:
    """Give back the room of what nobody went on with, or never sent. Returns how many."""
    now = now or timezone.now()
    expired = Upload.objects.expired(now).values_list("pk", flat=True)[:1000]
    return sum(_forget(pk, now) for pk in expired)


@transaction.atomic
def _forget(pk: int, now: datetime) -> bool:
    # Lock first, then look: the owner may have gone on, or pressed "send", this moment.
    expired = Upload.objects.expired(now).select_for_update(of=("self",), no_key=True)
    held = expired.filter(pk=pk).first()
    if held is None:
        return False
    footage = _held_footage(held)
    if footage and footage.delivery_record_id:
        return False
    _end(held, footage, None)
    return True


def _held_footage(upload: Upload) -> Footage | None:
    return Footage.objects.select_for_update(no_key=True).filter(upload=upload).first()


def _end(upload: Upload, footage: Footage | None, actor: User | None) -> Upload:
    """Nothing of the upload stays but its row. A disk that refuses is logged."""
    ended = move(upload, Status.WITHDRAWN, actor=actor, verb=Verb.WITHDRAWN)
    if footage:
        move(
            footage,
            Footage.Status.WITHDRAWN,
            actor=actor,
            verb=Verb.WITHDRAWN,
            claim=None,
            claimed_at=None,
        )
    # Once it is certain: what could not be withdrawn keeps its bytes.
    transaction.on_commit(lambda: spool.remove(ended.folder), robust=True)
    return ended
