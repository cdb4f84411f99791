"""Where a file ends by what it says of itself: whether its end is missing, whether it is whole.

Nothing is decoded; a few bytes are read at known offsets. What a file says may be a lie, so
every walk has an end, and what is in doubt is no evidence.
"""

import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

MOST_STEPS = 200_000  # boxes or chunks of one walk: ten hours in pieces of a second
MOST_PARTS = 100  # joined end to end
TAIL = 2 * 2**20  # bytes at the end that are searched
ZEROS = 65536  # bytes of nothing at the end of what should be full
ISO_STARTS = {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"free", b"skip", b"wide", b"pnot"}
ISO_FILLED = {b"mdat", b"moov", b"moof"}
ASF_START = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_FILE = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
XIONGMAI = (b"\0\0\x01\xfc", b"\0\0\x01\xfe")
MOST_OF_A_SERIES = 8 * 2**20  # bytes in which pictures in a row are looked for
SERIES = re.compile(rb"\xff\xd9\0{0,16}\xff\xd8\xff")
HIKVISION = (b"IMKH", b"HKMI")  # Heads of its own before a common container.
PACK = re.compile(rb"\0\0\x01[\xba-\xef]")  # No film's own bytes hold these in MPEG-PS.


class Kind(StrEnum):
    """A container that many makers write, known by its first bytes. "" is any other."""

    ISO = "iso"  # MP4, MOV, 3GP
    MATROSKA = "matroska"
    AVI = "avi"
    ASF = "asf"
    TS = "ts"
    PS = "ps"
    FLASH = "flash"
    DAHUA = "dahua"
    OTHER = ""


@dataclass(frozen=True)
class Bytes:
    """A file that is open, read at any place without moving."""

    fd: int

    @property
    def size(self) -> int:
        return os.fstat(self.fd).st_size

    def at(self, offset: int, length: int) -> bytes:
        return os.pread(self.fd, length, offset) if offset >= 0 else b""

    @property
    def head(self) -> bytes:
        return self.at(0, 65536)


class Part:
    """A stretch of a file, read as a file of its own."""

    def __init__(self, file: Bytes, start: int, end: int) -> None:
        self.file, self.start, self.end, self.offset = file, start, end, 0

    def read(self, length: int) -> bytes:
        length = min(length, self.end - self.start - self.offset)
        content = self.file.at(self.start + self.offset, length) if length > 0 else b""
        self.offset += len(content)
        return content

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_CUR: self.offset, os.SEEK_END: self.end - self.start}.get(whence, 0)
        self.offset = max(0, begin + offset)
        return self.offset

    def tell(self) -> int:
        return self.offset

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def kind_of(head: bytes) -> Kind:
    starts = (
        (Kind.ISO, head[4:8] in ISO_STARTS),
        (Kind.MATROSKA, head.startswith(b"\x1aE\xdf\xa3")),
        (Kind.AVI, head[:4] == b"RIFF" and head[8:12] in {b"AVI ", b"AVIX"}),
        (Kind.ASF, head.startswith(ASF_START)),
        (Kind.FLASH, head.startswith(b"FLV\x01")),
        (Kind.PS, head.startswith(b"\0\0\x01\xba")),
        (Kind.PS, head.startswith(HIKVISION) and b"\0\0\x01\xba" in head[:4096]),
        (Kind.DAHUA, head.startswith((b"DHAV", b"DAHUA"))),
        (Kind.TS, _packets(head) is not None),
    )
    return next((kind for kind, is_so in starts if is_so), Kind.OTHER)


# What av calls their readers.
NAMES = {
    Kind.ISO: "mov",
    Kind.MATROSKA: "matroska",
    Kind.AVI: "avi",
    Kind.ASF: "asf",
    Kind.FLASH: "flv",
    Kind.TS: "mpegts",
    Kind.PS: "mpeg",
    Kind.DAHUA: "dhav",
}


