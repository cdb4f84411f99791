"""What happens while bytes come in: written, hashed, made safe, and only then counted."""

import errno
import hashlib
import hmac
import time
from datetime import timedelta
from typing import NamedTuple, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from portal import disks
from portal.errors import RuleViolation
from requests.evidence import spool
from requests.evidence.actions.uploads import (
    NO_ROOM,
    NoRoom,
    TooMuch,
    advance,
    go_back,
    lend_connection,
    receive,
    require_going_on,
)
from requests.evidence.models import Upload

Status = Upload.Status
COUNTED_EVERY = timedelta(seconds=2)
SAFE_EVERY = 32 * 1024 * 1024  # bytes
CALM = 0.2  # seconds one read should take, so that a slow phone shows life
LEAST_READ, MOST_READ = 8 * 1024, 1024 * 1024  # bytes
DISK_FULL = disks.FULL | {errno.EFBIG}


class WrongOffset(RuleViolation):
    """The bytes offered do not begin where the kept ones end."""


class WrongChecksum(RuleViolation):
    """What arrived is not what was sent; none of it was kept."""


class Body(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Checksum(NamedTuple):
    algorithm: str  # "sha1" or "sha256"
    digest: bytes


def take_in(
    upload: Upload, body: Body, *, offset: int, length: int, checksum: Checksum | None = None
) -> tuple[Upload, int]:
    """Append `length` bytes of `body` at `offset`, as far as they come; gives where it ends.

    What the row counts is safe on the disk. That is done every SAFE_EVERY bytes, every
    COUNTED_EVERY seconds and at the end, so that small pieces need not wait for the disk
    each; bytes since then outlive this process, but perhaps not a power cut.

    A cut in the middle keeps what came, except under a checksum, which then cannot be
    right. Raises spool.Busy or Removed, WrongOffset, TooMuch, Gone, WrongChecksum or
    NoRoom; what was there before stays.
    """
    require_going_on(upload)
    if upload.status == Status.RECEIVED:
        raise WrongOffset(_("The file goes on at byte %(at)s.") % {"at": upload.size})
    with spool.writing(upload.folder) as writer:
        reached = _reached(upload, writer)
        _require_fitting(upload, reached, offset, length)
        lend_connection()
        piece = _Piece(upload, writer, reached, checksum)
        try:
            piece.read(body, length)
        finally:
            piece.keep()
    if piece.counted == upload.size:
        return receive(upload), upload.size
    return upload, writer.at


def count_safe(upload: Upload) -> Upload:
    """What has come so far is safe on the disk and counted, unless somebody is writing now."""
    if upload.status != Status.RECEIVING:
        return upload
    try:
        with spool.writing(upload.folder) as writer:
            upload.refresh_from_db(fields=["offset", "status"])
            writer.start(_reached(upload, writer))
            if writer.at > upload.offset:
                with writer.our_turn():
                    advance(upload, writer.secure(), "")
                upload.offset = writer.at
    except spool.Busy:
        pass  # It counts by itself, every other second.
    return receive(upload) if upload.offset == upload.size else upload


def _reached(upload: Upload, writer: spool.Writer) -> int:
    """Where the file goes on: never beyond what lies on the disk.

    After a restore fewer bytes may be there than were counted; then they are what counts.
    """
    marked, held = writer.marked(), writer.held()
    if marked is not None and upload.offset <= marked <= held:
        return marked
    # Our row may have been read before another writer counted.
    upload.refresh_from_db(fields=["offset"])
    reached = min(held, upload.offset if marked is None else marked)
    if reached < upload.offset:
        with writer.our_turn():
            go_back(upload, reached)
    return reached


def _require_fitting(upload: Upload, reached: int, offset: int, length: int) -> None:
    require_going_on(upload)
    if offset != reached:
        raise WrongOffset(_("The file goes on at byte %(at)s.") % {"at": reached})
    if offset + length > upload.size:
        raise TooMuch(_("That is more than the file was said to have."))
    # What settings keep free is for files under way: they may use it up.
    if spool.free() < length:
        raise NoRoom(_(NO_ROOM))


class _Piece:
    """Bytes of one request on their way to the disk, and what of them may be counted."""

    def __init__(
        self, upload: Upload, writer: spool.Writer, start: int, checksum: Checksum | None
    ) -> None:
        self.upload, self.writer, self.start, self.checksum = upload, writer, start, checksum
        self.counted, self.counted_at = upload.offset, upload.moved_at
        writer.start(start)
        self.sha256 = spool.running_hashes.take(upload.folder, start)
        self.own_hash = hashlib.new(checksum.algorithm) if checksum else None
        self.is_complete = False

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
        self.is_complete = True

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
        if self.own_hash:
            self.own_hash.update(chunk)

    def keep(self) -> None:
        """Keep what came; under a checksum only if it is right, or WrongChecksum."""
        if self.checksum and not self._is_as_sent():
            self.writer.start(self.start)
            if self.is_complete:
                raise WrongChecksum(_("The piece was damaged on its way. It is sent again."))
            return
        if not self.is_complete or self._is_due():
            self._count()
        with self.writer.our_turn():
            self.writer.mark()
        if self.sha256:
            spool.running_hashes.keep(self.upload.folder, self.writer.at, self.sha256)

    def _is_as_sent(self) -> bool:
        assert self.checksum and self.own_hash  # noqa: S101, PT018
        return self.is_complete and hmac.compare_digest(
            self.own_hash.digest(), self.checksum.digest
        )

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
            advance(self.upload, safe, self._final_hash(safe))
        self.counted, self.counted_at = safe, timezone.now()

    def _final_hash(self, safe: int) -> str:
        if not self.sha256 or safe < self.upload.size:
            return ""
        return str(self.sha256.settled().hexdigest())


def _next_size(size: int, seconds: float) -> int:
    """Four times as much after a quick read, which still is no slow one; half after that."""
    if seconds > CALM:
        return max(size // 2, LEAST_READ)
    return min(size * 4, MOST_READ) if seconds < CALM / 4 else size
