"""What happens to an upload: announced, filled, received; or taken back, or forgotten in time."""

import errno
import hashlib
import hmac
import logging
import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.models import User
from requests import spool, tasks
from requests.models import Ask, Footage, RequestPolicy, Upload
from requests.models.policy import GIGABYTE

logger = logging.getLogger(__name__)

Status = Upload.Status
LIVES = timedelta(days=7)  # after the last byte
COUNTED_EVERY = timedelta(seconds=2)
SAFE_EVERY = 32 * 1024 * 1024  # bytes
CALM = 0.2  # seconds one read should take, so that a slow phone shows life
LEAST_READ, MOST_READ = 8 * 1024, 1024 * 1024  # bytes
NO_ROOM = gettext_noop("There is no room for the file now. It stays with you; try again later.")
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class TooMuch(RuleViolation):
    """Beyond the limits of a file or of a link."""


class NoRoom(RuleViolation):
    """The disk is too full to begin, or to go on, now."""


class Gone(RuleViolation):
    """The upload, or the ask it belongs to, takes nothing any more."""


class WrongOffset(RuleViolation):
    """The bytes offered do not begin where the kept ones end."""


class WrongChecksum(RuleViolation):
    """What arrived is not what was sent; none of it was kept."""


class Body(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Checksum(NamedTuple):
    algorithm: str  # "sha1" or "sha256"
    digest: bytes


@transaction.atomic
def announce(
    ask: Ask, *, actor: User, name: str, size: int, kind: str = "footage", fingerprint: str = ""
) -> Upload:
    """Make room for a file of `size` bytes that is about to come.

    Raises TooMuch beyond the limits, NoRoom when the disk is near full, Gone when the
    ask takes no files.
    """
    locked = Ask.objects.select_for_update(of=("self",)).with_request().get(pk=ask.pk)
    _refuse_if_closed(locked)
    _refuse_if_too_much(locked, size)
    if not spool.has_room_for(size):
        raise NoRoom(_(NO_ROOM))
    now = timezone.now()
    upload = Upload.objects.create(
        ask=locked,
        name=name,
        size=size,
        kind=kind,
        fingerprint=fingerprint,
        started_at=now,
        moved_at=now,
        expires_at=now + LIVES,
    )
    spool.prepare(upload.folder)
    logger.info("upload %s of %s bytes announced by %s", upload.public_id, size, actor.pk)
    return upload


def _refuse_if_closed(ask: Ask) -> None:
    if not ask.accepts_uploads:
        raise Gone(_("This request takes no files any more. You need not do anything."))


def _refuse_if_too_much(ask: Ask, size: int) -> None:
    policy = RequestPolicy.objects.of(ask.footage_request.commune)
    if size > policy.file_bytes_most:
        raise TooMuch(
            _("The file is larger than %(most)s GB. Export a shorter piece from the recorder.")
            % {"most": policy.file_bytes_most // GIGABYTE}
        )
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


def take_in(
    upload: Upload, body: Body, *, offset: int, length: int, checksum: Checksum | None = None
) -> tuple[Upload, int]:
    """Append `length` bytes of `body` at `offset`, as far as they come; gives where it ends.

    What the row counts is safe on the disk. That is done every SAFE_EVERY bytes, every
    COUNTED_EVERY seconds and at the end, so that small pieces need not wait for the disk
    each; bytes since then outlive this process, but perhaps not a power cut.

    A cut in the middle keeps what came, except under a checksum, which then cannot be
    right. Raises spool.Busy, WrongOffset, TooMuch, Gone, WrongChecksum or NoRoom; what
    was there before stays.
    """
    refuse_if_over(upload)
    if upload.status == Status.RECEIVED:
        raise WrongOffset(_("The file goes on at byte %(at)s.") % {"at": upload.size})
    with spool.writing(upload.folder) as writer:
        reached = _reached(upload, writer)
        _refuse_if_misplaced(upload, reached, offset, length)
        _lend_connection()
        arrival = _Arrival(upload, writer, reached, checksum)
        try:
            arrival.read(body, length)
        finally:
            arrival.keep()
    if arrival.counted == upload.size:
        return receive(upload), upload.size
    return upload, writer.at


def settle(upload: Upload) -> Upload:
    """What has come so far is safe on the disk and counted, unless somebody is writing now."""
    if upload.status != Status.RECEIVING:
        return upload
    try:
        with spool.writing(upload.folder) as writer:
            upload.refresh_from_db(fields=["offset", "status"])
            writer.start(_reached(upload, writer))
            if writer.at > upload.offset:
                with writer.our_turn():
                    _advance(upload, writer.secure(), "")
                upload.offset = writer.at
    except spool.Busy:
        pass  # It counts by itself, every other second.
    return receive(upload) if upload.offset == upload.size else upload


def receive_complete() -> int:
    """Close what a process had counted to the end when it died. Returns how many."""
    complete = Upload.objects.arriving().filter(offset=F("size"))[:500]
    return sum(receive(upload).status == Status.RECEIVED for upload in complete)


def _reached(upload: Upload, writer: spool.Writer) -> int:
    """Where the file goes on. Our row may have been read before another writer counted."""
    marked = writer.marked()
    if marked is None:
        upload.refresh_from_db(fields=["offset"])
        return upload.offset
    return marked


def _refuse_if_misplaced(upload: Upload, reached: int, offset: int, length: int) -> None:
    refuse_if_over(upload)
    if offset != reached:
        raise WrongOffset(_("The file goes on at byte %(at)s.") % {"at": reached})
    if offset + length > upload.size:
        raise TooMuch(_("That is more than the file was said to have."))
    if not spool.has_room_for(length):
        raise NoRoom(_(NO_ROOM))


def refuse_if_over(upload: Upload) -> None:
    """Raises Gone unless the upload still takes bytes, or has them all."""
    over = upload.status == Status.ABANDONED or (
        upload.status == Status.RECEIVING and upload.expires_at <= timezone.now()
    )
    if over:
        raise Gone(_("This upload has ended. Choose the file again."))
    _refuse_if_closed(upload.ask)


def _lend_connection() -> None:
    """Bytes may come for minutes: meanwhile others use our database connection."""
    if not connection.in_atomic_block:
        connection.close()


class _Arrival:
    """Bytes of one request on their way to the disk, and what of them may be counted."""

    def __init__(
        self, upload: Upload, writer: spool.Writer, start: int, checksum: Checksum | None
    ) -> None:
        self.upload, self.writer, self.start, self.checksum = upload, writer, start, checksum
        self.counted, self.counted_at = upload.offset, upload.moved_at
        writer.start(start)
        running = spool.running_hashes.take(upload.folder, start)
        self.sha256 = spool.Beside(running) if running else None
        self.of_this = hashlib.new(checksum.algorithm) if checksum else None
        self.is_whole = False

    def read(self, body: Body, length: int) -> None:
        size = LEAST_READ * 8
        while left := self.start + length - self.writer.at:
            began = time.monotonic()
            chunk = self._next(body, min(size, left))
            if not chunk:
                return
            self._append(chunk)
            size = _next_size(size, time.monotonic() - began)
            if not self.checksum and self._is_due():
                self._count()
        self.is_whole = True

    def _next(self, body: Body, size: int) -> bytes:
        try:
            return body.read(size)
        except OSError:  # The connection was reset: what came before is ours.
            return b""

    def _append(self, chunk: bytes) -> None:
        try:
            self.writer.append(chunk)
        except OSError as fault:
            if fault.errno in DISK_FULL:
                self.sha256 = None  # Part of this chunk may be on the disk.
                raise NoRoom(_(NO_ROOM)) from fault
            raise
        if self.sha256:
            self.sha256.update(chunk)
        if self.of_this:
            self.of_this.update(chunk)

    def keep(self) -> None:
        """Keep what came; under a checksum only if it is right, or WrongChecksum."""
        if self.checksum and not self._is_as_sent():
            self.writer.start(self.start)
            if self.is_whole:
                raise WrongChecksum(_("The piece was damaged on its way. It is sent again."))
            return
        if not self.is_whole or self._is_due():
            self._count()
        with self.writer.our_turn():
            self.writer.mark()
        if self.sha256:
            running = self.sha256.settled()
            spool.running_hashes.keep(self.upload.folder, self.writer.at, running)

    def _is_as_sent(self) -> bool:
        assert self.checksum and self.of_this  # noqa: S101, PT018
        return self.is_whole and hmac.compare_digest(self.of_this.digest(), self.checksum.digest)

    def _is_due(self) -> bool:
        waiting = self.writer.at - self.counted
        is_late = timezone.now() - self.counted_at > COUNTED_EVERY
        return waiting > 0 and (
            waiting >= SAFE_EVERY or is_late or self.writer.at == self.upload.size
        )

    def _count(self) -> None:
        # Held until the row is written: whoever takes over must see what was counted.
        with self.writer.our_turn():
            self.writer.mark()
            safe = self.writer.secure()
            _advance(self.upload, safe, self._final_hash(safe))
        self.counted, self.counted_at = safe, timezone.now()

    def _final_hash(self, safe: int) -> str:
        if not self.sha256 or safe < self.upload.size:
            return ""
        return str(self.sha256.settled().hexdigest())


def _next_size(size: int, seconds: float) -> int:
    """Twice as much after a quick read, half after a slow one."""
    if seconds > CALM:
        return max(size // 2, LEAST_READ)
    return min(size * 2, MOST_READ) if seconds < CALM / 4 else size


def _advance(upload: Upload, safe: int, sha256: str) -> None:
    """Only the holder of the turn comes here, so the row never goes back."""
    now = timezone.now()
    arriving = Upload.objects.arriving().filter(pk=upload.pk, offset__lte=safe)
    moved = arriving.update(offset=safe, sha256=sha256, moved_at=now, expires_at=now + LIVES)
    _lend_connection()
    if not moved:
        raise Gone(_("This upload has ended. Choose the file again."))


@transaction.atomic
def receive(upload: Upload) -> Upload:
    """Close a complete upload and have it checked. Asking twice does it once."""
    upload = Upload.objects.select_for_update(of=("self",)).select_related("ask").get(pk=upload.pk)
    if upload.status != Status.RECEIVING or upload.offset < upload.size:
        return upload
    _move(upload, Status.RECEIVED, received_at=timezone.now())
    receipt = getattr(upload.ask, "receipt", None)
    footage = Footage.objects.create(upload=upload, receipt=receipt)
    record(footage.stream, "received", actor=None, bytes=upload.size, sha256=upload.sha256)
    if receipt:
        record(footage.stream, "sent", actor=None, receipt=receipt.number)
    tasks.inspect.delay_on_commit(footage.pk)
    return upload


@transaction.atomic
def take_back(upload: Upload, *, actor: User) -> Upload:
    """The owner does not want to send this file. Its bytes go; what was sent stays."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    footage = Footage.objects.select_for_update().filter(upload=upload).first()
    if upload.status == Status.ABANDONED:
        return upload
    if footage and footage.receipt_id:
        raise RuleViolation(_("This file is already sent and stays with its case."))
    _move(upload, Status.ABANDONED)
    if footage:
        _withdraw(footage, actor)
    transaction.on_commit(lambda: spool.remove(upload.folder))
    return upload


def _withdraw(footage: Footage, actor: User | None) -> None:
    footage.status, footage.claim, footage.claimed_at = Footage.Status.WITHDRAWN, None, None
    footage.save(update_fields=["status", "claim", "claimed_at"])
    record(footage.stream, "withdrawn", actor=actor)


def forget_expired(now: datetime | None = None) -> int:
    """Give back the room of what nobody went on with, or never sent. Returns how many."""
    now = now or timezone.now()
    expired = Upload.objects.expired(now).values_list("pk", flat=True)[:1000]
    return sum(_forget(pk, now) for pk in expired)


@transaction.atomic
def _forget(pk: int, now: datetime) -> bool:
    # Lock first, then look: the owner may have gone on, or pressed "send", this moment.
    expired = Upload.objects.expired(now).select_for_update(of=("self",))
    upload = expired.filter(pk=pk).first()
    if upload is None:
        return False
    _move(upload, Status.ABANDONED)
    for footage in Footage.objects.select_for_update().filter(upload=upload):
        _withdraw(footage, None)
    transaction.on_commit(lambda: spool.remove(upload.folder))
    return True


def _move(upload: Upload, to: str, **fields: Any) -> None:
    """`upload` must be locked. The only place where its status changes."""
    if to not in Upload.NEXT[upload.status]:
        raise RuleViolation(_("This upload has ended. Choose the file again."))
    upload.status = to
    for name, value in fields.items():
        setattr(upload, name, value)
    upload.save(update_fields=["status", *fields])
