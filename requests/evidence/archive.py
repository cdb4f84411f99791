"""A stored ZIP64 archive as a stream: its length is known before its first byte is read.

Sizes and CRC-32 of all members are known beforehand, so nothing is patched afterwards and
a broken download is recognised by its length. Members are read and hashed again on the
way out: one that is not what it was stops the stream before its last piece, and without
the directory at the end no program opens the archive as complete.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

CHUNK = 1024 * 1024  # bytes
UTF8_NAMES = 0x0800
ZIP64 = 45  # "version needed" of the format
LIMIT = 0xFFFFFFFF
REGULAR_FILE = 0o100444 << 16
HERE, FAR, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")


class Member(NamedTuple):
    name: str
    size: int  # bytes
    crc32: int
    sha256: str
    source: Path | bytes


class Tampered(Exception):
    """A stored file is not what its hash says."""


def of_text(name: str, text: str | bytes) -> Member:
    body = text.encode() if isinstance(text, str) else text
    return Member(name, len(body), zlib.crc32(body), hashlib.sha256(body).hexdigest(), body)


def length(members: list[Member], at: datetime) -> int:
    """Bytes of the whole archive."""
    heads = sum(len(_local(member, at)) + member.size for member in members)
    return heads + len(_directory(members, at))


def stream(members: list[Member], at: datetime) -> Iterator[bytes]:
    """The archive, piece by piece. Raises Tampered in place of a wrong member's last piece."""
    for member in members:
        yield _local(member, at)
        yield from _checked(member)
    yield _directory(members, at)


def _checked(member: Member) -> Iterator[bytes]:
    sha256, size, held = hashlib.sha256(), 0, b""
    for chunk in _chunks(member.source):
        if held:
            yield held
        sha256.update(chunk)
        size, held = size + len(chunk), chunk
    if (size, sha256.hexdigest()) != (member.size, member.sha256):
        raise Tampered(member.name)
    yield held


def _chunks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _dos_time(at: datetime) -> tuple[int, int]:
    time = at.hour << 11 | at.minute << 5 | at.second // 2
    return time, (at.year - 1980) << 9 | at.month << 5 | at.day


def _local(member: Member, at: datetime) -> bytes:
    name = member.name.encode()
    big = member.size >= LIMIT
    extra = struct.pack("<2H2Q", 1, 16, member.size, member.size) if big else b""
    size = LIMIT if big else member.size
    head = HERE.pack(
        b"PK\x03\x04", ZIP64 if big else 20, UTF8_NAMES, 0, *_dos_time(at),
        member.crc32, size, size, len(name), len(extra),
    )  # fmt: skip
    return head + name + extra


def _directory(members: list[Member], at: datetime) -> bytes:
    entries, offset = [], 0
    for member in members:
        entries.append(_central(member, offset, at))
        offset += len(_local(member, at)) + member.size
    listing = b"".join(entries)
    return listing + _end(len(members), len(listing), offset)


def _central(member: Member, offset: int, at: datetime) -> bytes:
    name = member.name.encode()
    large = [value for value in (member.size, member.size, offset) if value >= LIMIT]
    extra = struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    size, start = min(member.size, LIMIT), min(offset, LIMIT)
    version = ZIP64 if large else 20
    head = FAR.pack(
        b"PK\x01\x02", 3 << 8 | version, version, UTF8_NAMES, 0, *_dos_time(at),
        member.crc32, size, size, len(name), len(extra), 0, 0, 0, REGULAR_FILE, start,
    )  # fmt: skip
    return head + name + extra


def _end(count: int, size: int, offset: int) -> bytes:
    """The end records; the ZIP64 ones always, as they do no harm to smaller archives."""
    far = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 3 << 8 | ZIP64, ZIP64, 0, 0, count, count, size, offset
    )
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + size, 1)
    few = min(count, 0xFFFF)
    last = END.pack(b"PK\x05\x06", 0, 0, few, few, min(size, LIMIT), min(offset, LIMIT), 0)
    return far + where + last
