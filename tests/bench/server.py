"""A granian as in deploy/ and one kept-alive connection to it."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AS_DEPLOYED = ("--workers", "2", "--blocking-threads", "16", "--backpressure", "128")


class Line:
    """One kept-alive connection of one visitor, who speaks Vietnamese and takes gzip or not."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Host": "localhost", "Accept-Language": "vi", "Cookie": cookie}

    def get(self, path: str, status: int = 200) -> bytes:
        """The page's bytes; any answer but the expected one is an error of the bench."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} {answer.getheader('Location', '')}")
        return body


@dataclass(frozen=True)
class Server:
    port: int
    process: "subprocess.Popen[bytes]"

    def peak_mebibytes(self) -> float:
        """The most memory that any of its processes has held."""
        return max(self._mebibytes("VmHWM"))

    def mebibytes(self) -> float:
        """The memory that all of its processes hold now."""
        return sum(self._mebibytes("VmRSS"))

    def _mebibytes(self, name: str) -> Iterator[float]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for pid in [self.process.pid, *map(int, children.split())]:
            status = Path(f"/proc/{pid}/status").read_text()
            found = re.search(rf"{name}:\s+(\d+) kB", status)
            yield int(found.group(1)) / 1024 if found else 0.0


def granian(
    application: str, path: str, *options: str, niceness: int = 0
) -> AbstractContextManager[Server]:
    """Serve `application` until the block ends; ready when `path` answers."""
    command = ["nice", "-n", str(niceness), sys.executable, "-m", "granian", application]
    command += ["--interface", "wsgi", *options, "--no-access-log", "--no-log", "--port"]
    return served(command, partial(_get, path))


def _get(path: str, port: int) -> None:
    Line(port).get(path)


@contextmanager
def served(command: Sequence[str], answers: Callable[[int], object]) -> Iterator[Server]:
    """Run `command` on a free port, its last argument; ready when `answers` fails no more."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HTTPS": "0", "LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([*command, str(port)], cwd=ROOT, env=environment)
    try:
        _wait_until(partial(answers, port))
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until(answers: Callable[[], object]) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            answers()
        except (OSError, http.client.HTTPException, RuntimeError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("a server did not answer within a minute")
