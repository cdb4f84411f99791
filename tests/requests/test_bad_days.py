"""Bad days, with real processes: whatever is killed, files end well and bytes are right."""

import hashlib
import os
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.bench.tus_client import BYTES, Line, create
from tests.journeys.portal import until
from tests.requests.file_processes import FileProcesses
from tests.requests.footage_factories import film

TWO_MINUTES = 120
PADDING = 200 * 2**20  # bytes of zeros behind the film, so that hashing takes a moment


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileProcesses]:
    name = f"{settings.DATABASES['default']['TEST']['NAME']}_faults_{os.getpid()}"
    made = FileProcesses(tmp_path_factory.mktemp("processes"), name)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def offered(processes: FileProcesses, size: int) -> tuple[str, str]:
    """A new upload: its address and its owner's cookie."""
    ask, cookie = processes.asked()
    line = Line(processes.port, cookie)
    return create(line, "/uploads/", size, {"ask": ask, "filename": "CH01.mp4"}), cookie


def patch(line: Line, url: str, offset: int, body: bytes) -> int:
    headers = {"Upload-Offset": offset, "Content-Type": BYTES, "Content-Length": len(body)}
    try:
        line.head("PATCH", url, headers)
        line.socket.sendall(body)
    except ConnectionError:
        pass  # Refused before all was sent; the reason may still be readable.
    try:
        return line.answer()[0]
    except ConnectionError:
        return 0


def offset_of(processes: FileProcesses, url: str, cookie: str) -> int:
    """HEAD, as often as it takes: the portal may be coming back just now."""
    last = time.monotonic() + 30
    while True:
        try:
            line = Line(processes.port, cookie)
            line.head("HEAD", url, {})
            while b"\r\n\r\n" not in line.rest:
                line._more()
            status = int(line.rest.split()[1])
            if status == 200:
                found = [row for row in line.rest.split(b"\r\n") if b"pload-" in row]
                return next(int(row.split()[1]) for row in found if b"offset" in row.lower())
        except OSError:
            status = 0
        assert time.monotonic() < last, f"HEAD gives {status}: {processes.logs()}"
        time.sleep(0.2)


def large_film(processes: FileProcesses) -> str:
    """Uploads a film that takes a while to hash; gives the upload's public id."""
    whole = film() + bytes(PADDING)
    url, cookie = offered(processes, len(whole))
    assert patch(Line(processes.port, cookie), url, 0, whole) == 204
    return url.split("/")[-2]


STATE = """
SELECT f.status FROM footage_footage f JOIN footage_upload u ON u.id = f.upload_id
WHERE u.public_id = %s
"""


def state_of(processes: FileProcesses, upload: str) -> str:
    found = processes.row(STATE, upload)
    return str(found[0]) if found else ""


def becomes_ready(processes: FileProcesses, upload: str) -> None:
    until(
        lambda: state_of(processes, upload) == "ready",
        lambda: f"still {state_of(processes, upload)}: {processes.logs()}",
        TWO_MINUTES,
    )
    sealed = "SELECT count(*) FROM journal_entry e JOIN footage_footage f ON e.stream = "
    sealed += "'footage:' || f.public_id JOIN footage_upload u ON u.id = f.upload_id "
    assert processes.row(sealed + "WHERE u.public_id = %s AND verb = 'sealed'", upload) == (1,)


def test_worker_child_killed_while_hashing(processes: FileProcesses) -> None:
    upload = large_film(processes)
    until(lambda: state_of(processes, upload) == "inspecting", processes.logs, 60)

    processes.kill_child_of("worker")

    becomes_ready(processes, upload)


def test_worker_killed_and_redis_emptied_while_hashing(processes: FileProcesses) -> None:
    upload = large_film(processes)
    until(lambda: state_of(processes, upload) == "inspecting", processes.logs, 60)

    processes.kill("worker")
    processes.kill("redis")
    processes.begin("redis")
    processes.begin("worker")

    becomes_ready(processes, upload)


def test_redis_away_while_a_file_arrives(processes: FileProcesses) -> None:
    processes.kill("redis")
    url, cookie = offered(processes, len(film()))

    status = patch(Line(processes.port, cookie), url, 0, film())
    processes.begin("redis")

    assert status == 204
    becomes_ready(processes, url.split("/")[-2])


