"""Look into a file that somebody sent: what is it, a poster, a small preview.

Runs in the sandbox. Files are read and written through descriptors that are already open. By
its content, not its name; what is not known here is a recorder's own format, and only what
shows that something is missing is called damaged.
"""

import functools
import importlib
import io
import os
import pkgutil
from typing import Any, BinaryIO, NamedTuple

import av
import av.error
import av.filter
from av.video.frame import VideoFrame
from PIL import Image, ImageFile, ImageOps

from requests.evidence import films, heif
from requests.evidence.containers import (
    Bytes,
    Kind,
    has_lost_its_end,
    has_no_index,
    is_series,
    kind_of,
    readers_of,
)
from requests.evidence.film_shapes import PREVIEW_RATE
from requests.evidence.sandbox import Say

Image.MAX_IMAGE_PIXELS = 120_000_000
OCTETS = "application/octet-stream"
HEIC = "image/heic"
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
}
ORIENTATION = 0x0112  # of EXIF
READERS = ["JPEG", "PNG", "GIF", "BMP", "WEBP", "AVIF", "TIFF"]
# What people or attackers send under a video's name.
OTHERS = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"PK\x05\x06": "application/zip",
    b"MZ": "application/vnd.microsoft.portable-executable",
    b"\x7fELF": "application/x-elf",
    b"Rar!\x1a\x07": "application/vnd.rar",
    b"7z\xbc\xaf\x27\x1c": "application/x-7z-compressed",
    b"\x1f\x8b\x08": "application/gzip",
    b"#!/": "text/x-shellscript",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/x-ole-storage",
    b"ID3": "audio/mpeg",
    b"#!AMR": "audio/amr",
    b"fLaC": "audio/flac",
}
# In these a film cannot hide from who reads them; in others a maker's own may lie beside sound.
SOUNDS = {
    Kind.ISO: "audio/mp4",
    Kind.MATROSKA: "audio/x-matroska",
    Kind.ASF: "audio/x-ms-wma",
    Kind.AVI: "audio/x-msvideo",
}
LEAST_FILM = 2**18  # bytes; in a smaller file without pictures nothing can be hidden
FILM_NAMES = {"mp4", "mov", "m4v", "3gp", "webm", "mkv", "avi", "ts", "mpg", "mpeg", "flv", "wmv"}


class Files(NamedTuple):
    """Open descriptors: of what was sent, and of what is made from it."""

    source: int
    poster: int
    preview: int


@functools.cache
def warm_up() -> None:
    """Load what any file needs, with a sample of our own, before the child is made: locked in,
    it opens no file, and a track of any kind may need a part of a library that others do not."""
    Image.init()
    b"".decode("utf-16")
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    sample = io.BytesIO()
    with av.open(sample, "w", format="mp4") as made:
        track: Any = made.add_stream("libx264", rate=PREVIEW_RATE, options={"threads": "1"})
        track.width, track.height, track.pix_fmt = 16, 16, "yuv420p"
        made.mux(track.encode(VideoFrame(16, 16, "yuv420p")))
        made.mux(track.encode(None))
    sample.seek(0)
    with av.open(sample, "r") as container:
        picture: Any = next(container.decode(video=0)).to_image()  # type: ignore[no-untyped-call]
    for reader in READERS:
        if reader in Image.SAVE:
            copy = io.BytesIO()
            picture.save(copy, reader)
            Image.open(copy).convert("RGB")


def look(files: Files, name: str, say: Say) -> None:
    """Say what the file is and, when it has pictures, fill `poster` and `preview`.

    Messages: `finding` with its facts, again when more is known of them, `poster` and
    `progress` and `preview` as they come.
    """
    with os.fdopen(files.source, "rb") as file:
        content = Bytes(file.fileno())
        head = content.head
        facts = _without_decoding(head, content, name)
        if facts:
            say(facts)
        elif media_type := _picture_type(content):
            _look_at_picture(file, media_type, files.poster, say)
        else:
            _look_at_film(content, name, files, say)


def is_picture(files: Files) -> bool:
    """By its first bytes; where the file is read is left as it was."""
    return bool(_picture_type(Bytes(files.source)))


def _without_decoding(head: bytes, file: Bytes, name: str) -> dict[str, str] | None:
    if not head.strip(b"\0") and _is_all_zeros(file):
        return {"finding": "empty", "media_type": OCTETS}
    media_type = next((kind for start, kind in OTHERS.items() if head.startswith(start)), "")
    if head.startswith(b"MZ") and not _is_program(head, name):
        media_type = ""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        media_type = "audio/wav"
    tail = file.at(max(0, file.size - 4096), 4096)
    if _is_wide_text(head) or (_is_text(head) and _is_text(tail)):
        media_type = media_type or "text/plain"
    return {"finding": "disguised", "media_type": media_type} if media_type else None


def _is_program(head: bytes, name: str) -> bool:
    """Two letters are no proof: by the sign further on, by what linkers write, or by its name."""
    offset = int.from_bytes(head[60:64], "little")
    is_named = name.lower().endswith((".exe", ".dll", ".scr", ".com"))
    return head[offset : offset + 4] == b"PE\0\0" or head[2:4] == b"\x90\0" or is_named


def _is_all_zeros(file: Bytes) -> bool:
    for offset in range(0, min(file.size, 2**32), 2**20):
        if file.at(offset, 2**20).strip(b"\0"):
            return False
    return file.size <= 2**32


