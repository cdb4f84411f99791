"""Where bytes lie while they come in: durable before they are counted, one writer at a time."""

import ctypes
import fcntl
import functools
import hashlib
import os
import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from portal import disks

PATIENCE = 10  # seconds without a byte, after which another may take the writer's place
HOLDER, REACHED = 0, 64  # offsets in the file `turn`: who writes, and how far it is filled
EARLY = 4 * 1024 * 1024  # bytes
SYNC_FILE_RANGE_WRITE = 2
BOOT = Path("/proc/sys/kernel/random/boot_id")
WORTH_A_THREAD = 128 * 1024  # bytes

libc = ctypes.CDLL(None)
NICE = 5  # Whoever waits for a page comes before a hash.
_hashers = ThreadPoolExecutor(
    max_workers=8,
    thread_name_prefix="hasher",
    initializer=lambda: os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE),
)


class Busy(Exception):
    """Somebody else is writing this file and has shown life lately."""


class Replaced(Exception):
    """Another writer took over while this one was silent; nothing more was written."""


class Removed(Exception):
    """The upload was taken back meanwhile, and its bytes are gone."""


class Shorter(Exception):
    """The disk holds fewer bytes than were to be gone on from: zeros would fill the gap."""


def free() -> int:
    """Bytes that can still come in. Raises DiskAway while the volume is not there."""
    root = Path(settings.UPLOAD_ROOT)
    disks.require_marked(root)
    return disks.free(root)


def held(folder: Path) -> int:
    """How many bytes of the original the disk has. Raises DiskAway while it is not there."""
    disks.require_marked(Path(settings.UPLOAD_ROOT))
    try:
        return (folder / "original").stat().st_size
    except FileNotFoundError:
        return 0


def prepare(folder: Path) -> None:
    """Make the folder and its empty original, so that both outlive a power cut.

    The group may read, because nginx hands files out where it is told to (ACCEL_LOCATION).
    Raises DiskAway while the volume is not there.
    """
    disks.require_marked(Path(settings.UPLOAD_ROOT))
    folder.mkdir(parents=True, mode=0o750)
    (folder / "original").touch(mode=0o640)
    for above in (folder, folder.parent, folder.parent.parent):
        _sync_names(above)


def is_empty(folder: Path) -> bool:
    """Whether not a byte has come, counted or not."""
    try:
        return (folder / "original").stat().st_size == 0
    except FileNotFoundError:
        return False