def readers_of(file: Bytes) -> list[str | None]:
    """Those to be tried one after the other; None is whichever av takes it for."""
    if is_series(file):
        return ["mjpeg"]
    head = file.head
    if head.startswith(XIONGMAI):
        return ["hevc" if b"\0\0\x01\x40\x01" in head else "h264"]
    name = NAMES.get(kind_of(head))
    return [None, name] if name else [None]


def is_series(file: Bytes) -> bool:
    """Three JPEGs in a row are a film, as some cameras write it; a phone's second picture in a
    file of its own making is no film."""
    start = file.at(0, MOST_OF_A_SERIES)
    is_one = start.startswith(b"\xff\xd8\xff") and b"MPF\0" not in start[:65536]
    return is_one and len(SERIES.findall(start)) >= 2


def parts_of(file: Bytes) -> list[Part]:
    """The films that were joined end to end, of a kind whose readers stop at the first."""
    starts = [0]
    if kind_of(file.head) == Kind.ISO:
        starts += [start for kind, start, _end in _boxes(file) if kind == b"ftyp" and start]
    starts = starts[:MOST_PARTS]
    return [Part(file, *ends) for ends in pairwise([*starts, file.size])]


def rate_of(file: Bytes) -> int | None:
    """Pictures a second, as a recorder says that writes no times: Xiongmai, at each key picture."""
    head = file.at(0, 16)
    return head[5] if head.startswith(XIONGMAI) and 1 <= head[5] <= 60 else None


def has_lost_its_end(file: Bytes, last: tuple[int, int] | None) -> bool:
    """Whether by its own words the file is longer than what arrived.

    `last`: offset and length of the last picture in its index, where it has one.
    """
    kind = kind_of(file.head)
    if kind == Kind.ISO and last and sum(last) > 0:
        offset, length = last
        return offset + length > file.size or _is_nothing(file.at(offset, min(length, ZEROS)))
    walks = {
        Kind.ISO: _is_iso_cut,
        Kind.MATROSKA: _is_matroska_cut,
        Kind.AVI: _is_avi_cut,
        Kind.ASF: _is_asf_cut,
        Kind.FLASH: _is_flash_cut,
        Kind.TS: _is_ts_cut,
        Kind.PS: _is_ps_cut,
        Kind.DAHUA: _is_dahua_cut,
    }
    return kind in walks and walks[kind](file)


def has_no_index(file: Bytes) -> bool:
    """An ISO file without which nobody can find its pictures: the recorder writes it last."""
    if kind_of(file.head) != Kind.ISO:
        return False
    kept = {kind for kind, _start, end in _boxes(file) if end <= file.size}
    return not kept & {b"moov", b"moof"}


def has_no_rate(file: Bytes) -> bool:
    """An AVI that says zero pictures a second: the times that its reader gives are made up."""
    head = file.head
    offset = head.find(b"strh") if kind_of(head) == Kind.AVI else -1
    rate = head[offset + 28 : offset + 36]
    return (
        offset >= 0
        and head[offset + 8 : offset + 12] == b"vids"
        and b"\0" * 4 in (rate[:4], rate[4:])
    )


def _is_nothing(content: bytes) -> bool:
    return bool(content) and not content.strip(b"\0")


def _boxes(file: Bytes) -> Iterator[tuple[bytes, int, int]]:
    offset, size = 0, file.size
    for _step in range(MOST_STEPS):
        head = file.at(offset, 16)
        if len(head) < 8 or not re.fullmatch(rb"[\xa9 -~]{4}", head[4:8]):
            return
        length = int.from_bytes(head[:4], "big")
        if length == 1 and len(head) == 16:
            length = int.from_bytes(head[8:], "big")
        elif length == 0:
            length = size - offset
        if length < 8:
            return
        yield head[4:8], offset, offset + length
        offset += length


def _is_iso_cut(file: Bytes) -> bool:
    last = next((box for box in _boxes(file) if box[2] >= file.size), None)
    if last is None or last[0] not in ISO_FILLED:
        return False
    kind, start, end = last
    is_long = kind == b"mdat" and end - start > 2 * ZEROS
    return end > file.size or (is_long and _is_nothing(file.at(end - ZEROS, ZEROS)))


