"""What there is to find out about a file: its hashes, whether it is safe, what it shows."""

import errno
import hashlib
import logging
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from requests.evidence import media, sandbox, spool
from requests.evidence.models import Footage

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024  # bytes
PREVIEW_ROOM = 64 * 1024 * 1024  # bytes; with less free, a preview is lost to the disk
NO_SPACE = os.strerror(errno.ENOSPC)
PICTURE_CPU = 15  # seconds, our choice: a recorder's own picture takes one
HASHED = 30  # percent of the progress shown; the rest is the preview
# What a child may say: words of so many letters, and sizes up to MOST.
WORDS = {"finding": 16, "media_type": 80, "codec": 32}
SIZES, MOST = ("seconds", "width", "height"), 2**31 - 1
FLAGS = ("is_cut",)

Beat = Callable[[int], None]  # called often, with the percentage done


class Incomplete(OSError):
    """The disk gave fewer bytes than the file has: no hash of them is the file's."""


class Digest(NamedTuple):
    sha256: str
    crc32: int


def digest(path: Path, size: int, beat: Beat) -> Digest:
    """SHA-256 and CRC-32 of the file as it lies on the disk, all of its `size` bytes read.

    Raises OSError where they cannot be read, Incomplete where there are not so many.
    """
    sha256, crc32, done = spool.Beside(hashlib.sha256()), 0, 0
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            crc32 = zlib.crc32(chunk, crc32)
            done += len(chunk)
            beat(min(done, size) * HASHED // size)
    if done < size:
        raise Incomplete(f"{done} bytes of {size}")
    return Digest(sha256.settled().hexdigest(), crc32)


def look(footage: Footage, beat: Beat) -> dict[str, Any]:
    """Fields of `footage` as the sandboxed child found them; poster and preview on the disk.

    A child that dies leaves what it had found until then, or the finding "unknown". With
    `lacked_room` it is the disk's doing that there is no poster or no preview.
    """
    facts: dict[str, Any] = {}
    files = _open(footage)
    try:
        _listen(footage, files, facts, beat)
    except sandbox.Died as end:
        logger.warning("footage %s was not looked at to its end: %s", footage.public_id, end)
    finally:
        for fd in files:
            os.close(fd)
    facts.setdefault("finding", Footage.Finding.UNKNOWN)
    had_no_space = NO_SPACE in facts.pop("fault", "")
    if not _is_shown(facts) and (had_no_space or spool.free() < PREVIEW_ROOM):
        facts["lacked_room"] = True
    return facts


def _is_shown(facts: dict[str, Any]) -> bool:
    """There is a preview or a poster, or nothing that one could be made of."""
    match facts["finding"]:
        case Footage.Finding.VIDEO | Footage.Finding.UNKNOWN:
            return bool(facts.get("preview_seconds"))
        case Footage.Finding.PICTURE:
            return bool(facts.get("has_poster"))
    return True


def _open(footage: Footage) -> media.Files:
    made = os.O_RDWR | os.O_CREAT | os.O_TRUNC
    return media.Files(
        os.open(footage.original, os.O_RDONLY),
        os.open(footage.poster, made, 0o640),
        os.open(footage.preview, made, 0o640),
    )


def _listen(footage: Footage, files: media.Files, facts: dict[str, Any], beat: Beat) -> None:
    def work(say: sandbox.Say) -> None:
        if media.is_picture(files):
            sandbox.allow_cpu(PICTURE_CPU)
        media.look(files, footage.upload.name, say)

    media.warm_up()
    percent = HASHED
    for message in sandbox.run(work, keep=list(files)):
        match message or {}:
            case {"finding": finding} if finding in Footage.Finding.values:
                facts |= _believable(message or {})
            case {"poster": True}:
                facts["has_poster"] = True
            case {"preview": int(seconds)} if 0 <= seconds <= MOST:
                facts["preview_seconds"] = seconds
                facts["is_excerpt"] = bool((message or {}).get("is_excerpt"))
            case {"progress": int(done)} if 0 <= done <= 100:
                percent = HASHED + done * (100 - HASHED) // 100
            case {"fault": fault}:
                facts["fault"] = str(fault)[:300]
                logger.error(
                    "looking into footage %s failed: %s", footage.public_id, facts["fault"]
                )
        beat(percent)


def _believable(message: dict[str, Any]) -> dict[str, Any]:
    """The facts a child may give. Bytes that took it over write no other column."""
    words = {name: message.get(name) for name in WORDS}
    sizes = {name: message.get(name) for name in SIZES}
    flags = {name: message.get(name) for name in FLAGS}
    return (
        {name: word[: WORDS[name]] for name, word in words.items() if isinstance(word, str)}
        | {
            name: size
            for name, size in sizes.items()
            if isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= MOST
        }
        | {name: flag for name, flag in flags.items() if isinstance(flag, bool)}
    )
