"""SHA-256 of whole pieces of what has arrived: a browser compares them with the file chosen.

Two recordings may have one name, one size and the same bytes at both ends. Before it goes on with
an earlier upload, our page hashes what has arrived of it, all of it, and does not go on with
another file's.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

PIECE = 4 * 1024 * 1024  # bytes
PIECES = 16  # in one answer, so that a question costs a fraction of a second


class PieceDigests(NamedTuple):
    """Where the file has arrived to, and the digests of its pieces from some byte on."""

    offset: int
    sha256: list[str]


def digests_from(path: Path, start: int, offset: int) -> PieceDigests:
    """Of the pieces that begin at `start`, as far as one answer goes; the last may be shorter.

    Raises FileNotFoundError where the bytes are gone.
    """
    ends = range(start, min(offset, start + PIECES * PIECE), PIECE)
    return PieceDigests(offset, [_digest(path, at, min(at + PIECE, offset)) for at in ends])


# What has been counted does not change: asked again and again, it costs no reading.
@lru_cache(maxsize=20_000)
def _digest(path: Path, start: int, end: int) -> str:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        sha256, left = hashlib.sha256(), end - start
        while left and (chunk := file.read(min(left, 1024 * 1024))):
            sha256.update(chunk)
            left -= len(chunk)
    return sha256.hexdigest()
