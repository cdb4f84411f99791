"""Look into a file that somebody sent: what is it, a poster, a small preview.

Runs in the sandbox. Files are read and written through descriptors that are already open;
only containers that stand by themselves are tried, so that a playlist opens nothing.
"""

import functools
import io
import os
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, BinaryIO, NamedTuple

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageOps

from requests.evidence.sandbox import Say

CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,dhav,"
    "h264,hevc,m4v,mxf,ogg,ivf,nut,mjpeg,wtv,ifv"
)
OPTIONS = {
    "format_whitelist": CONTAINERS,
    "protocol_whitelist": "",
    "probesize": "10000000",
    "analyzeduration": "10000000",
    "max_streams": "32",
}
POSTER_WIDTH, PREVIEW_WIDTH = 640, 640
LARGEST_SIDE = 8192
PREVIEW_RATE = 10  # pictures a second
USUAL_RATE = 25  # of recorders
PREVIEW_SECONDS = 600  # of film, at most
PREVIEW_TAKES = 90  # seconds of work, at most
Image.MAX_IMAGE_PIXELS = 120_000_000

PICTURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
    b"BM": "image/bmp",
}
# What people or attackers send under a video's name.
OTHERS = {
    b"%PDF": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"PK\x05\x06": "application/zip",
    b"MZ": "application/vnd.microsoft.portable-executable",
    b"\x7fELF": "application/x-elf",
    b"Rar!": "application/vnd.rar",
    b"7z\xbc\xaf": "application/x-7z-compressed",
    b"\x1f\x8b": "application/gzip",
    b"#!": "text/x-shellscript",
    b"\xd0\xcf\x11\xe0": "application/x-ole-storage",
}
MEDIA_TYPES = {
    "mov": "video/mp4", "matroska": "video/x-matroska", "avi": "video/x-msvideo",
    "mpegts": "video/mp2t", "mpeg": "video/mpeg", "flv": "video/x-flv", "asf": "video/x-ms-asf",
    "dhav": "video/x-dhav", "h264": "video/h264", "hevc": "video/h265", "mjpeg": "video/x-mjpeg",
}  # fmt: skip


class Files(NamedTuple):
    """Open descriptors: of what was sent, and of what is made from it."""

    source: int
    poster: int
    preview: int


class Film(NamedTuple):
    media_type: str
    codec: str
    seconds: int | None
    width: int
    height: int


@functools.cache
def warm_up() -> None:
    """Load what a picture or a film needs, with a sample of our own, before the child is made:
    locked in, it opens no file, and loading takes longer than looking."""
    Image.init()
    sample = io.BytesIO()
    with av.open(sample, "w", format="mp4") as made:
        track: Any = made.add_stream("libx264", rate=PREVIEW_RATE, options={"threads": "1"})
        track.width, track.height, track.pix_fmt = 16, 16, "yuv420p"
        made.mux(track.encode(VideoFrame(16, 16, "yuv420p")))
        made.mux(track.encode(None))
    sample.seek(0)
    with av.open(sample, "r") as container:
        picture: Any = next(container.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
    picture.save(io.BytesIO(), "JPEG")


def look(files: Files, name: str, say: Say) -> None:
    """Say what the file is and, when it has pictures, fill `poster` and `preview`.

    Messages: `finding` with its facts once, `poster` and `progress` and `preview` as they
    come.
    """
    with os.fdopen(files.source, "rb") as file:
        head = file.read(65536)
        facts = _without_decoding(head, file)
        if facts:
            say(facts)
        elif media_type := _picture_type(head):
            _look_at_picture(file, media_type, files.poster, say)
        else:
            _look_at_film(file, name, head, files, say)


def is_picture(files: Files) -> bool:
    """By its first bytes; where the file is read is left as it was."""
    return bool(_picture_type(os.pread(files.source, 16, 0)))


def _without_decoding(head: bytes, file: BinaryIO) -> dict[str, str] | None:
    if not head.strip(b"\0") and _is_all_zeros(file):
        return {"finding": "empty", "media_type": "application/octet-stream"}
    for start, media_type in OTHERS.items():
        if head.startswith(start):
            return {"finding": "disguised", "media_type": media_type}
    if _is_text(head):
        return {"finding": "disguised", "media_type": "text/plain"}
    return None


def _is_all_zeros(file: BinaryIO) -> bool:
    file.seek(0)
    for _block in range(4096):  # 4 GiB
        block = file.read(2**20)
        if not block:
            return True
        if block.strip(b"\0"):
            return False
    return False


def _is_text(head: bytes) -> bool:
    sample = head[:4096]
    try:
        text = sample.decode() if len(head) < 4096 else sample[:-3].decode(errors="strict")
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign in "\r\n\t\f\ufeff" for sign in text)


def _picture_type(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in PICTURES.items() if head.startswith(start)), "")


