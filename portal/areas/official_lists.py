"""The shipped lists of provinces and communes, and the names their rows give a commune."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.contrib.gis.geos import MultiPoint, Point

from portal.areas.folding import fold, without_kind
from portal.areas.models import Commune, CommuneName

DATA = Path(__file__).parent / "data"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name_of(commune: Commune, name: str, within: str, **facts: object) -> CommuneName:
    key = fold(name)
    return CommuneName(
        commune=commune,
        name=name,
        within=within,
        key=key,
        bare=without_kind(key),
        line=f"{key} {fold(within)}",
        **facts,
    )


def islands_of(listed: Iterable[Row]) -> dict[str, MultiPoint]:
    """By a commune's code, where people live far from its centre."""
    points: dict[str, list[Point]] = defaultdict(list)
    for row in listed:
        points[row["code"]].append(Point(float(row["lng"]), float(row["lat"])))
    return {code: MultiPoint(islands, srid=4326) for code, islands in points.items()}


def own_names(listed: Iterable[Row], communes: dict[str, Commune]) -> Iterator[CommuneName]:
    for row in listed:
        commune = communes[row["code"]]
        province = f"{row['province_kind']} {row['province_name']}"
        yield name_of(commune, str(commune), province, kind=CommuneName.Kind.OWN)


def island_names(listed: Iterable[Row], communes: dict[str, Commune]) -> Iterator[CommuneName]:
    for row in listed:
        commune = communes[row["code"]]
        yield name_of(commune, row["name"], str(commune), kind=CommuneName.Kind.ALIAS)


def old_names(listed: Iterable[Row], communes: dict[str, Commune]) -> Iterator[CommuneName]:
    for row in listed:
        yield name_of(
            communes[row["code"]],
            row["name"],
            row["place"],
            kind=row["kind"],
            is_whole=row["part"] == "whole",
            is_main=row["default"] == "1",
        )
