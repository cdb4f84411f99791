"""What becomes of an uploaded film, for `bin/bench upload`: its hash, its poster, its export."""

import hashlib
import io
import os
import time
from pathlib import Path
from typing import Any

from tests.bench import measure, tus_client
from tests.bench.measure import milliseconds, p50, report

MIB = 2**20
TIMES = 3


def report_rate(name: str, value: float, floor: float, ratio: float) -> None:
    """MiB a second, at least `ratio` of the floor's."""
    report("upload", name, value, "MiB/s", floor=floor, goal=ratio * floor, more_is_better=True)


def measure_inspection(film: Path) -> None:
    from requests.evidence import inspection, media
    from tests.requests.footage_factories import film as small_film

    gibibytes = film.stat().st_size / 2**30
    floor = min(milliseconds(lambda: _sha256(film), times=3)) / 1000 / gibibytes
    taken = (
        min(
            milliseconds(
                lambda: inspection.digest(film, film.stat().st_size, lambda _: None), times=3
            )
        )
        / 1000
    )
    report(
        "upload",
        "hash known after the last byte, 1 GiB",
        taken / gibibytes,
        "s",
        floor=floor,
        goal=max(0.9, 1.25 * floor),
    )

    clip = film.with_name("clip.mp4")
    clip.write_bytes(small_film(seconds=5))
    bare = p50(milliseconds(lambda: _poster(clip), times=30))
    files = [film.with_name(name) for name in ("poster", "preview")]

    media.warm_up()
    guarded = p50([_guarded_poster(clip, files) for _ in range(30)])
    name = "what a film is and its poster, in a guarded child"
    report("upload", name, guarded, "ms", floor=bare, goal=max(15, 1.5 * bare))


def _guarded_poster(clip: Path, files: list[Path]) -> float:
    """Milliseconds until the poster is there; the preview is not waited for."""
    from requests.evidence import media, sandbox

    began = time.perf_counter()
    opened = [os.open(clip, os.O_RDONLY)]
    opened += [os.open(file, os.O_RDWR | os.O_CREAT) for file in files]
    said = sandbox.run(lambda say: media.look(media.Files(*opened), clip.name, say), keep=opened)
    for message in said:
        if message and "poster" in message:
            break
    taken = time.perf_counter() - began
    said.close()
    for fd in opened:
        os.close(fd)
    return taken * 1000


def _sha256(film: Path) -> str:
    with film.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _poster(clip: Path) -> bytes:
    """The floor: PyAV in this process, with nothing between it and the file."""
    import av

    made = io.BytesIO()
    with av.open(str(clip)) as container:
        frame: Any = next(container.decode(video=0))
        frame.to_image(width=640, height=480).save(made, "JPEG")
    return made.getvalue()


def measure_export(port: int, film: Path) -> None:
    """An archive of one large original through HTTP, hashed again on its way out."""
    from requests.evidence.actions import exports
    from requests.evidence.actions import footage as actions
    from tests.people.sessions import cookie_of
    from tests.requests.footage_factories import sealed

    footage = sealed(b"x")
    officer = footage.upload.ask.footage_request.officer
    _swap(footage, film)
    actions.accept(footage, actor=officer)
    export = exports.make(footage.upload.ask.footage_request, actor=officer)
    cookie = cookie_of(officer)
    mebibytes = film.stat().st_size / MIB
    rates, firsts = zip(
        *[
            _download(port, f"/exports/{export.public_id}/", cookie)
            for _ in range(measure.some(TIMES))
        ],
        strict=True,
    )
    floor = mebibytes / (min(milliseconds(lambda: _sha256(film), times=3)) / 1000)
    report_rate("export through HTTP, hashed again, beside SHA-256 alone", max(rates), floor, 0.6)
    report("upload", "first byte of an export", min(firsts), "ms", floor=0, goal=50)


def _swap(footage: Any, film: Path) -> None:
    from requests.evidence import inspection

    digest = inspection.digest(film, film.stat().st_size, lambda _: None)
    footage.upload.original.unlink()
    os.link(film, footage.upload.original)
    footage.upload.size = footage.upload.offset = film.stat().st_size
    footage.upload.save()
    footage.sha256, footage.crc32 = digest
    footage.save()


def _download(port: int, path: str, cookie: str) -> tuple[float, float]:
    """MiB/s, and milliseconds to the first byte."""
    began = time.perf_counter()
    line = tus_client.Line(port, cookie)
    line.head("GET", path, {"Connection": "close"})
    first = line.socket.recv(1)
    to_first = time.perf_counter() - began
    received, block = len(first), bytearray(MIB)
    while count := line.socket.recv_into(block):
        received += count
    return received / MIB / (time.perf_counter() - began), to_first * 1000
