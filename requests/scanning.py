"""Ask clamd, where there is one, whether a file carries malware."""

import socket
import struct
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from requests.models import Footage

Scan = Footage.Scan
CHUNK = 256 * 1024  # bytes
PATIENCE = 60  # seconds for one answer


def scan(path: Path) -> Scan:
    """What clamd says of the file. NOT_SCANNED when there is none, or it cannot take the file.

    The address is CLAMD_SOCKET: a path, or host:port. Silence is never taken for "clean".
    """
    if not settings.CLAMD_SOCKET:
        return Scan.NOT_SCANNED
    try:
        with _connect(settings.CLAMD_SOCKET) as clamd, path.open("rb") as file:
            return _read(_ask(clamd, file))
    except OSError:
        return Scan.NOT_SCANNED


def _connect(address: str) -> socket.socket:
    if "/" not in address:
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), PATIENCE)
    clamd = socket.socket(socket.AF_UNIX)
    try:
        clamd.settimeout(PATIENCE)
        clamd.connect(address)
    except OSError:
        clamd.close()
        raise
    return clamd


def _ask(clamd: socket.socket, file: BinaryIO) -> bytes:
    clamd.sendall(b"zINSTREAM\0")
    try:
        while chunk := file.read(CHUNK):
            clamd.sendall(struct.pack("!I", len(chunk)) + chunk)
        clamd.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # It has said why already, as when the file is larger than it takes.
    answer = b""
    while piece := clamd.recv(4096):
        answer += piece
    return answer


def _read(answer: bytes) -> Scan:
    words = answer.rstrip(b"\0\n")
    if words.endswith(b"FOUND"):
        return Scan.INFECTED
    return Scan.CLEAN if words == b"stream: OK" else Scan.NOT_SCANNED