def _is_matroska_cut(file: Bytes) -> bool:
    offset = 0
    for _step in range(MOST_STEPS):
        element = _element(file, offset)
        if element is None:
            return False
        name, start, length = element
        if length is None and name in {b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"}:
            offset = start  # A segment or cluster of unknown length: into it.
            continue
        if length is None:
            return False
        end = start + length
        if end > file.size:
            return True
        if end == file.size and length > 2 * ZEROS:
            return _is_nothing(file.at(end - ZEROS, ZEROS))
        offset = end
    return False


def _element(file: Bytes, offset: int) -> tuple[bytes, int, int | None] | None:
    """Name, start of the content and its length, of what lies there; None if nothing does."""
    head = file.at(offset, 12)
    name_length = 9 - head[0].bit_length() if head and head[0] else 9
    if name_length > 4 or len(head) <= name_length or not head[name_length]:
        return None
    name, rest = head[:name_length], head[name_length:]
    width = 9 - rest[0].bit_length()
    if len(rest) < width:
        return None
    length = int.from_bytes(rest[:width], "big") & ((1 << 7 * width) - 1)
    is_unknown = length == (1 << 7 * width) - 1
    return name, offset + name_length + width, None if is_unknown else length


def _is_avi_cut(file: Bytes) -> bool:
    offset = 0
    for _step in range(MOST_STEPS):
        head = file.at(offset, 12)
        if len(head) < 12 or head[:4] != b"RIFF":
            return False
        length = struct.unpack("<I", head[4:8])[0]
        end = offset + 8 + length
        if length < 4:
            return False
        if end > file.size:
            return True
        if end == file.size and length > 2 * ZEROS:
            return _is_nothing(file.at(end - ZEROS, ZEROS))
        offset = end + length % 2
    return False


def _is_asf_cut(file: Bytes) -> bool:
    offset = file.head.find(ASF_FILE)
    fields = file.at(offset + 40, 52) if offset >= 0 else b""
    if len(fields) < 52:
        return False
    told, flags = int.from_bytes(fields[:8], "little"), fields[48]
    return not flags & 1 and told > file.size  # Flag 1: it was not known when it was written.


def _is_flash_cut(file: Bytes) -> bool:
    offset = 9 + 4
    for _step in range(MOST_STEPS):
        head = file.at(offset, 4)
        if len(head) < 4 or head[0] not in {8, 9, 18}:
            return False
        offset += 11 + int.from_bytes(head[1:], "big")
        if offset > file.size:
            return True
        offset += 4
    return False


def _packets(head: bytes) -> tuple[int, int] | None:
    """Where the first packet of a transport stream begins, and how long each is."""
    for start, length in ((0, 188), (4, 192), (0, 204)):
        marks = head[start : start + 5 * length : length]
        if len(marks) == 5 and marks == b"GGGGG":
            return start, length
    return None


def _is_ts_cut(file: Bytes) -> bool:
    """It ends in the middle of a packet."""
    packets = _packets(file.head)
    if packets is None:
        return False
    start, length = packets
    rest = file.size % length
    return rest > start and file.at(file.size - rest + start, 1) == b"G"


def _is_ps_cut(file: Bytes) -> bool:
    """It ends in the middle of a piece of a stream."""
    tail = file.at(max(0, file.size - TAIL), TAIL)
    offsets = [match.start() for match in PACK.finditer(tail[-131_072:])]
    if not offsets:
        return False
    piece = tail[-131_072:][offsets[-1] :]
    if piece[3] == 0xBA:
        return len(piece) < 12
    length = int.from_bytes(piece[4:6], "big")
    return len(piece) < 6 or (length > 0 and 6 + length > len(piece))


def _is_dahua_cut(file: Bytes) -> bool:
    tail = file.at(max(0, file.size - TAIL), TAIL)
    offset = tail.rfind(b"DHAV")
    if offset < 0 or len(tail) < offset + 16:
        return False
    return offset + int.from_bytes(tail[offset + 12 : offset + 16], "little") > len(tail)
