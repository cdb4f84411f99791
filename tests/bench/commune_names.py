"""bin/bench commune_names: finding a commune by any name it has or had, as the search box does.

The goal is 50 ms for a whole answer, for an old ward, a former town and one letter.
"""

import json
import sys

from tests.bench import measure
from tests.bench.measure import milliseconds, p95, report

TYPED = ("hoa lac", "Thị trấn Mường Tè", "xã", "a")
MOST = 50  # ms


def main(rows: int | None) -> None:
    with measure.database("commune_names"):
        _measure()


def _measure() -> None:
    from django.db import connection
    from django.test import Client

    from portal.areas.actions.official_lists import load_official_lists

    load_official_lists()
    connection.ensure_connection()
    floor = p95(milliseconds(lambda: connection.cursor().execute("SELECT 1").close()))
    client = Client(headers={"host": "localhost"})
    for typed in TYPED:
        assert json.loads(client.get("/areas/search/", {"q": typed}).content)["results"]
        took = milliseconds(lambda q=typed: client.get("/areas/search/", {"q": q}))  # type: ignore[misc]
        report("commune_names", f"“{typed}” p95", p95(took), "ms", floor=floor, goal=MOST)


if __name__ == "__main__":
    sys.exit(measure.run(main))
