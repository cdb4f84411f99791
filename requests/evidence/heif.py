"""A phone's HEIC picture as one picture: its tiles put together, turned and cut as it says.

Containers of films show the tiles one by one; of an iPhone's 48 the first is a corner.
"""

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import av
from PIL import Image, ImageOps

from requests.evidence.containers import Bytes

BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1"}
CODECS = {b"hvc1": ("hevc", b"hvcC"), b"av01": ("av1", b"av1C"), b"avc1": ("h264", b"avcC")}
QUARTERS = {  # against the clock
    1: Image.Transpose.ROTATE_90,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_270,
}
MOST_BOXES, MOST_CELLS = 10_000, 1024
LARGEST_META, LARGEST_CELL = 8 * 2**20, 64 * 2**20  # bytes
MOST_PIXELS = 240_000_000  # of one picture; the largest phone's has 200


class NotShown(Exception):
    """It is no such picture, or one that is made in a way not known here."""


@dataclass
class Item:
    kind: bytes
    extents: list[tuple[int, int, int]] = field(default_factory=list)  # where from, start, length
    parts: list[int] = field(default_factory=list)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)

    def property(self, kind: bytes) -> bytes | None:
        return next((content for name, content in self.properties if name == kind), None)


def is_one(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS


def read(file: Bytes) -> Image.Image:
    """The picture upright. NotShown if it cannot be put together."""
    try:
        return _Heif(file).picture()
    except (struct.error, LookupError, ValueError, ArithmeticError, av.error.FFmpegError) as fault:
        raise NotShown from fault


class _Heif:
    """What the box `meta` says: which item is the picture, where its bytes are, how it is made."""

    def __init__(self, file: Bytes) -> None:
        self.file = file
        meta = self._meta()
        boxes = dict(_boxes(meta[4:]))
        self.data = boxes.get(b"idat", b"")
        self.primary = _number(boxes[b"pitm"])
        self.items = dict(_items(boxes[b"iinf"]))
        for number, parts in _parts(boxes.get(b"iref", bytes(4))):
            self.items[number].parts = parts
        for number, extents in _extents(boxes[b"iloc"]):
            if number in self.items:
                self.items[number].extents = extents
        for number, properties in _properties(dict(_boxes(boxes[b"iprp"])), boxes[b"iprp"]):
            if number in self.items:
                self.items[number].properties = properties

    def _meta(self) -> bytes:
        offset = 0
        for _step in range(64):
            head = self.file.at(offset, 16)
            length = int.from_bytes(head[:4], "big")
            start = 8
            if length == 1:
                length, start = int.from_bytes(head[8:16], "big"), 16
            if length < start:
                break
            if head[4:8] == b"meta" and length <= LARGEST_META:
                return self.file.at(offset + start, length - start)
            offset += length
        raise NotShown

    def picture(self) -> Image.Image:
        return self._made(self.items[self.primary], depth=0)

    def _made(self, item: Item, depth: int) -> Image.Image:
        if depth > 3:
            raise NotShown
        if item.kind in CODECS:
            picture = self._decoded(item)
        elif item.kind == b"grid":
            picture = self._tiled(item, depth)
        elif item.kind in {b"iden", b"iovl", b"tmap"} and item.parts:
            picture = self._made(self.items[item.parts[0]], depth + 1)
        else:
            raise NotShown
        return _turned(picture, item)

    def _decoded(self, item: Item) -> Image.Image:
        name, box = CODECS[item.kind]
        context: Any = av.CodecContext.create(name, "r")
        context.extradata = item.property(box)
        context.thread_count = 1
        frames = context.decode(av.Packet(self._content(item))) + context.decode(None)
        if not frames:
            raise NotShown
        return frames[0].to_image()  # type: ignore[no-any-return]

    def _tiled(self, item: Item, depth: int) -> Image.Image:
        content = self._content(item)
        rows, columns = content[2] + 1, content[3] + 1
        width, height = struct.unpack_from(">II" if content[1] & 1 else ">HH", content, 4)
        if not width * height or width * height > MOST_PIXELS or rows * columns > MOST_CELLS:
            raise NotShown
        canvas = Image.new("RGB", (width, height))
        shown = 0
        for rank, number in enumerate(item.parts[: rows * columns]):
            with contextlib.suppress(NotShown, av.error.FFmpegError):  # What was cut off is black.
                cell = self._made(self.items[number], depth + 1)
                canvas.paste(cell, (rank % columns * cell.width, rank // columns * cell.height))
                shown += 1
        if not shown:
            raise NotShown
        return canvas

    def _content(self, item: Item) -> bytes:
        pieces = []
        for method, start, length in item.extents[:64]:
            if length > LARGEST_CELL:
                raise NotShown
            if method == 1:
                pieces.append(self.data[start : start + length] if length else self.data[start:])
            else:
                pieces.append(self.file.at(start, length or LARGEST_CELL))
        return b"".join(pieces)


def _turned(picture: Image.Image, item: Item) -> Image.Image:
    """Cut, turned and mirrored in the order in which the file lists it."""
    for kind, content in item.properties:
        if kind == b"clap":
            picture = _cut(picture, content)
        elif kind == b"irot" and content[0] & 3:
            picture = picture.transpose(QUARTERS[content[0] & 3])
        elif kind == b"imir":
            picture = ImageOps.mirror(picture) if content[0] & 1 else ImageOps.flip(picture)
    return picture


def _cut(picture: Image.Image, content: bytes) -> Image.Image:
    numbers = struct.unpack(">IIIIiIiI", content[:32])
    width, height, across, down = (
        above / below for above, below in zip(numbers[::2], numbers[1::2], strict=True)
    )
    left = (picture.width - width) / 2 + across
    top = (picture.height - height) / 2 + down
    left, right = round(max(0, left)), round(min(picture.width, left + width))
    top, bottom = round(max(0, top)), round(min(picture.height, top + height))
    is_anything = left < right and top < bottom
    return picture.crop((left, top, right, bottom)) if is_anything else picture


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    offset = 0
    for _step in range(MOST_BOXES):
        if offset + 8 > len(content):
            return
        length, kind = struct.unpack_from(">I4s", content, offset)
        start = 8
        if length == 1:
            length, start = int.from_bytes(content[offset + 8 : offset + 16], "big"), 16
        elif length == 0:
            length = len(content) - offset
        if length < start:
            return
        yield kind, content[offset + start : offset + length]
        offset += length


def _number(box: bytes) -> int:
    return int.from_bytes(box[4:8] if box[0] else box[4:6], "big")


def _items(box: bytes) -> Iterator[tuple[int, Item]]:
    for _kind, entry in _boxes(box[8:] if box[0] else box[6:]):
        wide = 4 if entry[0] == 3 else 2
        yield int.from_bytes(entry[4 : 4 + wide], "big"), Item(entry[6 + wide : 10 + wide])


def _parts(box: bytes) -> Iterator[tuple[int, list[int]]]:
    wide = 4 if box[0] else 2
    for kind, reference in _boxes(box[4:]):
        if kind == b"dimg":
            numbers = [
                int.from_bytes(reference[offset : offset + wide], "big")
                for offset in range(wide + 2, len(reference) - wide + 1, wide)
            ]
            yield int.from_bytes(reference[:wide], "big"), numbers[:MOST_CELLS]


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.content, self.offset = content, 0

    def number(self, length: int) -> int:
        self.offset += length
        if self.offset > len(self.content):
            raise ValueError("a box ends early")
        return int.from_bytes(self.content[self.offset - length : self.offset], "big")


def _extents(box: bytes) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """Of each item, its pieces: 0 in the file or 1 in `idat`, start, length."""
    version, reader = box[0], _Reader(box[4:])
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (
        sizes >> 12,
        sizes >> 8 & 15,
        sizes >> 4 & 15,
        sizes & 15,
    )
    wide = 4 if version == 2 else 2
    for _item in range(min(reader.number(wide), MOST_BOXES)):
        number = reader.number(wide)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)  # the file it refers to, always this one
        start = reader.number(base_size)
        extents = []
        for _piece in range(min(reader.number(2), MOST_BOXES)):
            reader.number(index_size if version else 0)
            shift = reader.number(offset_size)
            extents.append((method, start + shift, reader.number(length_size)))
        yield number, extents


def _properties(
    boxes: dict[bytes, bytes], container: bytes
) -> Iterator[tuple[int, list[tuple[bytes, bytes]]]]:
    """Of each item, what it is made with, in order."""
    listed = list(_boxes(boxes[b"ipco"]))
    for kind, box in _boxes(container):
        if kind != b"ipma":
            continue
        reader = _Reader(box[4:])
        for _item in range(min(reader.number(4), MOST_BOXES)):
            number = reader.number(4 if box[0] else 2)
            extents = [
                reader.number(2) & 0x7FFF if box[3] & 1 else reader.number(1) & 0x7F
                for _property in range(reader.number(1))
            ]
            yield number, [listed[offset - 1] for offset in extents if 0 < offset <= len(listed)]
