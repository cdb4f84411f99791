"""A scanner that speaks clamd's protocol and says what it is told to."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[Callable[[bytes], str]]:
    """Starts one on a socket; gives its path."""
    servers: list[socket.socket] = []

    def start(answer: bytes) -> str:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd.sock"))
        server.listen()
        servers.append(server)
        threading.Thread(target=_serve, args=(server, answer), daemon=True).start()
        return str(tmp_path / "clamd.sock")

    yield start
    for server in servers:
        server.close()


def _serve(server: socket.socket, answer: bytes) -> None:
    connection, _address = server.accept()
    with connection, connection.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        while size := struct.unpack("!I", stream.read(4))[0]:
            assert len(stream.read(size)) == size
        connection.sendall(answer)
