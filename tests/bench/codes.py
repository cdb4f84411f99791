"""bin/bench codes: how soon a sign-in code leaves, alone and while 25 hostile files wait.

The files are an owner's, progressive JPEGs of a few hundred kilobytes that take a minute of CPU
each when nobody stops them. The floor is the same portal with nothing to do. Goal: 2 seconds.
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import django
import httpx
import psycopg
from django.conf import settings

from tests.bench import measure
from tests.bench.measure import report
from tests.journeys.portal import Portal, beside, until

FILES, CODES, PATIENCE = 25, 8, 300  # seconds until a code must have come
GOAL = 2000  # milliseconds


def main(rows: int | None) -> None:
    """`rows` is how many files wait."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="so-camera-bench-") as folder:
        portal = Portal(Path(folder), measure.name_of("codes"), workers=settings.QUEUES)
        portal.start()
        try:
            alone = [_delay(portal, number) for number in range(measure.some(CODES))]
            portal.run("tests.bench.hostile_files", str(measure.some(rows or FILES)))
            until(lambda: _files(portal, "inspecting"), portal.logs, PATIENCE)
            beside_them = [
                _delay(portal, number) for number in range(CODES, CODES + measure.some(CODES))
            ]
            waiting = _files(portal, "waiting")
        finally:
            portal.stop()
    if not measure.is_quick() and not waiting:
        raise RuntimeError("The files were gone before the last code: nothing was measured.")
    floor = max(alone)
    report("codes", "slowest code, nothing waits", floor, "ms", floor=floor, goal=GOAL)
    report(
        "codes", "slowest code, hostile files wait", max(beside_them), "ms", floor=floor, goal=GOAL
    )


def _delay(portal: Portal, number: int) -> float:
    """Milliseconds from asking for a code to its message."""
    phone = f"+8491234{number:04d}"
    with httpx.Client(base_url=portal.address, timeout=30) as browser:
        page = browser.get("/sign-in/")
        [token] = re.findall('name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[:1]
        began = time.perf_counter()
        answer = browser.post("/sign-in/", data={"contact": phone, "csrfmiddlewaretoken": token})
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"/sign-in/: {answer.status_code}")
        until(lambda: _has_message(portal, phone), portal.logs, PATIENCE)
        return (time.perf_counter() - began) * 1000


def _has_message(portal: Portal, phone: str) -> bool:
    with psycopg.connect(beside(measure.server_url(), portal.database)) as line:
        question = "SELECT count(*) FROM notices_localmessage WHERE address = %s"
        [number] = line.execute(question, [phone]).fetchone() or [0]
    return bool(number)


def _files(portal: Portal, status: str) -> int:
    with psycopg.connect(beside(measure.server_url(), portal.database)) as line:
        question = "SELECT count(*) FROM footage_footage WHERE status = %s"
        [number] = line.execute(question, [status]).fetchone() or [0]
    return int(number)


if __name__ == "__main__":
    sys.exit(measure.run(main))