def _look_at_picture(file: BinaryIO, media_type: str, poster: int, say: Say) -> None:
    file.seek(0)
    try:
        with Image.open(file, formats=["JPEG", "PNG", "GIF", "BMP", "WEBP"]) as picture:
            width, height = picture.size
            picture.draft("RGB", (POSTER_WIDTH * 2, POSTER_WIDTH * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        say({"finding": "broken", "media_type": media_type})
        return
    say({"finding": "picture", "media_type": media_type, "width": width, "height": height})
    _save_poster(upright, poster, say)


def _save_poster(picture: Image.Image, poster: int, say: Say) -> None:
    picture.thumbnail((POSTER_WIDTH, POSTER_WIDTH * 2))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=80, optimize=False)
    with os.fdopen(os.dup(poster), "wb") as file:
        file.write(made.getvalue())
    say({"poster": True})


def _look_at_film(file: BinaryIO, name: str, head: bytes, files: Files, say: Say) -> None:
    file.seek(0)
    try:
        with av.open(file, "r", options=OPTIONS, metadata_errors="ignore") as container:
            _show_film(container, files, say)
    except (av.error.FFmpegError, ValueError, NothingToSee):
        say(_unopened(head, name))


class NothingToSee(Exception):
    """The container opens, but no picture comes out of it."""


def _unopened(head: bytes, name: str) -> dict[str, str]:
    """Broken when it carries the marks of a known container, else a recorder's own format."""
    marks = (
        head[4:8] in {b"ftyp", b"moov", b"mdat", b"free", b"wide"},
        head[:4] in {b"RIFF", b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba"},
        head[:1] == b"G",
    )
    named = name.rpartition(".")[2].lower() in {"mp4", "mov", "m4v", "webm", "mkv"}
    finding = "broken" if any(marks) or named else "foreign"
    return {"finding": finding, "media_type": "application/octet-stream"}


def _show_film(container: InputContainer, files: Files, say: Say) -> None:
    if not container.streams.video:
        raise NothingToSee
    stream = container.streams.video[0]
    stream.thread_type = "SLICE"
    stream.codec_context.thread_count = 1
    frames = _frames(container, stream)
    first = next(frames, None)
    if first is None or max(first.width, first.height) > LARGEST_SIDE:
        raise NothingToSee
    film = _facts(container, stream, first)
    say({"finding": "video"} | film._asdict())
    _save_poster(_small(first, POSTER_WIDTH).to_image(), files.poster, say)  # type: ignore[no-untyped-call]
    _make_preview(first, frames, film, files.preview, say)


def _facts(container: InputContainer, stream: VideoStream, first: VideoFrame) -> Film:
    microseconds = container.duration
    return Film(
        media_type=MEDIA_TYPES.get(container.format.name.split(",")[0], "video/mp4"),
        codec=stream.codec_context.name,
        seconds=round(microseconds / 1_000_000) if microseconds else None,
        width=first.width,
        height=first.height,
    )


def _frames(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Pictures in order; a damaged packet is passed over, as a player does."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue


def _small(frame: VideoFrame, width: int) -> VideoFrame:
    width = min(width, frame.width) // 2 * 2 or 2
    height = max(2, round(frame.height * width / frame.width / 2) * 2)
    return frame.reformat(width=width, height=height, format="yuv420p")


def _make_preview(
    first: VideoFrame, frames: Iterator[VideoFrame], film: Film, preview: int, say: Say
) -> None:
    """H.264 without sound, as far as the time for it reaches."""
    until = time.monotonic() + PREVIEW_TAKES
    expected = min(film.seconds or PREVIEW_SECONDS, PREVIEW_SECONDS) or 1
    with os.fdopen(os.dup(preview), "wb") as file, av.open(file, "w", format="mp4") as made:
        track: Any = made.add_stream("libx264", rate=PREVIEW_RATE)
        track.options = {"preset": "veryfast", "crf": "28", "threads": "1"}
        example = _small(first, PREVIEW_WIDTH)
        track.width, track.height, track.pix_fmt = example.width, example.height, "yuv420p"
        shown = 0
        for number, frame in _evenly(first, frames):
            small = frame.reformat(width=track.width, height=track.height, format="yuv420p")
            small.pts, small.time_base = number, Fraction(1, PREVIEW_RATE)
            made.mux(track.encode(small))
            shown = number + 1
            if shown % PREVIEW_RATE == 0:
                say({"progress": min(99, shown * 100 // (expected * PREVIEW_RATE))})
            if shown >= PREVIEW_SECONDS * PREVIEW_RATE or time.monotonic() > until:
                break
        made.mux(track.encode(None))
    say({"preview": max(1, shown // PREVIEW_RATE)})


def _evenly(first: VideoFrame, frames: Iterator[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
    """At most PREVIEW_RATE pictures a second, each with its place in time.

    A bare stream carries no times: its pictures are taken to be USUAL_RATE a second.
    """
    start, last = first.time or 0.0, 0
    yield 0, first
    for count, frame in enumerate(frames, start=1):
        seconds = count / USUAL_RATE if frame.time is None else frame.time - start
        tick = round(seconds * PREVIEW_RATE)
        tick = tick if 0 <= tick - last < 100 * PREVIEW_RATE else last + 1
        if tick > last:
            yield tick, frame
            last = tick
