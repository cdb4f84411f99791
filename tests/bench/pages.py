"""bin/bench pages: the three journeys' pages at 1,000 and 1,000,000 rows.

The floor is `floor.py` in the same run: Django in one file, one view, fifty rows. Page and
floor are asked for in turn over one connection each, so that both meet the same moments of
the machine. Goals: p50 at most twice the floor, with session, person, CSRF,
policy and language; at most four queries more than an empty page of the same person; the
ledger's page 20,000 at most 1.5 times its first; no query that reads 100,000 rows.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg

from tests.bench import growth, measure
from tests.bench.measure import p50, p95, report
from tests.bench.server import AS_DEPLOYED, Line, granian
from tests.bench.visitors import Cases, People

SIZES = (1_000, 1_000_000)
TIMES, WARM = 60, 4
AT_ONCE, TENTHS = 16, 20  # visitors, tenths of a second
QUERIES, MOST_READ, ENTRIES_A_PAGE = 4, 100_000, 50
FLOOR = "/list"


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    cookie: str = ""


def main(rows: int | None) -> None:
    with tempfile.TemporaryDirectory(prefix="so-camera-bench-") as folder:
        os.environ["UPLOAD_ROOT"] = os.environ["MEDIA_ROOT"] = folder
        with measure.database("pages"):
            load_areas()
            for size in [rows] if rows else SIZES:
                _measure(size)


def load_areas() -> None:
    from django.core.management import call_command

    call_command("load_areas", verbosity=0)


def _measure(size: int) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"]) as raw:
        pages = list(pages_of(*growth.grow(raw, size)))
    name = f"{size:,} rows"
    with _served() as (ours, floor):
        for page in pages:
            _one_by_one(page, name, ours, floor)
        _deep(pages, name, ours)
        _at_once(pages, name, ours, floor)
    _queries(pages, name)


def pages_of(people: People, cases: Cases) -> Iterator[Page]:
    """What resident, leader, officer and public look at."""
    from django.urls import reverse

    from requests.asking.links import token_of
    from tests.people.sessions import cookie_of

    resident, leader, officer = map(cookie_of, (people.resident, people.leader, people.officer))
    campaign = [cases.campaign.public_id]
    ledger = reverse("contributions:ledger", args=campaign)
    commune = people.commune.code
    yield Page("first page", reverse("home"))
    yield Page("commune", reverse("reports:commune", args=[commune]))
    yield Page("campaign", reverse("contributions:campaign", args=campaign))
    yield Page("ledger", ledger)
    yield Page("ledger, deep", f"{ledger}?after={2 * ENTRIES_A_PAGE}")
    yield Page("link of an ask", reverse("footage:ask", args=[token_of(cases.waiting)]))
    yield Page("resident's cameras", reverse("cameras:mine"), resident)
    yield Page("registration", reverse("cameras:register"), resident)
    yield Page("inbox", reverse("notices:inbox"), resident)
    yield Page("upload", reverse("footage:upload", args=[cases.approved.public_id]), resident)
    yield Page("leader's day", reverse("reports:today"), leader)
    yield Page("search", reverse("footage:search"), officer)
    yield Page("found", reverse("footage:hits", args=[cases.search.public_id]), officer)
    yield Page("requests", reverse("footage:list"), officer)
    request = [cases.footage_request.public_id]
    yield Page("request", reverse("footage:detail", args=request), officer)


@contextmanager
def _served() -> Iterator[tuple[int, int]]:
    with (
        granian("portal.wsgi:application", "/healthz", *AS_DEPLOYED) as ours,
        granian("tests.bench.floor:application", FLOOR, *AS_DEPLOYED) as floor,
    ):
        yield ours.port, floor.port


def _one_by_one(page: Page, name: str, ours: int, floor: int) -> None:
    a, b = _in_turn(
        partial(Line(ours, page.cookie).get, page.path), partial(Line(floor).get, FLOOR)
    )
    what = f"{page.name}, {name}"
    report("pages", f"{what}, p50", p50(a), "ms", floor=p50(b), goal=2 * p50(b))
    report("pages", f"{what}, p95", p95(a), "ms", floor=p95(b), goal=2 * p95(b))


def _in_turn(*works: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of each, asked for in turn."""
    taken: list[list[float]] = [[] for _ in works]
    for time_ in range(-measure.some(WARM), measure.some(TIMES)):
        for work, times in zip(works, taken, strict=True):
            [milliseconds] = measure.milliseconds(work, times=1, warm=0)
            if time_ >= 0:
                times.append(milliseconds)
    return taken


