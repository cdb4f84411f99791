"""bin/bench soak: memory after 100,000 mixed requests, beside that after the first 5,000.

Sixteen visitors come in bursts, and between two bursts granian ends the threads that are idle,
as it does all night: what a thread leaves behind adds up. The goal is 5 % more at most.
"""

import os
import sys
import tempfile
import threading
import time

import psycopg

from tests.bench import growth, measure
from tests.bench.pages import Page, load_areas, pages_of
from tests.bench.server import AS_DEPLOYED, Line, Server, granian

REQUESTS, BURSTS, FIRST = 100_000, 40, 2
IDLE_SECONDS = 5  # the shortest that granian knows
VISITORS, ROWS = 16, 1_000
GROWTH = 1.05
MISSING = Page("nothing there", "/khong-co/")


def main(requests: int | None) -> None:
    number = measure.some(requests or REQUESTS)
    with tempfile.TemporaryDirectory(prefix="so-camera-bench-") as folder:
        os.environ["UPLOAD_ROOT"] = os.environ["MEDIA_ROOT"] = folder
        with measure.database("soak"):
            load_areas()
            with psycopg.connect(os.environ["DATABASE_URL"]) as raw:
                pages = [*pages_of(*growth.grow(raw, ROWS)), MISSING]
            idle = ("--blocking-threads-idle-timeout", str(IDLE_SECONDS))
            with granian("portal.wsgi:application", "/healthz", *AS_DEPLOYED, *idle) as ours:
                _soak(ours, pages, number)


def _soak(ours: Server, pages: list[Page], number: int) -> None:
    first = 0.0
    bursts = measure.some(BURSTS)
    for burst in range(1, bursts + 1):
        _burst(pages, ours.port, number // bursts)
        time.sleep(IDLE_SECONDS + 1)
        if burst <= FIRST:
            first = ours.mebibytes()
    what = f"memory of the web processes after {number:,} requests"
    measure.report("soak", what, ours.mebibytes(), "MiB", floor=first, goal=GROWTH * first)


def _burst(pages: list[Page], port: int, number: int) -> None:
    """All visitors go through all the pages, each beginning elsewhere."""
    visitors = [
        threading.Thread(target=_visit, args=(pages, port, visitor, -(-number // VISITORS)))
        for visitor in range(VISITORS)
    ]
    for thread in visitors:
        thread.start()
    for thread in visitors:
        thread.join()


def _visit(pages: list[Page], port: int, begins: int, number: int) -> None:
    lines = {page: Line(port, page.cookie) for page in pages}
    for step in range(begins, begins + number):
        page = pages[step % len(pages)]
        lines[page].get(page.path, 404 if page is MISSING else 200)


if __name__ == "__main__":
    sys.exit(measure.run(main))
