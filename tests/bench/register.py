"""A register of any size, spread over Vietnam like its people: seeded, and written by COPY.

Communes weigh differently (log-normally), most homes stand close around a few hamlets, and
rows are written commune by commune, as a grown register would roughly lie.
"""

import hashlib
import math
import random
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import psycopg

from cameras.register.geometry import STEP_DEGREES, metres_per_degree

SEED = 20261122
NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
OWNERS = 1000
ANGLES, ANGLE_WEIGHTS = [60, 75, 90, 110, 120, 360], [15, 10, 45, 10, 15, 5]
RANGES, RANGE_WEIGHTS = [10, 20, 30, 50, 100], [20, 45, 25, 8, 2]
DAYS, DAY_WEIGHTS = [3, 7, 15, 30, None], [15, 40, 25, 10, 10]
POLICE_YES, REQUESTS_YES, WITHDRAWN, LEFT_OUT, PAUSED = 0.9, 0.85, 0.03, 0.02, 0.03
VOUCHED, ASKED = 0.85, 0.03
WITHOUT_A_PIN = 0.03
DIGEST = hashlib.sha256(b"bench").hexdigest()


@dataclass(frozen=True)
class Household:
    site: int
    commune: int
    lng: float
    lat: float


def households(communes: list[tuple[int, float, float]], rows: int) -> Iterator[Household]:
    """`rows` places around the communes' centres; the same for the same seed."""
    chance = random.Random(SEED)
    weights = [chance.lognormvariate(0, 0.9) for _ in communes]
    total, site, owed = sum(weights), 0, 0.0
    for (commune, lng, lat), weight in zip(communes, weights, strict=True):
        owed += rows * weight / total
        east, north = metres_per_degree(lat)
        hamlets = [(chance.gauss(0, 900), chance.gauss(0, 900)) for _ in range(6)]
        while site < min(rows, round(owed)):
            site += 1
            x, y = chance.choice(hamlets)
            spread = 180 if chance.random() < 0.8 else 1500
            dx, dy = chance.gauss(x, spread), chance.gauss(y, spread)
            yield Household(site, commune, lng + dx / east, lat + dy / north)


