"""The parts that carry files, as real processes that a test may kill: granian, worker, beat,
and a Redis of its own. The database is their own too."""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
Process = subprocess.Popen[bytes]


class Workshop:
    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        self.port, self.redis_port = free_port(), free_port()
        self.running: dict[str, Process] = {}

    @property
    def database_url(self) -> str:
        return beside(self.database)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DEBUG": "0",
            "HTTPS": "0",
            "LOCAL_OUTBOX": "1",
            "SECRET_KEY": "only-for-faults",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SITE_URL": f"http://localhost:{self.port}",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "MEDIA_ROOT": str(self.folder / "media"),
            "UPLOAD_ROOT": str(self.folder / "uploads"),
            "SIGNING_KEY_FILE": str(self.folder / "signing.pem"),
            "UPLOAD_LEAST_FREE_MB": "1",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }

    def open(self) -> None:
        self.drop_database()
        tell_postgres(f'CREATE DATABASE "{self.database}"')
        self.start_redis()
        self.run("django", "migrate", "-v0")
        for name in ("web", "worker", "beat"):
            self.start(name)
        self.wait_until_ready()

    def close(self) -> None:
        for process in self.running.values():
            kill_group(process)
        self.drop_database()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_redis(self) -> None:
        command = ["redis-server", "--port", str(self.redis_port), "--save", "", "--bind"]
        self.spawn("redis", [*command, "127.0.0.1", "--dir", str(self.folder)])
        until(lambda: connects(self.redis_port), lambda: "Redis does not start")

    def start(self, name: str) -> Process:
        celery = ["-m", "celery", "-A", "portal"]
        granian = ["-m", "granian", "portal.wsgi:application", "--interface", "wsgi"]
        commands = {
            "web": [*granian, "--port", str(self.port), "--blocking-threads", "32"],
            "worker": [*celery, "worker", "-c", "1", "--without-mingle", "-l", "WARNING"],
            "beat": [*celery, "beat", "--pidfile=", "-s", f"{self.folder}/beat", "-l", "WARNING"],
        }
        return self.spawn(name, [sys.executable, *commands[name]])

    def spawn(self, name: str, command: list[str]) -> Process:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        return self.running[name]

    def run(self, module: str, *arguments: str) -> str:
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def asked(self) -> tuple[str, str]:
        """The public id of an ask that was approved, and its owner's cookie."""
        made = json.loads(self.run("tests.requests.staging").splitlines()[-1])
        return made["ask"], made["cookie"]

    def kill(self, name: str) -> None:
        """-9 to the process and everything it started."""
        kill_group(self.running.pop(name))

    def kill_child_of(self, name: str) -> None:
        pid = self.running[name].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        assert children

    def answers(self) -> bool:
        return connects(self.port)

    def wait_until_ready(self) -> None:
        """Database, Redis, room, and a worker that has shown life."""
        until(self._is_ready, self.logs, 60)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=5):
                return True
        except OSError:
            return False

    def row(self, question: str, *values: object) -> Any:
        with psycopg.connect(self.database_url, autocommit=True) as line:
            return line.execute(question, values).fetchone()

    def cut_connections(self) -> None:
        """As a restart of PostgreSQL does to those who are connected."""
        with psycopg.connect(beside("postgres"), autocommit=True) as line:
            line.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [self.database],
            )

    def logs(self) -> str:
        found = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text()[-2000:]}" for log in found)

    def drop_database(self) -> None:
        tell_postgres(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')


def kill_group(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def connects(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def beside(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def tell_postgres(order: str) -> None:
    with psycopg.connect(beside("postgres"), autocommit=True) as line:
        line.execute(order.encode())


def until(done: Callable[[], object], otherwise: Callable[[], str], seconds: float = 20) -> None:
    """Look again every fiftieth of a second until `done` says so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, otherwise()
        time.sleep(0.02)
