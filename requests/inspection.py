"""What there is to find out about a file: its hashes, whether it is safe, what it shows."""

import hashlib
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from requests import media, sandbox
from requests.models import Footage

CHUNK = 1024 * 1024  # bytes
HASHED = 30  # percent of the progress shown; the rest is the preview

Beat = Callable[[int], None]  # called often, with the percentage done


class Digest(NamedTuple):
    sha256: str
    crc32: int


def digest(path: Path, beat: Beat) -> Digest:
    """SHA-256 and CRC-32 of the file as it lies on the disk."""
    sha256, crc32, done = hashlib.sha256(), 0, 0
    size = path.stat().st_size or 1
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            crc32 = zlib.crc32(chunk, crc32)
            done += len(chunk)
            beat(done * HASHED // size)
    return Digest(sha256.hexdigest(), crc32)


def look(footage: Footage, beat: Beat) -> dict[str, Any]:
    """Fields of `footage` as the sandboxed child found them; poster and preview on the disk.

    A child that dies leaves what it had found until then, or the finding "unknown".
    """
    facts: dict[str, Any] = {}
    files = _open(footage)
    try:
        _listen(footage, files, facts, beat)
    except sandbox.Died:
        facts.setdefault("finding", Footage.Finding.UNKNOWN)
    finally:
        for fd in files:
            os.close(fd)
    facts.setdefault("finding", Footage.Finding.UNKNOWN)
    return facts


def _open(footage: Footage) -> media.Files:
    made = os.O_RDWR | os.O_CREAT | os.O_TRUNC
    return media.Files(
        os.open(footage.original, os.O_RDONLY),
        os.open(footage.poster, made, 0o600),
        os.open(footage.preview, made, 0o600),
    )


def _listen(footage: Footage, files: media.Files, facts: dict[str, Any], beat: Beat) -> None:
    def work(say: sandbox.Say) -> None:
        media.look(files, footage.upload.name, say)

    percent = HASHED
    for message in sandbox.run(work, keep=list(files)):
        match message or {}:
            case {"finding": _, **_rest} as found:
                facts |= found
            case {"poster": True}:
                facts["has_poster"] = True
            case {"preview": seconds}:
                facts["preview_seconds"] = seconds
            case {"progress": done}:
                percent = HASHED + done * (100 - HASHED) // 100
        beat(percent)
