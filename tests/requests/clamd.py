"""A scanner that speaks clamd's protocol and says what it is told to."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts one on a socket; gives its path. It may be slow to read, or to answer."""
    servers: list[socket.socket] = []

    def start(answer: bytes, *, reads_after: float = 0, answers_after: float = 0) -> str:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd.sock"))
        server.listen()
        servers.append(server)
        told = (server, answer, reads_after, answers_after)
        threading.Thread(target=_serve, args=told, daemon=True).start()
        return str(tmp_path / "clamd.sock")

    yield start
    for server in servers:
        server.close()


def _serve(server: socket.socket, answer: bytes, reads_after: float, answers_after: float) -> None:
    connection, _address = server.accept()
    left_half_way = suppress(BrokenPipeError, struct.error)
    with connection, connection.makefile("rb") as stream, left_half_way:
        time.sleep(reads_after)
        assert stream.read(10) == b"zINSTREAM\0"
        while size := struct.unpack("!I", stream.read(4))[0]:
            assert len(stream.read(size)) == size
        time.sleep(answers_after)
        connection.sendall(answer)
