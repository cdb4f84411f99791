"""bin/bench upload: tus with SHA-256 and fdatasync against @tus/server, which does neither.

1 GiB in pieces of 5 and 50 MiB through the same client, in the same run; memory of the
upload process; a page's time while 64 phones upload; what becomes of the film
(`tests/bench/footage.py`). Granian runs as in deploy/: uploads in a process of its own
with 64 threads.
`--rows` is the size of the file in MiB.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench import footage, measure, tus_client
from tests.bench.footage import MIB, report_rate
from tests.bench.measure import milliseconds, p50, p95, report
from tests.bench.server import ROOT, Server, granian, served

TIMES = 3
PHONES, PHONE_SPEED, PHONE_SECONDS = 64, 5_000_000, 12


def main(rows: int | None) -> None:
    size = (rows or 1024) * MIB
    with tempfile.TemporaryDirectory(prefix="so-camera-bench-", dir=_disk()) as folder:
        os.environ["UPLOAD_ROOT"] = str(Path(folder) / "uploads")
        with measure.database("upload"):
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    film = _file(folder, size)
    with ExitStack() as stack:
        # As in deploy/: bytes can wait a moment, whoever opens a page should not.
        uploads = stack.enter_context(_granian("1", "64", niceness=5))
        pages = stack.enter_context(_granian("2", "16"))
        peer = stack.enter_context(_peer(folder / "peer"))
        for piece in (5, 50):
            _against_peer(uploads, peer, film, piece, folder)
        _memory(uploads, film)
        _pages_meanwhile(uploads, pages)
        footage.measure_export(pages.port, film)
    footage.measure_inspection(film)


def _granian(workers: str, threads: str, niceness: int = 0) -> AbstractContextManager[Server]:
    options = ("--workers", workers, "--blocking-threads", threads, "--backpressure", "128")
    return granian("portal.wsgi:application", "/healthz", *options, niceness=niceness)


def _peer(folder: Path) -> AbstractContextManager[Server]:
    folder.mkdir()
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    return served([node, "tests/bench/tus-server.mjs", str(folder)], _options)


def _options(port: int) -> None:
    """Whatever the answer is, the server is there."""
    line = tus_client.Line(port)
    line.head("OPTIONS", "/files", {})
    line.answer()


def _disk() -> str:
    """Where uploads would lie: the disk, not a file system in memory."""
    return os.environ.get("VAR_DIR") or str(ROOT / "var")


def _file(folder: Path, size: int) -> Path:
    film = folder / "film"
    block = os.urandom(MIB)
    with film.open("wb") as file:
        for _ in range(size // MIB):
            file.write(block)
    return film


def _against_peer(uploads: Server, peer: Server, film: Path, piece: int, folder: Path) -> None:
    mebibytes = film.stat().st_size / MIB
    ours, theirs, floor = [], [], []
    for _ in range(measure.some(TIMES)):
        theirs.append(mebibytes / _send_to(peer, "/files", film, piece, {"filename": "film"}))
        _empty(folder / "peer")
        ask, cookie = asked()
        ours.append(mebibytes / _send_to(uploads, "/uploads/", film, piece, _of(ask), cookie))
        _forget_bytes()
        floor.append(mebibytes / _one_pass(film, folder / "copy"))
    name = (
        f"1 GiB in pieces of {piece} MiB"
        if mebibytes == 1024
        else f"{mebibytes:.0f} MiB by {piece}"
    )
    report_rate(f"{name}, beside @tus/server", p50(ours), p50(theirs), 1.0)
    report_rate(
        f"{name}, beside one pass of write, SHA-256 and fdatasync", p50(ours), p50(floor), 0.6
    )


def _of(ask: Any) -> dict[str, str]:
    return {"ask": str(ask.public_id), "filename": "film.mp4"}


def _send_to(
    server: Server, path: str, film: Path, piece: int, metadata: dict[str, str], cookie: str = ""
) -> float:
    return tus_client.upload(
        server.port, path, film, piece=piece * MIB, cookie=cookie, metadata=metadata
    )


def _one_pass(film: Path, copy: Path) -> float:
    """What there is to do, without a network or a server."""
    began = time.perf_counter()
    sha256 = hashlib.sha256()
    with film.open("rb", buffering=0) as source, copy.open("wb", buffering=0) as target:
        while block := source.read(MIB):
            target.write(block)
            sha256.update(block)
        os.fdatasync(target.fileno())
    taken = time.perf_counter() - began
    copy.unlink()
    return taken


def _empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def _forget_bytes() -> None:
    shutil.rmtree(os.environ["UPLOAD_ROOT"], ignore_errors=True)


def asked() -> tuple[Any, str]:
    """An ask whose owner has approved, and her session's cookie."""
    from tests.people.sessions import cookie_of
    from tests.requests.factories import AskFactory

    ask = AskFactory(answer="approved")
    return ask, cookie_of(ask.site.owner)


def _memory(uploads: Server, film: Path) -> None:
    """The process after its first uploads, and during eight more at once."""
    before = uploads.peak_mebibytes()
    people = [asked() for _ in range(8)]
    senders = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                SENDER,
                str(uploads.port),
                str(ask.public_id),
                cookie,
                str(film),
            ],
            cwd=ROOT,
        )
        for ask, cookie in people
    ]
    for sender in senders:
        sender.wait()
    each = max(0.0, uploads.peak_mebibytes() - before) / len(people)
    report("upload", "memory of each of 8 uploads at once", each, "MiB", floor=before, goal=16)
    _forget_bytes()


SENDER = """
import sys
from pathlib import Path
from tests.bench import tus_client
port, ask, cookie, film = sys.argv[1:]
tus_client.upload(int(port), "/uploads/", Path(film), piece=64 * 2**20, cookie=cookie,
    metadata={"ask": ask, "filename": "film.mp4"})
"""


def _pages_meanwhile(uploads: Server, pages: Server) -> None:
    ask, cookie = asked()
    line = tus_client.Line(pages.port, cookie)
    path = f"/requests/asked/{ask.public_id}/upload/"

    def page() -> None:
        line.head("GET", path, {})
        status, _headers, body = line.answer()
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:200]!r}")

    quiet = milliseconds(page, times=200)
    with _phones(uploads):
        busy = milliseconds(page, times=200)
    name = f"page while {PHONES} phones upload at {PHONE_SPEED / 1e6:.0f} MB/s"
    report("upload", f"{name}, p50", p50(busy), "ms", floor=p50(quiet), goal=2 * p50(quiet))
    report("upload", f"{name}, p95", p95(busy), "ms", floor=p95(quiet), goal=2 * p95(quiet))
    _forget_bytes()


@contextmanager
def _phones(uploads: Server) -> Iterator[None]:
    lines = []
    for _ in range(measure.some(PHONES)):
        ask, cookie = asked()
        line = tus_client.Line(uploads.port, cookie)
        size = PHONE_SPEED * measure.some(PHONE_SECONDS)
        url = tus_client.create(line, "/uploads/", size, _of(ask))
        lines.append(f"{cookie} {url}")
    command = [sys.executable, "-m", "tests.bench.slow_phones", str(uploads.port)]
    command += [str(PHONE_SPEED), str(measure.some(PHONE_SECONDS))]
    phones = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert phones.stdin
    assert phones.stdout
    phones.stdin.write("\n".join(lines))
    phones.stdin.close()
    phones.stdout.readline()
    try:
        yield
    finally:
        print(phones.stdout.read().strip(), file=sys.stderr)
        phones.wait()


if __name__ == "__main__":
    sys.exit(measure.run(main))
