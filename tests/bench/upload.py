"""bin/bench upload: tus with SHA-256 and fdatasync against @tus/server, which does neither.

1 GiB in pieces of 5 and 50 MiB through the same client, in the same run; memory of the
upload process; how soon the hash is known; a page's time while 64 phones upload; the
export. Granian runs as in deploy/: uploads in a process of its own with 64 threads.
`--rows` is the size of the file in MiB.
"""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.bench import measure, tus_client
from tests.bench.measure import milliseconds, p50, p95, report

MIB = 2**20
TIMES = 3
PHONES, PHONE_SPEED, PHONE_SECONDS = 64, 5_000_000, 12
ROOT = Path(__file__).resolve().parents[2]


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
        uploads = stack.enter_context(
            _granian("--workers", "1", "--blocking-threads", "64", niceness=5)
        )
        pages = stack.enter_context(_granian("--workers", "2", "--blocking-threads", "16"))
        peer = stack.enter_context(_peer(folder / "peer"))
        for piece in (5, 50):
            _against_peer(uploads, peer, film, piece, folder)
        _memory(uploads, film)
        _pages_meanwhile(uploads, pages)
        _export(pages, film)
    _hash_and_probe(film)


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


def _against_peer(uploads: "Server", peer: "Server", film: Path, piece: int, folder: Path) -> None:
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
    _more(f"{name}, beside @tus/server", p50(ours), p50(theirs), 1.0)
    _more(f"{name}, beside one pass of write, SHA-256 and fdatasync", p50(ours), p50(floor), 0.6)


def _more(name: str, value: float, floor: float, ratio: float) -> None:
    report("upload", name, value, "MiB/s", floor=floor, goal=ratio * floor, more_is_better=True)


def _of(ask: Any) -> dict[str, str]:
    return {"ask": str(ask.public_id), "filename": "film.mp4"}


def _send_to(
    server: "Server", path: str, film: Path, piece: int, metadata: dict[str, str], cookie: str = ""
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
    from tests.requests.approved_ask import session_of
    from tests.requests.factories import AskFactory

    ask = AskFactory(answer="approved")
    return ask, f"sessionid={session_of(ask.site.owner)}"


def _memory(uploads: "Server", film: Path) -> None:
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


def _pages_meanwhile(uploads: "Server", pages: "Server") -> None:
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
def _phones(uploads: "Server") -> Iterator[None]:
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


def _hash_and_probe(film: Path) -> None:
    from requests.evidence import inspection, media
    from tests.requests.footage_factories import film as small_film

    gibibytes = film.stat().st_size / 2**30
    floor = min(milliseconds(lambda: _sha256(film), times=3)) / 1000 / gibibytes
    taken = min(milliseconds(lambda: inspection.digest(film, lambda _: None), times=3)) / 1000
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


def _export(pages: "Server", film: Path) -> None:
    """An archive of one large original through HTTP, hashed again on its way out."""
    from requests.evidence.actions import exports
    from requests.evidence.actions import footage as actions
    from tests.requests.approved_ask import session_of
    from tests.requests.footage_factories import sealed

    footage = sealed(b"x")
    officer = footage.upload.ask.footage_request.officer
    _swap(footage, film)
    actions.accept(footage, actor=officer)
    export = exports.make(footage.upload.ask.footage_request, actor=officer)
    cookie = f"sessionid={session_of(officer)}"
    mebibytes = film.stat().st_size / MIB
    rates, firsts = zip(
        *[
            _download(pages.port, f"/exports/{export.public_id}/", cookie)
            for _ in range(measure.some(TIMES))
        ],
        strict=True,
    )
    floor = mebibytes / (min(milliseconds(lambda: _sha256(film), times=3)) / 1000)
    _more("export through HTTP, hashed again, beside SHA-256 alone", max(rates), floor, 0.6)
    report("upload", "first byte of an export", min(firsts), "ms", floor=0, goal=50)


def _swap(footage: Any, film: Path) -> None:
    from requests.evidence import inspection

    digest = inspection.digest(film, lambda _: None)
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


class Server:
    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.port, self.process = port, process

    def peak_mebibytes(self) -> float:
        """The most memory that any of its processes has held."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        peaks = []
        for pid in [self.process.pid, *map(int, children.split())]:
            status = Path(f"/proc/{pid}/status").read_text()
            found = re.search(r"VmHWM:\s+(\d+) kB", status)
            peaks.append(int(found.group(1)) / 1024 if found else 0.0)
        return max(peaks)


def _granian(*options: str, niceness: int = 0) -> Any:
    command = ["nice", "-n", str(niceness), sys.executable, "-m", "granian"]
    command += ["portal.wsgi:application", "--interface", "wsgi"]
    return _served(
        [*command, *options, "--no-access-log", "--no-log", "--backpressure", "128"], "--port"
    )


def _peer(folder: Path) -> Any:
    folder.mkdir()
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    return _served([node, "tests/bench/tus-server.mjs", str(folder)])


@contextmanager
def _served(command: list[str], *before_port: str) -> Iterator[Server]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HTTPS": "0", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([*command, *before_port, str(port)], cwd=ROOT, env=environment)
    try:
        _wait_for(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            line = tus_client.Line(port)
            line.head("OPTIONS", "/uploads/", {})
            line.answer()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("a server did not answer within a minute")


if __name__ == "__main__":
    sys.exit(measure.run(main))
