"""The shipped lists, and how their rows become provinces, communes and names."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.contrib.gis.geos import Point
from django.db import transaction

from portal.areas.folding import fold, without_kind
from portal.areas.models import Commune, CommuneName, Province

DATA = Path(__file__).parent / "data"
ROWS_AT_ONCE = 2000
TOLD = ["name", "kind", "province"]  # what the list alone decides

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def load() -> dict[str, int]:
    """Provinces, communes and names are as the lists say; boundaries and profiles stay.

    So does the centre of a commune in use: its maps open there, and it may have been moved.

    Running it again changes nothing. A commune that left the list keeps its row, because
    other rows lean on it; to end it takes a resolution and a date, which no list has.
    """
    listed = rows("communes.csv")
    provinces = save_provinces(listed)
    communes = save_communes(listed, provinces)
    names = [*own_names(listed, communes), *old_names(rows("old_names.csv"), communes)]
    save_names(names)
    return {"provinces": len(provinces), "communes": len(communes), "names": len(names)}


def save_provinces(listed: Iterable[Row]) -> dict[str, Province]:
    found = {
        row["province_code"]: Province(
            code=row["province_code"], name=row["province_name"], kind=row["province_kind"]
        )
        for row in listed
    }
    Province.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind"],
    )
    return {province.code: province for province in Province.objects.filter(code__in=found)}


def save_communes(listed: Iterable[Row], provinces: dict[str, Province]) -> dict[str, Commune]:
    found = [
        Commune(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            province=provinces[row["province_code"]],
            centre=Point(float(row["lng"]), float(row["lat"]), srid=4326),
        )
        for row in listed
    ]
    in_use = set(Commune.objects.open().values_list("code", flat=True))
    upsert([commune for commune in found if commune.code in in_use], TOLD)
    upsert([commune for commune in found if commune.code not in in_use], [*TOLD, "centre"])
    codes = [commune.code for commune in found]
    return {commune.code: commune for commune in Commune.objects.filter(code__in=codes)}


def upsert(communes: list[Commune], fields: list[str]) -> None:
    Commune.objects.bulk_create(
        communes,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
    )


def name_of(commune: Commune, name: str, place: str, **facts: object) -> CommuneName:
    key = fold(name)
    return CommuneName(
        commune=commune,
        name=name,
        place=place,
        key=key,
        bare=without_kind(key),
        line=f"{key} {fold(place)}",
        **facts,
    )


def own_names(listed: Iterable[Row], communes: dict[str, Commune]) -> Iterator[CommuneName]:
    for row in listed:
        commune = communes[row["code"]]
        province = f"{row['province_kind']} {row['province_name']}"
        yield name_of(commune, str(commune), province, kind=CommuneName.Kind.OWN)


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


def save_names(names: list[CommuneName]) -> None:
    """The names are exactly these; nothing leans on a name's row."""
    CommuneName.objects.all().delete()
    CommuneName.objects.bulk_create(names, batch_size=ROWS_AT_ONCE)
