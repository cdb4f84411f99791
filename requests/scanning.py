"""Ask clamd, where there is one, whether a file carries malware."""

import socket
import struct
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from django.conf import settings

from requests.models import Footage

Scan = Footage.Scan
CHUNK = 256 * 1024  # bytes
PATIENCE = 60  # seconds for one answer
CONNECTING = 10  # seconds, less than a claim lasts
TICK = 2  # seconds of silence between two beats

Beat = Callable[[], None]  # called with each chunk and while nothing happens
Got = TypeVar("Got")


def scan(path: Path, beat: Beat) -> Scan:
    """What clamd says of the file. NOT_SCANNED when there is none, or it cannot take the file.

    The address is CLAMD_SOCKET: a path, or host:port. Silence is never taken for "clean".
    """
    if not settings.CLAMD_SOCKET:
        return Scan.NOT_SCANNED
    try:
        with _connect(settings.CLAMD_SOCKET) as clamd, path.open("rb") as file:
            return _read(_ask(clamd, file, beat))
    except OSError:
        return Scan.NOT_SCANNED


def _connect(address: str) -> socket.socket:
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), CONNECTING)
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(CONNECTING)
        clamd.connect(address)
    except OSError:
        clamd.close()
        raise
    return clamd


def _ask(clamd: socket.socket, file: BinaryIO, beat: Beat) -> bytes:
    clamd.settimeout(TICK)
    try:
        _send(clamd, b"zINSTREAM\0", beat)
        while chunk := file.read(CHUNK):
            _send(clamd, struct.pack("!I", len(chunk)) + chunk, beat)
        _send(clamd, struct.pack("!I", 0), beat)
    except (BrokenPipeError, ConnectionResetError):
        pass  # It has said why already, as when the file is larger than it takes.
    answer = b""
    while piece := _waited_for(partial(clamd.recv, 4096), beat):
        answer += piece
    return answer


def _send(clamd: socket.socket, content: bytes, beat: Beat) -> None:
    left = memoryview(content)
    while left:
        left = left[_waited_for(partial(clamd.send, left), beat) :]
    beat()


def _waited_for(step: Callable[[], Got], beat: Beat) -> Got:
    """What the step gives, with a beat at every tick until then. TimeoutError after PATIENCE."""
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            return step()
        except TimeoutError:
            beat()
            if time.monotonic() > given_up:
                raise


def _read(answer: bytes) -> Scan:
    words = answer.rstrip(b"\0\n")
    if words.endswith(b"FOUND"):
        return Scan.INFECTED
    return Scan.CLEAN if words == b"stream: OK" else Scan.NOT_SCANNED