def _is_text(piece: bytes) -> bool:
    """In UTF-8; a letter may be cut at either end of a piece."""
    for start in range(4):
        for end in range(len(piece), max(start, len(piece) - 4), -1):
            try:
                text = piece[start:end].decode()
            except UnicodeDecodeError:
                continue
            return all(sign.isprintable() or sign in "\r\n\t\f\ufeff" for sign in text)
    return False


def _is_wide_text(piece: bytes) -> bool:
    """As Windows' notepad saves it."""
    if not piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    text = piece[: len(piece) // 2 * 2].decode("utf-16", errors="ignore")
    return all(sign.isprintable() or sign in "\r\n\t\f" for sign in text)


def _picture_type(file: Bytes) -> str:
    head = file.at(0, 64)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in {b"ftypavif", b"ftypavis"}:
        return "image/avif"
    if heif.is_one(head):
        return HEIC
    if head[:2] == b"BM" and head[6:10] == bytes(4) and head[14] in {12, 40, 52, 56, 64, 108, 124}:
        return "image/bmp"
    if head[:3] == b"\xff\xd8\xff" and head[3:4] >= b"\xc0":
        return "" if is_series(file) else "image/jpeg"
    return next((kind for start, kind in PICTURES.items() if head.startswith(start)), "")


def _look_at_picture(file: BinaryIO, media_type: str, poster: int, say: Say) -> None:
    facts = {"finding": "picture", "media_type": media_type}
    try:
        if media_type == HEIC:
            upright = heif.read(Bytes(file.fileno()))
            size, is_cut = upright.size, has_lost_its_end(Bytes(file.fileno()), None)
        else:
            upright, size, is_cut = _opened(file)
    except Image.DecompressionBombError:
        say({"finding": "unknown", "media_type": media_type})
    except heif.NotShown:
        is_whole = not has_lost_its_end(Bytes(file.fileno()), None)
        say({"finding": "foreign" if is_whole else "broken", "media_type": media_type})
    except (OSError, ValueError, SyntaxError, EOFError):
        is_its_own = media_type == "image/tiff" or not _is_jpeg(Bytes(file.fileno()), media_type)
        finding = {"finding": "foreign" if is_its_own else "broken"}
        say(finding | {"media_type": OCTETS if is_its_own else media_type})
    else:
        say(facts | {"width": size[0], "height": size[1], "is_cut": is_cut})
        films.save_poster(upright, poster, say)


def _is_jpeg(file: Bytes, media_type: str) -> bool:
    """Its pieces follow each other as far as it goes; more than its first letters is one."""
    offset, start = 2, file.at(2, 8)
    if media_type == "image/jpeg" and start[1] == 0xE0 and start[4:] not in {b"JFIF", b"JFXX"}:
        return False
    while media_type == "image/jpeg":
        head = file.at(offset, 4)
        if len(head) < 4 or head[1] == 0xDA:
            return True
        if head[0] != 0xFF:
            return False
        offset += 2 + int.from_bytes(head[2:], "big")
    return True


def _opened(file: BinaryIO) -> tuple[Image.Image, tuple[int, int], bool]:
    """The picture upright, its size upright, and whether its end is missing."""
    for is_cut in (False, True):
        ImageFile.LOAD_TRUNCATED_IMAGES = is_cut
        file.seek(0)
        try:
            with Image.open(file, formats=READERS) as picture:
                width, height = picture.size
                picture.draft("RGB", (films.WIDTH * 2, films.WIDTH * 2))
                upright = ImageOps.exif_transpose(_in_eight_bits(picture))
        except OSError:
            if is_cut:
                raise
        else:
            is_turned = picture.getexif().get(ORIENTATION, 1) in {5, 6, 7, 8}
            size = (height, width) if is_turned else (width, height)
            return upright.convert("RGB"), size, is_cut
    raise ValueError("unreadable")


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Of 65,536 greys, those that 256 can show; cut off at 255, nearly all would be white."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    grey = picture.convert("F")
    extrema: Any = grey.getextrema()
    if extrema[1] > 255:
        grey = grey.point(lambda shade: shade / 256 + 0)
    return grey.convert("L")


def _look_at_film(file: Bytes, name: str, files: Files, say: Say) -> None:
    opened = None
    for reader in readers_of(file):
        try:
            films.show(file, reader, files.poster, files.preview, say)
        except films.NothingToSee as fault:
            opened = fault
        except (av.error.FFmpegError, ValueError):
            continue
        else:
            return
    say(_unseen(file, name, opened))


def _unseen(file: Bytes, name: str, opened: films.NothingToSee | None) -> dict[str, str]:
    """What a file is in which nothing is seen: damaged where something is missing that must be
    there, else a recorder's own format, locked or made for its own program."""
    kind = kind_of(file.head)
    if opened and opened.kinds == {"audio"} and kind in SOUNDS:
        return {"finding": "disguised", "media_type": SOUNDS[kind]}
    is_hole = not file.head[:512].strip(b"\0") and _ending(name) in FILM_NAMES
    is_filled = opened is not None and opened.is_filled
    if is_hole or has_no_index(file) or (not is_filled and has_lost_its_end(file, None)):
        finding = "broken"
    elif opened and "video" in opened.kinds and not is_filled and file.size < LEAST_FILM:
        finding = "empty" if kind in SOUNDS else "foreign"
    else:
        finding = "foreign"
    return {"finding": finding, "media_type": OCTETS}


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
