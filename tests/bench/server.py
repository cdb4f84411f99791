"""A granian as in deploy/, a session as after signing in, and one kept-alive connection."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AS_DEPLOYED = ("--workers", "2", "--blocking-threads", "16", "--backpressure", "128")


class Line:
    """One kept-alive connection of one visitor, who speaks Vietnamese and takes gzip or not."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Host": "localhost", "Accept-Language": "vi", "Cookie": cookie}

    def get(self, path: str) -> bytes:
        """The page's bytes; any answer but 200 is an error of the bench."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {answer.getheader('Location', '')}")
        return body


@contextmanager
def granian(application: str, path: str, *options: str) -> Iterator[int]:
    """Serve `application` on a free port until the block ends; ready when `path` answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi"]
    command += ["--port", str(port), *options, "--no-access-log", "--no-log"]
    environment = os.environ | {"HTTPS": "0", "LOG_LEVEL": "ERROR"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port, path)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, path: str) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        try:
            Line(port).get(path)
        except (OSError, http.client.HTTPException, RuntimeError):
            time.sleep(0.3)
        else:
            return
    raise RuntimeError("granian did not answer within a minute")


def cookie_of(person: Any) -> str:
    """The cookie of a session that has shown a code and a second factor."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return f"sessionid={session.session_key}"