@cache
def arc(angle: int, bearing: int) -> list[tuple[float, float]]:
    """Corners of a view of range 1, east and north, as `geometry.sector` sets them."""
    steps = max(1, -(-angle // STEP_DEGREES))
    first = bearing - angle / 2
    turns = [math.radians(first + angle * step / steps) for step in range(steps + 1)]
    corners = [(math.sin(turn), math.cos(turn)) for turn in turns]
    return [*corners[:-1], corners[0]] if angle >= 360 else [(0, 0), *corners, (0, 0)]


def view(household: Household, angle: int, bearing: int, range_metres: int) -> bytes:
    """The view polygon as EWKB."""
    east, north = metres_per_degree(household.lat)
    a, b = range_metres / east, range_metres / north
    corners = arc(angle, bearing)
    flat = [value for x, y in corners for value in (household.lng + x * a, household.lat + y * b)]
    head = struct.pack("<BIIII", 1, 0x20000003, 4326, 1, len(corners))
    return head + struct.pack(f"<{len(flat)}d", *flat)


def point(household: Household) -> bytes:
    return struct.pack("<BIIdd", 1, 0x20000001, 4326, household.lng, household.lat)


def empty(connection: psycopg.Connection) -> None:
    """Take away what an earlier size wrote. The consent table's guard sleeps meanwhile."""
    connection.execute("SET session_replication_role = replica")
    connection.execute(
        "TRUNCATE cameras_consent, cameras_camera, cameras_site, people_user CASCADE"
    )
    connection.execute("SET session_replication_role = DEFAULT")
    connection.commit()


def fill(connection: psycopg.Connection, rows: int) -> None:
    """Write the register. Indexes stay on: their build is not what is measured here."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("SELECT id, ST_X(centre), ST_Y(centre) FROM areas_commune ORDER BY code")
        communes = cursor.fetchall()
        _owners(cursor)
        everybody = list(households(communes, rows))
        _sites(cursor, everybody)
        _vouchings(cursor)
        _cameras(cursor, everybody)
        _consents(cursor, rows)
        cursor.execute("SET session_replication_role = DEFAULT")
    connection.commit()
    connection.autocommit = True
    connection.execute(
        "VACUUM ANALYZE cameras_site, cameras_vouching, cameras_camera, cameras_consent"
    )


def _owners(cursor: psycopg.Cursor) -> None:
    columns = (
        "id, public_id, phone, full_name, honorific, language, is_active, date_joined,"
        " session_stamp"
    )
    with cursor.copy(f"COPY people_user ({columns}) FROM STDIN") as copy:
        for n in range(1, OWNERS + 1):
            copy.write_row(
                (n, uuid.UUID(int=n), f"+8486{n:07}", f"Chủ {n}", "", "vi", True, NOW, str(n))
            )
    cursor.execute("SELECT setval(pg_get_serial_sequence('people_user', 'id'), %s)", [OWNERS])


def _sites(cursor: psycopg.Cursor, everybody: list[Household]) -> None:
    chance, without_a_pin = random.Random(SEED + 1), random.Random(SEED + 4)
    columns = (
        "id, public_id, number, sequence, commune_id, kind, owner_id, label, address,"
        " location_kind, point, is_approximate, status, paused_at, created_at, vouching"
    )
    with cursor.copy(f"COPY cameras_site ({columns}) FROM STDIN") as copy:
        for household in everybody:
            paused = NOW if chance.random() < PAUSED else None
            copy.write_row(
                (
                    household.site,
                    uuid.UUID(int=chance.getrandbits(128)),
                    f"B-{household.site}",
                    household.site,
                    household.commune,
                    "household",
                    household.site % OWNERS + 1,
                    "",
                    "",
                    "other",
                    point(household).hex(),
                    without_a_pin.random() < WITHOUT_A_PIN,
                    "paused" if paused else "active",
                    paused,
                    NOW,
                    _vouching(chance.random()),
                )
            )


def _vouching(lot: float) -> str:
    if lot < VOUCHED:
        return "vouched"
    return "asked" if lot < VOUCHED + ASKED else "none"


def _vouchings(cursor: psycopg.Cursor) -> None:
    """The rows that the sites' column speaks of: no trigger runs while the register is filled."""
    cursor.execute(
        "INSERT INTO cameras_vouching"
        " (site_id, word, by_id, role, at, question, reply, moved_metres)"
        " SELECT id, vouching, 1, 'hamlet_leader', created_at,"
        " CASE vouching WHEN 'asked' THEN 'Nhà nào?' ELSE '' END, '', 0"
        " FROM cameras_site WHERE vouching <> 'none'"
    )


def _cameras(cursor: psycopg.Cursor, everybody: list[Household]) -> None:
    chance = random.Random(SEED + 2)
    columns = (
        "public_id, site_id, ordinal, label, kind, bearing, angle, range_metres, view,"
        " retention_days, health"
    )
    with cursor.copy(f"COPY cameras_camera ({columns}) FROM STDIN") as copy:
        for household in everybody:
            for ordinal in range(1, 3 if chance.random() < 0.3 else 2):
                angle = chance.choices(ANGLES, ANGLE_WEIGHTS)[0]
                bearing = chance.randrange(360)
                range_metres = chance.choices(RANGES, RANGE_WEIGHTS)[0]
                copy.write_row(
                    (
                        uuid.UUID(int=chance.getrandbits(128)),
                        household.site,
                        ordinal,
                        "",
                        "fixed",
                        bearing,
                        angle,
                        range_metres,
                        view(household, angle, bearing, range_metres).hex(),
                        chance.choices(DAYS, DAY_WEIGHTS)[0],
                        "unknown",
                    )
                )


def _consents(cursor: psycopg.Cursor, rows: int) -> None:
    """Four decisions a site, some withdrawn later, and a camera left out here and there."""
    chance = random.Random(SEED + 3)
    cursor.execute(
        "INSERT INTO cameras_showntext VALUES (%s, 'bench') ON CONFLICT DO NOTHING", [DIGEST]
    )
    cursor.execute(
        "SELECT purpose, id FROM cameras_consenttext WHERE language = 'vi' AND version = 1"
    )
    texts: dict[str, int] = dict(cursor.fetchall())
    columns = "site_id, camera_id, purpose, granted, text_id, shown_sha256, person_id, channel, at"
    write = f"COPY cameras_consent ({columns}) FROM STDIN"
    likely = {"P1": 1.0, "P2": POLICE_YES, "P3": REQUESTS_YES, "P8": 0.5}
    with cursor.copy(write) as copy:
        for site in range(1, rows + 1):
            for purpose, yes in likely.items():
                told = [chance.random() < yes]
                if chance.random() < WITHDRAWN and purpose != "P1":
                    told.append(not told[0])
                for granted in told:
                    person = site % OWNERS + 1
                    copy.write_row(
                        (site, None, purpose, granted, texts[purpose], DIGEST, person, "web", NOW)
                    )
    cursor.execute(
        "INSERT INTO cameras_consent"
        " (site_id, camera_id, purpose, granted, text_id, shown_sha256, person_id, channel, at)"
        " SELECT site_id, id, 'P3', false, %s, %s, site_id %% %s + 1, 'web', %s"
        " FROM cameras_camera WHERE id %% %s = 0",
        [texts["P3"], DIGEST, OWNERS, NOW, round(1 / LEFT_OUT)],
    )