def test_postgresql_away_while_bytes_come(processes: FileProcesses) -> None:
    """Connections are cut and refused for two seconds, as in a restart."""
    body = random.Random(1).randbytes(8 * 2**20)
    url, cookie = offered(processes, len(body))
    line = Line(processes.port, cookie)
    headers = {"Upload-Offset": 0, "Content-Type": BYTES, "Content-Length": len(body)}
    line.head("PATCH", url, headers)
    line.socket.sendall(body[: len(body) // 2])

    processes.allow_connections(False)
    line.socket.sendall(body[len(body) // 2 :])
    time.sleep(2)
    processes.allow_connections(True)
    status, answered, _body = line.answer()

    assert status == 204 or (status, answered["retry-after"]) == (503, "5")
    until(lambda: sent_rest(processes, url, cookie, body), processes.logs, 30)
    assert stored(processes, url) == body


def stored(processes: FileProcesses, url: str) -> bytes:
    """The bytes on the disk; the whole was counted and closed."""
    public_id = url.split("/")[-2].replace("-", "")
    until(
        lambda: processes.row(
            "SELECT status = 'received' FROM footage_upload WHERE public_id = %s", public_id
        )[0],
        processes.logs,
        60,
    )
    return Path(processes.folder, "uploads", public_id[:2], public_id, "original").read_bytes()


def test_of_eight_patches_at_once_exactly_one_is_taken(processes: FileProcesses) -> None:
    body = random.Random(2).randbytes(4 * 2**20)
    url, cookie = offered(processes, 8 * len(body))
    lines = [Line(processes.port, cookie) for _ in range(8)]
    statuses: list[int] = []
    go = threading.Barrier(8)

    def send(line: Line) -> None:
        go.wait()
        statuses.append(patch(line, url, 0, body))

    threads = [threading.Thread(target=send, args=[line]) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 409, 423, 0}
    assert offset_of(processes, url, cookie) == len(body)


@pytest.mark.parametrize("manner", ["FIN", "RST"])
def test_cuts_at_random_bytes_end_with_the_right_file(
    processes: FileProcesses, manner: str
) -> None:
    chance = random.Random(manner)
    body = chance.randbytes(12 * 2**20)
    url, cookie = offered(processes, len(body))
    cuts = 0
    while cuts < 25:
        at = offset_of(processes, url, cookie)
        cut(processes, url, cookie, body, at, chance.randint(1, len(body) // 20), manner)
        cuts += 1
        if at >= len(body) - len(body) // 20:
            break
    at = offset_of(processes, url, cookie)
    until(lambda: sent_rest(processes, url, cookie, body), processes.logs, 30)

    assert 0 < at <= len(body)
    assert hashlib.sha256(stored(processes, url)).digest() == hashlib.sha256(body).digest()


def cut(
    processes: FileProcesses, url: str, cookie: str, body: bytes, at: int, count: int, manner: str
) -> None:
    line = Line(processes.port, cookie)
    headers = {"Upload-Offset": at, "Content-Type": BYTES, "Content-Length": len(body) - at}
    line.head("PATCH", url, headers)
    line.socket.sendall(body[at : at + count])
    if manner == "RST":
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.socket.close()


def sent_rest(processes: FileProcesses, url: str, cookie: str, body: bytes) -> bool:
    """Whether all is there now: 423 while a cut or killed writer still has its 10 s turn."""
    at = offset_of(processes, url, cookie)
    if at == len(body):
        return True
    return patch(Line(processes.port, cookie), url, at, body[at:]) == 204


def test_granian_killed_while_bytes_come(processes: FileProcesses) -> None:
    """What HEAD says afterwards is on the disk, and the rest makes the file whole."""
    body = random.Random(3).randbytes(48 * 2**20)
    url, cookie = offered(processes, len(body))
    assert patch(Line(processes.port, cookie), url, 0, body[: 2**20]) == 204
    line = Line(processes.port, cookie)
    headers = {"Content-Type": BYTES, "Content-Length": len(body) - 2**20}
    line.head("PATCH", url, headers | {"Upload-Offset": 2**20})
    line.socket.sendall(body[2**20 : 40 * 2**20])

    processes.kill("web")
    processes.begin("web")
    until(processes.answers, processes.logs, 60)

    at = offset_of(processes, url, cookie)
    assert 2**20 <= at <= 40 * 2**20
    until(lambda: sent_rest(processes, url, cookie, body), processes.logs, 60)
    assert stored(processes, url) == body


def test_child_of_the_worker_dies_with_it(processes: FileProcesses) -> None:
    """Nothing is left working on a film whose worker is gone."""
    upload = large_film(processes)
    until(lambda: state_of(processes, upload) == "inspecting", processes.logs, 60)
    main = processes.named["worker"].pid

    processes.kill("worker")

    until(lambda: not in_session(main), lambda: "a process of the worker is left", 10)
    processes.begin("worker")


def in_session(session: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(folder.name))
    return found