def remove(folder: Path) -> None:
    """Nothing of the upload is left on the disk, or OSError. Removing twice is fine.

    While the volume is not there, what lies on it is not removed by being out of sight.
    """
    disks.require_marked(Path(settings.UPLOAD_ROOT))
    with suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _sync_names(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Writer:
    """The one writer of a file, from `offset` on.

    Each write checks that the turn is still ours under a short lock, so that a connection
    which went silent and comes back cannot write among another's bytes.
    """

    def __init__(self, folder: Path, lock: int, token: bytes) -> None:
        self._lock, self._token = lock, token
        self._file = os.open(folder / "original", os.O_RDWR | os.O_CREAT, 0o640)
        self.at = self._begun = 0

    def marked(self) -> int | None:
        """How far the file is filled, never less than what was counted.

        A mark outlives a killed process. It does not outlive a power cut, after which it
        is None: only what was counted is then known to be on the disk.
        """
        boot, _space, offset = os.pread(self._lock, 64, REACHED).partition(b" ")
        if boot != _this_boot() or not offset.isdigit():
            return None
        return int(offset)

    def held(self) -> int:
        """How many bytes the disk has, whatever was counted or marked."""
        return os.fstat(self._file).st_size

    def mark(self) -> None:
        """Everything written so far is meant to be there; it need not be safe yet."""
        os.pwrite(self._lock, b"%s %019d" % (_this_boot(), self.at), REACHED)

    def start(self, offset: int) -> None:
        """Whatever lies beyond `offset` was never marked: it goes. Raises Shorter where less is
        there, or zeros would fill the gap."""
        with self.our_turn():
            if self.held() < offset:
                raise Shorter
            os.ftruncate(self._file, offset)
            os.lseek(self._file, offset, os.SEEK_SET)
            self.at = self._begun = offset
            self.mark()

    def append(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        with self.our_turn():
            while rest:
                written = os.write(self._file, rest)
                self.at += written
                rest = rest[written:]
        if self.at - self._begun >= EARLY:
            self._begin_to_write_out()

    def _begin_to_write_out(self) -> None:
        """The disk starts now, while more comes in, so that making it safe takes less long."""
        libc.sync_file_range(
            self._file,
            ctypes.c_int64(self._begun),
            ctypes.c_int64(self.at - self._begun),
            SYNC_FILE_RANGE_WRITE,
        )
        self._begun = self.at

    def secure(self) -> int:
        """How far the file is safe from a power cut: everything written so far."""
        os.fdatasync(self._file)
        return self.at

    @contextmanager
    def our_turn(self) -> Iterator[None]:
        """Nobody can take over in here. Raises Replaced if somebody has."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            if _holder(self._lock) != self._token:
                raise Replaced
            os.utime(self._lock)
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self._file)


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """Be the writer of `folder`, or raise Busy or Removed. A killed writer is no hindrance."""
    try:
        lock = os.open(folder / "turn", os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError as gone:
        disks.require_marked(Path(settings.UPLOAD_ROOT))
        raise Removed from gone
    token = f"{os.getpid()} {uuid.uuid4().hex}".encode()
    try:
        _take(lock, token)
        writer = Writer(folder, lock, token)
        try:
            yield writer
        finally:
            writer.close()
            _give_back(lock, token)
    finally:
        os.close(lock)


def _take(lock: int, token: bytes) -> None:
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        holder = _holder(lock)
        if holder and _lives(holder) and time.time() - os.fstat(lock).st_mtime < PATIENCE:
            raise Busy
        os.pwrite(lock, token.ljust(REACHED, b"\0"), HOLDER)
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _give_back(lock: int, token: bytes) -> None:
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        if _holder(lock) == token:
            os.pwrite(lock, bytes(REACHED), HOLDER)
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _holder(lock: int) -> bytes:
    return os.pread(lock, REACHED, HOLDER).rstrip(b"\0")


@functools.cache
def _this_boot() -> bytes:
    return BOOT.read_bytes().strip().replace(b"-", b"")


def _lives(holder: bytes) -> bool:
    try:
        os.kill(int(holder.split()[0]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Beside:
    """A hash taken beside the reader: one piece while the next comes in. hashlib lets go of
    the interpreter meanwhile, so both cores work."""

    def __init__(self, running: Any) -> None:
        self._running = running
        self._job: Future[None] | None = None

    def update(self, chunk: bytes) -> None:
        self.settled()
        if len(chunk) < WORTH_A_THREAD:
            self._running.update(chunk)
        else:
            self._job = _hashers.submit(self._running.update, chunk)

    def settled(self) -> Any:
        """The hash itself, once it has seen every piece."""
        if self._job:
            self._job.result()
            self._job = None
        return self._running


class RunningHashes:
    """SHA-256 of what has come in, kept between the requests that bring one file.

    hashlib's state cannot be stored, so it lives in this process only: after a restart the
    hash is missing, and the worker takes it from the disk as it does anyway.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._kept: OrderedDict[Path, tuple[int, Beside]] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def take(self, folder: Path, offset: int) -> Beside | None:
        """The hash of the first `offset` bytes, or None if this process has not seen them all."""
        with self._lock:
            at, running = self._kept.pop(folder, (0, None))
        if offset == 0:
            return Beside(hashlib.sha256())
        return running if at == offset else None

    def forget(self, folder: Path) -> None:
        """The file is not what this process has seen coming in."""
        with self._lock:
            self._kept.pop(folder, None)

    def keep(self, folder: Path, offset: int, running: Beside) -> None:
        """The last piece may still be hashed while its sender is answered."""
        with self._lock:
            self._kept[folder] = (offset, running)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


running_hashes = RunningHashes()
