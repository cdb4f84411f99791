"""The parts that carry files, as real processes that a test may kill, with a Redis of their own."""

import contextlib
import json
import os
import shutil
import signal
import socket
from pathlib import Path
from typing import Any

import psycopg

from tests.journeys.portal import Portal, Process, beside, free_port, granian, tell_postgres, until


class FileProcesses(Portal):
    """The journeys' portal, each of its processes by name."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder, database, free_port())
        self.redis_port = free_port()
        self.named: dict[str, Process] = {}

    @property
    def environment(self) -> dict[str, str]:
        redis = f"redis://127.0.0.1:{self.redis_port}/0"
        return super().environment | {"REDIS_URL": redis, "ALLOWED_HOSTS": "localhost,127.0.0.1"}

    def start(self) -> None:
        self.make_database()
        self.begin("redis")
        self.run("django", "migrate", "-v0")
        self.run("django", "mark_disks")
        for name in ("web", "worker", "beat"):
            self.begin(name)
        until(self.is_ready, self.logs, 60)

    def begin(self, name: str) -> None:
        redis = [shutil.which("redis-server") or "/usr/bin/redis-server", "--save", ""]
        celery = ["celery", "-A", "portal"]
        commands = {
            "redis": [*redis, "--port", str(self.redis_port), "--dir", str(self.folder)],
            "web": granian(self.port),
            "worker": [*celery, "worker", "-c", "1", "--without-mingle", "-l", "WARNING"],
            "beat": [*celery, "beat", "--pidfile=", "-s", f"{self.folder}/beat", "-l", "WARNING"],
        }
        self.named[name] = self.spawn(name, commands[name])
        if name == "redis":
            until(lambda: connects(self.redis_port), self.logs)

    def stop(self) -> None:
        for name in list(self.named):
            self.kill(name)
        self.drop_database()

    def kill(self, name: str) -> None:
        """-9 to the process and everything it started."""
        process = self.named.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_child_of(self, name: str) -> None:
        pid = self.named[name].pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        assert children

    def asked(self) -> tuple[str, str]:
        """The public id of an ask that was approved, and its owner's cookie."""
        made = json.loads(self.run("tests.requests.approved_ask").splitlines()[-1])
        return made["ask"], made["cookie"]

    def answers(self) -> bool:
        return connects(self.port)

    def row(self, question: str, *values: object) -> Any:
        with psycopg.connect(beside(os.environ["DATABASE_URL"], self.database)) as line:
            return line.execute(question.encode(), values).fetchone()

    def allow_connections(self, allowed: bool) -> None:
        """As PostgreSQL does when it restarts: nobody gets in, and who is in is cut off."""
        tell_postgres(f'ALTER DATABASE "{self.database}" ALLOW_CONNECTIONS {allowed}')
        if not allowed:
            with psycopg.connect(beside(os.environ["DATABASE_URL"], "postgres")) as line:
                line.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [self.database],
                )


def connects(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
