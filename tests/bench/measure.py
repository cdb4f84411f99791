"""What all benches share: the protocol of their lines and a database of their own.

A bench is a module here that ends in

    if __name__ == "__main__":
        sys.exit(measure.run(main))

where `main(rows)` calls `report` for each measure. Its floor is taken in the same run.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql

_missed: list[str] = []


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
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return ok


def run(main: Callable[[int | None], None]) -> int:
    """Run a bench as a command; the exit status is 1 when any goal was missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, help="rows in the register; each bench has its own")
    main(parser.parse_args().rows)
    return 1 if _missed else 0


def use_database(name: str) -> None:
    """Point Django at the database `bench_NAME` of the same server, made if need be.

    Call it before anything of Django is imported. It is kept for the next run.
    """
    url = urlsplit(os.environ["DATABASE_URL"])
    database = f"bench_{name}"
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if not known.fetchone():
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    os.environ["DATABASE_URL"] = url._replace(path=f"/{database}").geturl()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def milliseconds(work: Callable[[], object], *, times: int = 50, warm: int = 3) -> list[float]:
    """How long each of `times` calls took, in milliseconds, after `warm` uncounted ones."""
    for _ in range(warm):
        work()
    return [_timed(work) for _ in range(times)]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p50(values: list[float]) -> float:
    return statistics.median(values)


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
