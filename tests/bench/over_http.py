"""The police's search and map through granian, signed in with a second factor.

Their floor is the bare SQL of the same rows plus a round trip to /healthz, in the same run.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, LiteralString

import psycopg

from tests.bench.measure import milliseconds, p50, p95, report

OFFICERS = 60


def measure_search(
    raw: psycopg.Connection,
    incidents: list[Any],
    size: int,
    by_hand: Callable[[Any], object],
) -> None:
    """POST /api/v1/searches/, which answers with the hits. Each incident has its own officer."""
    ours, floor = [], []
    with _served() as address:
        line = http.client.HTTPConnection(*address)
        for number, incident in enumerate(incidents[:OFFICERS]):
            cookie = f"sessionid={_officer(incident.commune, number)}"
            sql = quickest(partial(by_hand, incident))
            floor.append(sql + quickest(partial(_get, line, "/healthz", cookie)))
            ours.append(quickest(partial(_appointment, line, cookie, _asked(incident))))
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
    sessions = {incident.commune.pk: _officer(incident.commune) for incident in chosen}
    ours, floor = [], []
    with _served() as address:
        line = http.client.HTTPConnection(*address)
        for incident in chosen:
            facts = {"area": _box(incident).hexewkb.decode(), "commune": incident.commune.pk}
            path = "/cameras/map.json?bbox=" + ",".join(map(str, incident.area.extent))
            cookie = f"sessionid={sessions[incident.commune.pk]}"
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


def _appointment(line: http.client.HTTPConnection, cookie: str, body: bytes) -> bytes:
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
    """The session of a police officer of the commune, the second factor shown."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from portal.people.models import Appointment, Role, User

    person, _ = User.objects.get_or_create(
        phone=f"+849{number:02}{commune.pk:06}", defaults={"full_name": "Cán bộ"}
    )
    Appointment.objects.get_or_create(person=person, role=Role.OFFICER, commune=commune)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "code", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return str(session.session_key)


@contextmanager
def _served() -> Iterator[tuple[str, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "portal.wsgi:application", "--interface", "wsgi"]
    command += ["--port", str(port), "--workers", "2", "--blocking-threads", "2", "--no-access-log"]
    server = subprocess.Popen(command, env=os.environ | {"HTTPS": "0"})
    try:
        _wait_for(port)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int) -> None:
    last = time.monotonic() + 60
    while time.monotonic() < last:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", "/healthz", headers={"Host": "localhost"})
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("granian did not answer within a minute")
