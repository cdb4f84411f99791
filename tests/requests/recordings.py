"""Small films as recorders, phones and accidents leave them, made on the spot."""

import functools
import io
import random
import re
import struct
import tempfile
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import av
from av.stream import Disposition
from PIL import Image, ImageDraw

RATE = 10
FORMATS = {"mkv": "matroska", "ts": "mpegts", "mpg": "mpeg", "m2ts": "mpegts", "wmv": "asf"}
TO_LEFT = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)  # held upright: shown a quarter on


def pictures(count: int, size: tuple[int, int] = (160, 120)) -> Iterator[Image.Image]:
    """A white mark in the upper left corner, and a bar that moves."""
    width, height = size
    for number in range(count):
        picture = Image.new("RGB", size, "#203040")
        draw = ImageDraw.Draw(picture)
        draw.rectangle((0, 0, width // 3, height // 3), "#ffffff")
        at = width // 3 + number * 3 % (width // 2)
        draw.rectangle((at, height * 2 // 3, at + 6, height - 1), "#806040")
        yield picture


@functools.cache
def recording(
    container: str = "mp4",
    *,
    seconds: float = 4,
    rate: int = RATE,
    size: tuple[int, int] = (160, 120),
    codec: str = "libx264",
    matrix: tuple[int, ...] | None = None,
    pixel: Fraction | None = None,
    times: tuple[float, ...] = (),
    options: tuple[tuple[str, str], ...] = (),
    muxer: tuple[tuple[str, str], ...] = (),
    beside: Callable[[Any], Callable[[], None]] | None = None,
    pixels: str = "yuv420p",
) -> bytes:
    """A film; `times` places its pictures, `beside` adds other tracks and fills them at the end."""
    form = FORMATS.get(container, container)
    with (  # By its name: one muxer opens it again, to put its index in front.
        tempfile.NamedTemporaryFile() as file,
        av.open(file.name, "w", format=form, options=dict(muxer)) as out,
    ):
        track: Any = out.add_stream(codec, rate=rate)
        track.width, track.height, track.pix_fmt = *size, pixels
        if codec in {"libx264", "libx265"}:
            usual = {"preset": "ultrafast", "g": "10", "bf": "0", "threads": "1"}
            track.options = usual | dict(options)
        if codec == "libx265":
            track.options = {"preset": "ultrafast", "x265-params": "log-level=none:pools=1"}
        if pixel:
            track.codec_context.sample_aspect_ratio = pixel
        if times:
            track.codec_context.time_base = Fraction(1, 1000)
        if matrix:
            track.set_display_matrix(matrix)
        fill = beside(out) if beside else None
        count = len(times) or round(seconds * rate)
        for number, picture in enumerate(pictures(count, size)):
            frame = av.VideoFrame.from_image(picture)
            if times:
                frame.pts, frame.time_base = round(times[number] * 1000), Fraction(1, 1000)
            out.mux(track.encode(frame))
        out.mux(track.encode(None))
        if fill:
            fill()
        out.close()
        return file.read()


@functools.cache
def pieces_beside(name: str, content: bytes = b"\0\5hello") -> Callable[[Any], Callable[[], None]]:
    """A track that nobody plays: where a car was, what a sensor said."""

    def add(out: Any) -> Callable[[], None]:
        return _filled(out, out.add_data_stream(name), content, 4)

    return add


def _filled(out: Any, track: Any, content: bytes, count: int) -> Callable[[], None]:
    def fill() -> None:
        for number in range(count):
            packet: Any = av.Packet(content)
            packet.stream, packet.time_base = track, Fraction(1, 1000)
            packet.pts = packet.dts = number * 1000
            packet.duration = 1000
            out.mux(packet)

    return fill


SCRIPT = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n"
    b"[V4+ Styles]\r\nFormat: Name, Fontname, Fontsize\r\n"
    b"Style: Default,Arial,16\r\n\r\n[Events]\r\n"
    b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n"
)


@functools.cache
def captions(name: str, content: bytes = b"\0\5hello") -> Callable[[Any], Callable[[], None]]:
    """A track of words or of drawn words, as dashcams keep where they are."""

    def add(out: Any) -> Callable[[], None]:
        track = out.add_stream(name)
        track.codec_context.subtitle_header = SCRIPT
        return _filled(out, track, content, 4)

    return add


def sound(codec: str, *, rate: int = 8000, layout: str = "mono", tracks: int = 1) -> Any:
    def add(out: Any) -> Callable[[], None]:
        made = [out.add_stream(codec, rate=rate, layout=layout) for _number in range(tracks)]

        def fill() -> None:
            for track in made:
                kind = track.codec_context.format.name
                frame = av.AudioFrame(format=kind, layout=layout, samples=1024)
                frame.rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
                out.mux(track.encode(frame))
                out.mux(track.encode(None))

        return fill

    return add


def attachment(out: Any) -> Callable[[], None]:
    out.add_attachment("recorder.ini", "text/plain", b"[channel 2]\nname=gate\n")
    return lambda: None


def cover(out: Any) -> Callable[[], None]:
    """A picture that stands for the film, as taggers and some recorders add it."""
    track = out.add_stream("mjpeg", rate=1)
    track.width, track.height, track.pix_fmt = 64, 64, "yuvj420p"
    track.disposition = Disposition.attached_pic

    def fill() -> None:
        picture = Image.new("RGB", (64, 64), "#c00000")
        out.mux(track.encode(av.VideoFrame.from_image(picture)))
        out.mux(track.encode(None))

    return fill


def boxes(
    content: bytes, start: int = 0, end: int | None = None
) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of each box of an MP4."""
    end = len(content) if end is None else end
    while start + 8 <= end:
        length, name = struct.unpack_from(">I4s", content, start)
        yield name, start, start + length
        start += length


def offset_of(content: bytes, path: str) -> tuple[int, int]:
    """Where the body of a box lies: "moov/trak/tkhd"."""
    start, end = 0, len(content)
    for name in path.split("/"):
        start, end = next(
            (at + 8, until)
            for kind, at, until in boxes(content, start, end)
            if kind == name.encode()
        )
    return start, end


def with_number(content: bytes, path: str, offset: int, number: int) -> bytes:
    changed = bytearray(content)
    struct.pack_into(">I", changed, offset_of(content, path)[0] + offset, number)
    return bytes(changed)


def box(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I4s", 8 + len(body), name) + body


def full_box(name: bytes, version: int, flags: int, *bodies: bytes) -> bytes:
    return box(name, struct.pack(">I", version << 24 | flags), *bodies)


def with_zeros(content: bytes, start: int, length: int) -> bytes:
    return content[:start] + bytes(length) + content[start + length :]


def locked(content: bytes, start: int, end: int, *, seed: int = 1) -> bytes:
    """The same length, of which only its maker's program can make sense."""
    chance = random.Random(seed)
    noise = bytes(chance.randrange(1, 256) for _byte in range(end - start))
    return content[:start] + noise + content[end:]


@functools.cache
def bare_pieces(seconds: int = 4, rate: int = RATE) -> tuple[bytes, ...]:
    """H.264 picture by picture."""
    pieces = []
    context: Any = av.CodecContext.create("libx264", "w")
    context.width, context.height, context.pix_fmt = 160, 120, "yuv420p"
    context.time_base, context.framerate = Fraction(1, rate), Fraction(rate)
    context.options = {
        "preset": "ultrafast", "g": "10", "bf": "0", "threads": "1", "tune": "zerolatency",
    }  # fmt: skip
    for number, picture in enumerate(pictures(seconds * rate)):
        frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, rate)
        pieces += [bytes(packet) for packet in context.encode(frame)]
    pieces += [bytes(packet) for packet in context.encode(None)]
    return tuple(pieces)


def bare(seconds: int = 4) -> bytes:
    return b"".join(bare_pieces(seconds))


def scrambled(piece: bytes, seed: int = 3) -> bytes:
    """Starts of its units as they were, all behind them locked, as encrypting cameras do."""
    chance, out = random.Random(seed), bytearray(piece)
    starts = [at for at in range(len(piece) - 3) if piece[at : at + 3] == b"\0\0\1"]
    for at, until in zip(starts, [*starts[1:], len(piece)], strict=True):
        for offset in range(at + 4, until):
            out[offset] = chance.randrange(1, 256)
    return bytes(out)


def program_stream(pieces: Sequence[bytes], private: bytes = b"", rate: int = RATE) -> bytes:
    """MPEG-PS as Hikvision, Ezviz and their like lay it, with a private piece to each picture."""

    def stamp(mark: int, ticks: int) -> bytes:
        return bytes([
            mark << 4 | (ticks >> 29 & 0xE) | 1, ticks >> 22 & 0xFF, (ticks >> 14 & 0xFE) | 1,
            ticks >> 7 & 0xFF, (ticks << 1 & 0xFE) | 1,
        ])  # fmt: skip

    out = b""
    for number, piece in enumerate(pieces):
        ticks = 90_000 + number * 90_000 // rate
        out += b"\0\0\1\xba" + bytes([
            0x44 | (ticks >> 27 & 0x38) | (ticks >> 28 & 3), ticks >> 20 & 0xFF,
            (ticks >> 12 & 0xF8) | 4 | (ticks >> 13 & 3), ticks >> 5 & 0xFF,
            (ticks << 3 & 0xF8) | 4, 1, 0, 0, 3, 0xF8,
        ])  # fmt: skip
        if number % 10 == 0:
            streams = b"\x1b\xe0\0\0" + b"\x90\xc0\0\0"
            table = b"\xf0\xff\0\0" + struct.pack(">H", len(streams)) + streams + bytes(4)
            out += b"\0\0\1\xbc" + struct.pack(">H", len(table)) + table
        head = bytes([0x84, 0x80, 5]) + stamp(2, ticks)
        out += b"\0\0\1\xe0" + struct.pack(">H", len(head) + len(piece)) + head + piece
        if private:
            out += b"\0\0\1\xbd" + struct.pack(">H", len(private)) + private
    return out


def dahua(pieces: Sequence[bytes], rate: int = RATE) -> bytes:
    out = b""
    for number, piece in enumerate(pieces):
        is_key = number % 10 == 0
        more = bytes([0x80, 0, 20, 15, 0x81, 0, 2, rate]) if is_key else b""
        length = 24 + len(more) + len(piece) + 8
        millis = number * 1000 // rate
        date = (26 << 26 | 11 << 22 | 20 << 17 | 18 << 12 | 10 << 6) + millis // 1000
        head = struct.pack(
            "<4sBBBBIIIHB", b"DHAV", 0xFD if is_key else 0xFC, 0, 0, 0, number, length, date,
            millis & 0xFFFF, len(more),
        )  # fmt: skip
        head += bytes([sum(head) & 0xFF])
        out += head + more + piece + b"dhav" + struct.pack("<I", length)
    return out


def _cell(picture: Image.Image) -> bytes:
    context: Any = av.CodecContext.create("libx265", "w")
    context.width, context.height, context.pix_fmt = *picture.size, "yuv420p"
    context.time_base, context.framerate = Fraction(1), Fraction(1)
    context.options = {"preset": "ultrafast", "x265-params": "log-level=none:pools=none"}
    frame = av.VideoFrame.from_image(picture).reformat(format="yuv420p")
    pieces = b"".join(map(bytes, [*context.encode(frame), *context.encode(None)]))
    units = re.split(rb"\x00?\x00\x00\x01", pieces)[1:]
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units)


def heic(
    columns: int = 2,
    rows: int = 2,
    cell: int = 64,
    *,
    quarters: int = 0,
    mirror: int | None = None,
    cut: tuple[int, int] | None = None,
) -> bytes:
    """A picture of so many tiles, as an iPhone writes it, with what turns it to be upright."""
    width, height = columns * cell, rows * cell
    film = next(pictures(1, (width, height)))
    tiles = []
    for number in range(columns * rows):
        left, top = number % columns * cell, number // columns * cell
        tiles.append(_cell(film.crop((left, top, left + cell, top + cell))))
    # Units with their length before them; what describes them lies in each cell.
    settings = box(b"hvcC", b"\1" + bytes(20) + b"\xff\0")
    count, grid = len(tiles), len(tiles) + 1
    size = full_box(b"ispe", 0, 0, struct.pack(">II", cell, cell))
    properties = [settings, size, full_box(b"ispe", 0, 0, struct.pack(">II", width, height))]
    of_grid = b"\x03"
    if cut:
        numbers = (cut[0], 1, cut[1], 1, 0, 1, 0, 1)
        properties.append(box(b"clap", struct.pack(">IIIIiIiI", *numbers)))
        of_grid += bytes([len(properties)])
    if quarters:
        properties.append(box(b"irot", bytes([quarters])))
        of_grid += bytes([len(properties)])
    if mirror is not None:
        properties.append(box(b"imir", bytes([mirror])))
        of_grid += bytes([len(properties)])
    uses = b"".join(struct.pack(">HB", number + 1, 2) + b"\x81\x02" for number in range(count))
    uses += struct.pack(">HB", grid, len(of_grid)) + of_grid
    entries = [
        full_box(b"infe", 2, 1, struct.pack(">HH4s", number + 1, 0, b"hvc1"), b"\0")
        for number in range(count)
    ]
    entries.append(full_box(b"infe", 2, 0, struct.pack(">HH4s", grid, 0, b"grid"), b"\0"))
    parts = struct.pack(f">HH{count}H", grid, count, *range(1, count + 1))
    shape = struct.pack(">BBBBHH", 0, 0, rows - 1, columns - 1, width, height)

    def meta(start: int) -> bytes:
        offsets = b""
        for number, content in enumerate(tiles):
            before = sum(map(len, tiles[:number]))
            offsets += struct.pack(">HHHHII", number + 1, 0, 0, 1, start + before, len(content))
        offsets += struct.pack(">HHHHII", grid, 1, 0, 1, 0, len(shape))
        return full_box(
            b"meta", 0, 0,
            full_box(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
            full_box(b"pitm", 0, 0, struct.pack(">H", grid)),
            full_box(b"iloc", 1, 0, b"\x44\0", struct.pack(">H", count + 1), offsets),
            full_box(b"iinf", 0, 0, struct.pack(">H", count + 1), *entries),
            full_box(b"iref", 0, 0, box(b"dimg", parts)),
            box(b"iprp", box(b"ipco", *properties),
                full_box(b"ipma", 0, 0, struct.pack(">I", count + 1), uses)),
            box(b"idat", shape),
        )  # fmt: skip

    brand = box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    return brand + meta(len(brand) + len(meta(0)) + 8) + box(b"mdat", *tiles)


def jpeg(size: tuple[int, int] = (160, 120), **options: Any) -> bytes:
    made = io.BytesIO()
    next(pictures(1, size)).save(made, "JPEG", **options)
    return made.getvalue()
