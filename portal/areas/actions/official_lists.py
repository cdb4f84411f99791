"""Load the official lists, or bring what is there up to date."""

from collections.abc import Iterable

from django.contrib.gis.geos import Point
from django.db import transaction

from portal.areas.models import Commune, CommuneName, Province
from portal.areas.official_lists import (
    Row,
    island_names,
    islands_of,
    old_names,
    own_names,
    rows,
)

ROWS_AT_ONCE = 2000
LISTED = ["name", "kind", "province", "islands"]  # what the list alone decides


@transaction.atomic
def load_official_lists() -> dict[str, int]:
    """Provinces, communes and names are as the lists say; boundaries and profiles stay.

    So does the centre of a commune in use: its maps open there, and it may have been moved.

    Running it again changes nothing. A commune that left the list keeps its row, because
    other rows lean on it; to end it takes a resolution and a date, which no list has.
    """
    listed = rows("communes.csv")
    provinces = _save_provinces(listed)
    communes = _save_communes(listed, provinces)
    names = [
        *own_names(listed, communes),
        *island_names(rows("islands.csv"), communes),
        *old_names(rows("old_names.csv"), communes),
    ]
    _save_names(names)
    return {"provinces": len(provinces), "communes": len(communes), "names": len(names)}


def _save_provinces(listed: Iterable[Row]) -> dict[str, Province]:
    provinces = {
        row["province_code"]: Province(
            code=row["province_code"], name=row["province_name"], kind=row["province_kind"]
        )
        for row in listed
    }
    Province.objects.bulk_create(
        provinces.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind"],
    )
    return {province.code: province for province in Province.objects.filter(code__in=provinces)}


def _save_communes(listed: Iterable[Row], provinces: dict[str, Province]) -> dict[str, Commune]:
    islands = islands_of(rows("islands.csv"))
    communes = [
        Commune(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            province=provinces[row["province_code"]],
            centre=Point(float(row["lng"]), float(row["lat"]), srid=4326),
            islands=islands.get(row["code"]),
        )
        for row in listed
    ]
    in_use = set(Commune.objects.open().values_list("code", flat=True))
    _upsert([commune for commune in communes if commune.code in in_use], LISTED)
    _upsert([commune for commune in communes if commune.code not in in_use], [*LISTED, "centre"])
    codes = [commune.code for commune in communes]
    return {commune.code: commune for commune in Commune.objects.filter(code__in=codes)}


def _upsert(communes: list[Commune], fields: list[str]) -> None:
    Commune.objects.bulk_create(
        communes,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
    )


def _save_names(names: list[CommuneName]) -> None:
    """The names are exactly these; nothing leans on a name's row."""
    CommuneName.objects.all().delete()
    CommuneName.objects.bulk_create(names, batch_size=ROWS_AT_ONCE)