def _deep(pages: list[Page], name: str, ours: int) -> None:
    """The ledger's last page beside its first: both read by key."""
    last, first = (
        partial(Line(ours).get, page.path)
        for wanted in ("ledger, deep", "ledger")
        for page in pages
        if page.name == wanted
    )
    a, b = _in_turn(last, first)
    what = f"last page of the ledger beside its first, {name}, p50"
    report("pages", what, p50(a), "ms", floor=p50(b), goal=1.5 * p50(b))


def _at_once(pages: list[Page], name: str, ours: int, floor: int) -> None:
    """Every page by turns over sixteen connections, beside as many of the floor's."""
    before = _pages_a_second([Page("", FLOOR)], floor)
    rate = _pages_a_second(pages, ours)
    after = _pages_a_second([Page("", FLOOR)], floor)
    best = (before + after) / 2
    report(
        "pages",
        f"pages a second at {AT_ONCE} connections, {name}",
        rate,
        "pages/s",
        floor=best,
        goal=best / 2,
        more_is_better=True,
    )


def _pages_a_second(pages: list[Page], port: int) -> float:
    """All visitors go through all the pages, each beginning elsewhere."""
    seconds = measure.some(TENTHS) / 10 * (3 if len(pages) > 1 else 1)
    ends = time.monotonic() + seconds
    counts = [0] * AT_ONCE
    visitors = [
        threading.Thread(target=_visit, args=(pages, port, number, ends, counts))
        for number in range(AT_ONCE)
    ]
    began = time.monotonic()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return sum(counts) / (time.monotonic() - began)


def _visit(pages: list[Page], port: int, number: int, ends: float, counts: list[int]) -> None:
    lines = [Line(port, page.cookie) for page in pages]
    turn = number
    while time.monotonic() < ends:
        lines[turn % len(pages)].get(pages[turn % len(pages)].path)
        counts[number] += 1
        turn += 1


def _queries(pages: list[Page], name: str) -> None:
    """How many queries each page asks beyond those of the frame, and how much the worst reads."""
    asked = {page.name: _asked(page.path, page.cookie) for page in pages}
    frames = {page.cookie: len(_asked("/help/", page.cookie)) for page in pages}
    for page in pages:
        frame = frames[page.cookie]
        what = f"queries of {page.name}, {name}"
        value = len(asked[page.name])
        report("pages", what, value, "queries", floor=frame, goal=frame + QUERIES)
    read, worst = max(
        (_rows_read(query), page) for page, queries in asked.items() for query in queries
    )
    what = f"rows read by one query, {name}: {worst}"
    report("pages", what, read, "rows", floor=0, goal=MOST_READ)


def _asked(path: str, cookie: str) -> list[str]:
    """The page's SELECTs, asked for in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost", headers={"accept-language": "vi", "cookie": cookie})
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return [query["sql"] for query in captured if query["sql"].startswith("SELECT")]


def _rows_read(query: str) -> int:
    """Rows that its hungriest step took in, also those it threw away."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query.replace("%", "%%"))
        [[[plan]]] = cursor.fetchall()
    return max(map(_taken_in, _steps(plan["Plan"])))


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _steps(below)


def _taken_in(step: dict[str, Any]) -> int:
    removed = step.get("Rows Removed by Filter", 0) + step.get("Rows Removed by Index Recheck", 0)
    return int((step["Actual Rows"] + removed) * step["Actual Loops"])


if __name__ == "__main__":
    sys.exit(measure.run(main))
