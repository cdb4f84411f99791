import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.core.management import CommandError, call_command
from django.test import Client

from portal.areas.models import CommuneOutline, MapFeature
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import SiteFactory

SQUARE = [[107.9, 21.5], [108.0, 21.5], [108.0, 21.6], [107.9, 21.6], [107.9, 21.5]]
BOW_TIE = [[107.9, 21.5], [108.0, 21.6], [108.0, 21.5], [107.9, 21.6], [107.9, 21.5]]


def geojson(tmp_path: Path, *features: dict[str, Any]) -> Path:
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def feature(ring: list[Any], **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.mark.django_db
def test_ground_is_one_document_of_boundary_hamlets_and_features(client: Client) -> None:
    square = MultiPolygon(Polygon(SQUARE), srid=4326)
    commune = CommuneFactory(code="06712", boundary=square)
    HamletFactory(commune=commune, kind="khu", name="Hòa Lạc", boundary=square)
    MapFeature.objects.create(
        commune=commune,
        kind=MapFeature.Kind.ROAD,
        name="Nguyễn Du",
        shape=LineString([(107.96, 21.52), (107.97, 21.53)], srid=4326),
    )

    response = client.get("/areas/06712/ground.json")

    drawn = [
        (feature["properties"]["kind"], feature["properties"]["name"], feature["geometry"]["type"])
        for feature in response.json()["features"]
    ]
    assert drawn == [
        ("boundary", str(commune), "Polygon"),
        ("hamlet", "khu Hòa Lạc", "Polygon"),
        ("road", "Nguyễn Du", "LineString"),
    ]
    assert response["Content-Type"] == "application/geo+json"


@pytest.mark.django_db
def test_ground_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    CommuneFactory(code="06712")
    first = client.get("/areas/06712/ground.json")

    second = client.get("/areas/06712/ground.json", headers={"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert "max-age=3600" in first["Cache-Control"]


@pytest.mark.django_db
def test_ground_takes_as_many_statements_for_many_features(
    client: Client, django_assert_num_queries
) -> None:
    commune = CommuneFactory(code="06712")
    line = LineString([(107.96, 21.52), (107.97, 21.53)], srid=4326)
    for _ in range(3):
        MapFeature.objects.create(commune=commune, kind="road", shape=line)

    with django_assert_num_queries(4):
        client.get("/areas/06712/ground.json")


@pytest.mark.django_db
def test_ground_of_no_commune_is_not_found(client: Client) -> None:
    assert client.get("/areas/00000/ground.json").status_code == 404


@pytest.mark.django_db
def test_file_gives_communes_their_boundary(tmp_path: Path) -> None:
    commune = CommuneFactory(code="06712")
    out = StringIO()

    call_command("load_boundaries", geojson(tmp_path, feature(SQUARE, code="06712")), stdout=out)

    commune.refresh_from_db()
    assert commune.outline.boundary.extent == (107.9, 21.5, 108.0, 21.6)


@pytest.mark.django_db
def test_code_read_as_a_number_gets_its_zero_back(tmp_path: Path) -> None:
    commune = CommuneFactory(code="06712")

    call_command(
        "load_boundaries", geojson(tmp_path, feature(SQUARE, code=6712)), stdout=StringIO()
    )

    commune.refresh_from_db()
    assert CommuneOutline.objects.filter(commune=commune).exists()


@pytest.mark.django_db
def test_file_gives_hamlets_their_boundary_by_name(tmp_path: Path) -> None:
    hamlet = HamletFactory(commune__code="06712", kind="khu", name="Hòa Lạc")
    path = geojson(tmp_path, feature(SQUARE, code="06712", hamlet="khu hoà lạc"))

    call_command("load_boundaries", path, "--hamlets", stdout=StringIO())

    hamlet.refresh_from_db()
    assert hamlet.outline.boundary.covers(hamlet.centre)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (feature(BOW_TIE, code="06712"), "Self-intersection"),
        (feature([[y, x] for x, y in SQUARE], code="06712"), "swapped"),
        (feature([[x - 90, y] for x, y in SQUARE], code="06712"), "outside Vietnam"),
        (feature(SQUARE, code="99999"), "99999"),
        (feature(SQUARE), "code"),
        (feature(SQUARE[:2], code="06712"), "closed rings"),
        (feature(["x"], code="06712"), "closed rings"),
        ({"type": "Feature", "properties": {"code": "06712"}, "geometry": None}, "MultiPolygon"),
        (None, "code"),
    ],
)
def test_one_bad_feature_leaves_everything_as_it_was(
    tmp_path: Path, settings: Any, bad: dict[str, Any], sentence: str
) -> None:
    settings.LANGUAGE_CODE = "en"
    CommuneFactory(code="06712")
    path = geojson(tmp_path, feature(SQUARE, code="06712"), bad)

    with pytest.raises(CommandError, match=sentence):
        call_command("load_boundaries", path)

    assert not CommuneOutline.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "[1, 2]", "not json", '{"type": "FeatureCollection"}'])
def test_what_is_no_geojson_is_told_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(content)

    with pytest.raises(CommandError, match="GeoJSON"):
        call_command("load_boundaries", path)


@pytest.mark.django_db
def test_places_without_a_pin_move_along_with_the_boundary(tmp_path: Path) -> None:
    hamlet = HamletFactory(commune__code="06712", kind="khu", name="Hòa Lạc", centre=None)
    centre = hamlet.commune.centre
    unplaced = SiteFactory(commune=hamlet.commune, hamlet=hamlet, point=centre, is_approximate=True)
    pinned = SiteFactory(commune=hamlet.commune, hamlet=hamlet, point=centre)
    path = geojson(tmp_path, feature(SQUARE, code="06712", hamlet="khu Hòa Lạc"))

    call_command("load_boundaries", path, "--hamlets", stdout=StringIO())

    for row in (hamlet, unplaced, pinned):
        row.refresh_from_db()
    assert unplaced.point == hamlet.centre != centre
    assert (unplaced.is_approximate, pinned.point) == (True, centre)
