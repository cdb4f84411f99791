"""The police's search and map through granian, signed in with a second factor.

Their floor is the bare SQL of the same rows plus a round trip to /healthz, in the same run.
"""

import http.client
import json
from collections.abc import Callable
from functools import partial
from typing import Any, LiteralString

import psycopg

from tests.bench.measure import milliseconds, p50, p95, report
from tests.bench.server import granian

OFFICERS = 60
TWO_OF_TWO = ("--workers", "2", "--blocking-threads", "2")


def measure_search(
    raw: psycopg.Connection,
    incidents: list[Any],
    size: int,
    by_hand: Callable[[Any], object],
) -> None:
    """POST /api/v1/searches/, which answers with the hits. Each incident has its own officer."""
    ours, floor = [], []
    with granian("portal.wsgi:application", "/healthz", *TWO_OF_TWO) as server:
        line = http.client.HTTPConnection("127.0.0.1", server.port)
        for number, incident in enumerate(incidents[:OFFICERS]):
            cookie = _officer(incident.commune, number)
            sql = quickest(partial(by_hand, incident))
            floor.append(sql + quickest(partial(_get, line, "/healthz", cookie)))
            ours.append(quickest(partial(_search, line, cookie, _asked(incident))))
    name = f"search through the API, {size:,} sites"
    a, b = p50(floor), p95(floor)
    report("search", f"{name}, p50", p50(ours), "ms", floor=a, goal=1.5 * a + 3)
    report("search", f"{name}, p95", p95(ours), "ms", floor=b, goal=2 * b + 6)


def _asked(incident: Any) -> bytes:
    asked = {
        "case_number": "VV 1/2026",
        "category": "theft",
        "purpose": "property",
        "point": incident.point.coords,
        "radius_metres": incident.radius,
        "since": incident.since.isoformat(),
        "until": incident.until.isoformat(),
    }
    return json.dumps(asked).encode()


def measure_map(
    raw: psycopg.Connection, incidents: list[Any], size: int, floor_sql: LiteralString
) -> None:
    chosen = incidents[:OFFICERS]
    cookies = {incident.commune.pk: _officer(incident.commune) for incident in chosen}
    ours, floor = [], []
    with granian("portal.wsgi:application", "/healthz", *TWO_OF_TWO) as server:
        line = http.client.HTTPConnection("127.0.0.1", server.port)
        for incident in chosen:
            facts = {"area": _box(incident).hexewkb.decode(), "commune": incident.commune.pk}
            path = "/cameras/map.json?bbox=" + ",".join(map(str, incident.area.extent))
            cookie = cookies[incident.commune.pk]
            by_hand = quickest(partial(_rows, raw, floor_sql, facts))
            empty = quickest(partial(_get, line, "/healthz", cookie))
            floor.append(by_hand + empty)
            ours.append(quickest(partial(_get, line, path, cookie)))
    name = f"map of an incident over HTTP, {size:,} sites"
    a, b = p50(floor), p95(floor)
    report("search", f"{name}, p50", p50(ours), "ms", floor=a, goal=1.5 * a + 3)
    report("search", f"{name}, p95", p95(ours), "ms", floor=b, goal=2 * b + 6)


def quickest(work: Callable[[], object]) -> float:
    """The best of three, for both sides alike: other work on the machine is not measured."""
    return min(milliseconds(work, times=3, warm=1))


def _rows(raw: psycopg.Connection, sql: LiteralString, facts: dict[str, Any]) -> list[Any]:
    return raw.execute(sql, facts, prepare=True, binary=True).fetchall()


def _get(line: http.client.HTTPConnection, path: str, cookie: str) -> bytes:
    line.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def _search(line: http.client.HTTPConnection, cookie: str, body: bytes) -> bytes:
    token = "b" * 32
    headers = {
        "Cookie": f"{cookie}; csrftoken={token}",
        "X-CSRFToken": token,
        "Host": "localhost",
        "Content-Type": "application/json",
    }
    line.request("POST", "/api/v1/searches/", body, headers)
    answer = line.getresponse()
    said = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"search: {answer.status} {said[:200]!r}")
    return said


def _box(incident: Any) -> Any:
    from django.contrib.gis.geos import Polygon

    box = Polygon.from_bbox(incident.area.extent)
    box.srid = 4326
    return box


def _officer(commune: Any, number: int = 0) -> str:
    """The cookie of a police officer of the commune, the second factor shown."""
    from django.utils import timezone

    from portal.people.models import Appointment, Role, User
    from tests.people.sessions import cookie_of

    person, _ = User.objects.get_or_create(
        phone=f"+849{number:02}{commune.pk:06}", defaults={"full_name": "Cán bộ"}
    )
    Appointment.objects.get_or_create(
        person=person,
        role=Role.OFFICER,
        commune=commune,
        defaults={"taken_up_at": timezone.now()},
    )
    return cookie_of(person)
