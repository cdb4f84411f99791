"""The portal as it runs in production, for browsers to visit: granian, a worker, beat.

It has a database of its own and a Redis database of its own, so that a real worker here
and the tests beside it never meet.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import redis
from django.contrib.staticfiles.finders import get_finders

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds for the portal to be ready
GRACE = 5  # seconds for a process to end by itself

Process = subprocess.Popen[bytes]


@dataclass
class Portal:
    """`folder` takes its files and logs."""

    folder: Path
    database: str
    port: int = 0
    workers: tuple[str, ...] = ("messages,inspection,rest",)  # each by its queues
    running: list[Process] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        made = {
            "DEBUG": "0",
            "HTTPS": "0",
            "LOCAL_OUTBOX": "1",
            "SECRET_KEY": "only-for-journeys",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": self.address,
            "DATABASE_URL": beside(os.environ["DATABASE_URL"], self.database),
            "DATABASE_POOL": "8",
            "REDIS_URL": _redis_url(),
            "MEDIA_ROOT": str(self.folder / "media"),
            "UPLOAD_ROOT": str(self.folder / "uploads"),
            "SIGNING_KEY_FILE": str(self.folder / "signing.pem"),
            "TRUSTED_PROXIES": "0",
            "UPLOAD_LEAST_FREE_MB": "1",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        return os.environ | made

    def start(self) -> None:
        self.port = free_port()
        self.make_database()
        self.run("django", "migrate", "-v0")
        self.run("django", "mark_disks")
        if _static_files_are_old():
            self.run("django", "collectstatic", "--noinput")
        _forget_keys()
        celery = ["celery", "-A", "portal"]
        self.spawn("web", granian(self.port))
        for queues in self.workers:
            worker = [*celery, "worker", "-Q", queues, "-n", f"{queues}@%h", "-c", "1"]
            self.spawn(f"worker-{queues}", [*worker, "--without-mingle", "-l", "WARNING"])
        schedule = str(self.folder / "beat")
        self.spawn("beat", [*celery, "beat", "--pidfile=", "-s", schedule, "-l", "WARNING"])
        self.run("tests.journeys.journey_people")
        until(self.is_ready, lambda: f"The portal is not ready.\n{self.logs()}", PATIENCE)

    def stop(self) -> None:
        for process in self.running:
            os.killpg(process.pid, signal.SIGTERM)
        last = time.monotonic() + GRACE
        for process in self.running:
            try:
                process.wait(max(0, last - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.drop_database()

    def run(self, module: str, *arguments: str) -> str:
        """What `python -m module` says, run as one of the portal's processes."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def logs(self) -> str:
        """The last lines of each process."""
        found = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in found)

    def spawn(self, name: str, command: list[str]) -> Process:
        """One of our modules with its arguments, or with a path, another program."""
        program = command if command[0].startswith("/") else [sys.executable, "-m", *command]
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                program,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.running.append(process)
        return process

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def make_database(self) -> None:
        self.drop_database()
        tell_postgres(f'CREATE DATABASE "{self.database}"')

    def drop_database(self) -> None:
        tell_postgres(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def until(done: Callable[[], object], otherwise: Callable[[], str], seconds: float = 20) -> None:
    """Look again every tenth of a second until `done` says so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.1)


def granian(port: int) -> list[str]:
    command = ["granian", "portal.wsgi:application", "--interface", "wsgi", "--no-access-log"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    return [*command, "--blocking-threads", "16", "--backpressure", "64"]


def _static_files_are_old() -> bool:
    """bin/test has just collected them; by hand a change may have come since."""
    collected = Path(os.environ.get("STATIC_ROOT") or ROOT / "var/static") / "staticfiles.json"
    if not collected.exists():
        return True
    sources = (
        Path(storage.path(name)).stat().st_mtime
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    return max(sources) > collected.stat().st_mtime


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def beside(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _redis_url() -> str:
    """Four databases on from the one of the tests, which is another one in each of their
    processes."""
    url = urlsplit(os.environ["REDIS_URL"])
    return url._replace(path=f"/{(int(url.path.lstrip('/') or 0) + 4) % 16}").geturl()


def _forget_keys() -> None:
    """Nothing of an earlier run counts against the limits of this one."""
    with redis.from_url(_redis_url()) as store:
        for pattern in ("cache*", "celery*", "_kombu*"):
            for key in store.scan_iter(pattern):
                store.delete(key)


def tell_postgres(order: str) -> None:
    with psycopg.connect(beside(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as line:
        line.execute(order)
