"""A tus client as fast as a socket: the same for both servers, so that neither is favoured."""

import base64
import os
import re
import socket
import time
from pathlib import Path

BYTES = "application/offset+octet-stream"


class Line:
    """One kept-alive connection."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.cookie = cookie
        self.rest = b""

    def __del__(self) -> None:
        if "socket" in self.__dict__:
            self.socket.close()

    def head(self, method: str, path: str, headers: dict[str, object]) -> None:
        all_headers = {"Host": "localhost", "Tus-Resumable": "1.0.0", "Cookie": self.cookie}
        lines = "".join(f"{name}: {value}\r\n" for name, value in (all_headers | headers).items())
        self.socket.sendall(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode())

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _blank, self.rest = self.rest.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join(iter(self._chunk, b""))
        else:
            body = self._take(int(headers.get("content-length", 0)))
        return int(first.split()[1]), headers, body

    def _chunk(self) -> bytes:
        while b"\r\n" not in self.rest:
            self._more()
        size, _end, self.rest = self.rest.partition(b"\r\n")
        return self._take(int(size, 16) + 2)[:-2]

    def _take(self, length: int) -> bytes:
        while len(self.rest) < length:
            self._more()
        taken, self.rest = self.rest[:length], self.rest[length:]
        return taken

    def _more(self) -> None:
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError("the server closed the line")
        self.rest += piece


def create(line: Line, path: str, size: int, metadata: dict[str, str]) -> str:
    pairs = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()
    )
    headers = {"Upload-Length": size, "Upload-Metadata": pairs, "Content-Length": 0}
    line.head("POST", path, headers)
    status, answered, body = line.answer()
    if status != 201:
        raise RuntimeError(f"creation: {status} {body!r}")
    return re.sub(r"^https?://[^/]+", "", answered["location"])


def upload(
    port: int, path: str, file: Path, *, piece: int, cookie: str = "", metadata: dict[str, str]
) -> float:
    """Seconds from the first request to the last answer."""
    began = time.perf_counter()
    line = Line(port, cookie)
    size = file.stat().st_size
    url = create(line, path, size, metadata)
    with file.open("rb") as source:
        for offset in range(0, size, piece):
            length = min(piece, size - offset)
            send(line, url, source.fileno(), offset, length)
    line.socket.close()
    return time.perf_counter() - began


def send(line: Line, url: str, source: int, offset: int, length: int) -> None:
    headers = {"Upload-Offset": offset, "Content-Type": BYTES, "Content-Length": length}
    line.head("PATCH", url, headers)
    at, end = offset, offset + length
    while at < end:
        at += os.sendfile(line.socket.fileno(), source, at, end - at)
    status, answered, body = line.answer()
    if status != 204 or int(answered["upload-offset"]) != end:
        raise RuntimeError(f"at {offset}: {status} {body!r}")
