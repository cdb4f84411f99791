"""What all benches share: the protocol of their lines and a database of their own.

A bench is a module here whose last line is `sys.exit(measure.run(main))`, where `main(rows)`
calls `report` for each measure; bin/bench finds it by that line. Its floor is taken in the
same run. Standard output carries the measures alone: whatever else is said, also by a
program that a bench starts, goes to standard error.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import LiteralString
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql

_missed: list[str] = []
_output = sys.stdout
_is_quick = False


def report(
    bench: str,
    measure: str,
    value: float,
    unit: str,
    *,
    floor: float,
    goal: float,
    more_is_better: bool = False,
) -> bool:
    """Print one measure as a JSON line; True when it reaches its goal.

    `goal` is the limit in the measure's own unit, worked out from `floor` by the bench.
    """
    ok = value >= goal if more_is_better else value <= goal
    if not ok:
        _missed.append(f"{bench}: {measure}")
    line = {
        "bench": bench,
        "measure": measure,
        "value": round(value, 3),
        "unit": unit,
        "floor": round(floor, 3),
        "ratio": round(value / floor, 3) if floor else None,
        "goal": round(goal, 3),
        "ok": ok,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True, file=_output)
    return ok


def run(main: Callable[[int | None], None]) -> int:
    """Run a bench as a command; the exit status is 1 when any goal was missed.

    A quick run only shows that the bench runs: its figures mean nothing, and no goal counts.
    """
    global _is_quick, _output  # One process is one run.
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, help="rows in the register; each bench has its own")
    parser.add_argument("--quick", action="store_true", help="only show that the bench runs")
    said = parser.parse_args()
    _is_quick = said.quick
    _output = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main(said.rows)
    return 1 if _missed and not _is_quick else 0


def is_quick() -> bool:
    return _is_quick


def name_of(bench: str) -> str:
    """Of its database: a quick run has one of its own, so that it may go beside a true one."""
    return f"quick_{bench}" if _is_quick else f"bench_{bench}"


def server_url() -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()


def some(number: int) -> int:
    """So many; in a quick run, two at most."""
    return min(number, 2) if _is_quick else number


@contextmanager
def database(name: str) -> Iterator[None]:
    """Django on an empty database of the same server, which is taken away at the end.

    Enter it before anything of Django is imported.
    """
    home = urlsplit(os.environ["DATABASE_URL"])
    server, own = server_url(), name_of(name)
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", own)
    _execute(server, "CREATE DATABASE {}", own)
    os.environ["DATABASE_URL"] = home._replace(path=f"/{own}").geturl()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("mark_disks", verbosity=0)
        yield
    finally:
        connection.close()
        connection.close_pool()
        _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", own)


def _execute(server: str, statement: LiteralString, database: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(database)))


def milliseconds(work: Callable[[], object], *, times: int = 50, warm: int = 3) -> list[float]:
    """How long each of `times` calls took, in milliseconds, after `warm` uncounted ones."""
    for _ in range(some(warm)):
        work()
    return [_timed(work) for _ in range(some(times))]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p50(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
