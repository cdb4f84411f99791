import json
import random
import re
from collections.abc import Callable

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from portal.areas.actions.official_lists import load_official_lists
from portal.areas.folding import fold, same_name, without_kind
from portal.areas.models import Commune, CommuneName, Province
from portal.areas.official_lists import rows
from portal.areas.placements import locate
from tests.areas.factories import CommuneFactory, ProfileFactory


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Hòa Lạc", "hoa lac"),
        ("Hoà Lạc", "hoa lac"),
        ("Ho\u0300a La\u0323c", "hoa lac"),
        ("ĐẶNG  Đức", "dang duc"),
        ("Chân Mây – Lăng Cô", "chan may lang co"),
        ("Móng Cái 1", "mong cai 1"),
        ("  ", ""),
    ],
)
def test_spellings_of_one_name_fold_alike(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa Lạc 1", "Hoà Lạc 01"), ("Hòa", "HO\u0300A"), ("Mỹ Lý", "Mĩ Lí"), ("Quý", "Quí"),
     ("Thuỷ Tú", "Thủy Tú"), ("Khu II", "khu 2"), ("5A", "5 a"), ("Tân-Lập", "Tân  Lập")],
)  # fmt: skip
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hóa"), ("Tân", "Tan"), ("10", "1"), ("Thúy", "Thủy"), ("Đa", "Da")]
)
def test_two_names_are_not_the_same(one: str, other: str) -> None:
    assert same_name(one) != same_name(other)


def test_kind_of_unit_falls_away_but_a_name_stays() -> None:
    assert without_kind("thi tran muong te") == "muong te"
    assert without_kind("xa") == "xa"


@pytest.fixture(scope="module")
def lists(django_db_setup, django_db_blocker):
    """The shipped lists, once for this module, and gone afterwards."""
    with django_db_blocker.unblock():
        counted = load_official_lists()
    yield counted
    with django_db_blocker.unblock():
        CommuneName.objects.all().delete()
        Commune.objects.all().delete()
        Province.objects.all().delete()


def test_lists_hold_the_whole_country(lists: dict[str, int]) -> None:
    assert (lists["provinces"], lists["communes"]) == (34, 3321)


@pytest.mark.django_db
def test_loading_twice_changes_nothing(lists: dict[str, int]) -> None:
    before = list(Commune.objects.order_by("pk").values_list("pk", "code", "name", "centre"))

    assert load_official_lists() == lists

    after = list(Commune.objects.order_by("pk").values_list("pk", "code", "name", "centre"))
    assert after == before
    assert CommuneName.objects.count() == lists["names"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Hòa Lạc", "06712"),
        ("hoa lac", "06712"),
        ("Hoà Lạc", "06712"),
        ("Thị trấn Mường Tè", "03433"),
        ("thi tran muong te", "03433"),
        ("Ninh Ích", "22597"),
        ("ninh ich, khánh hòa", "22597"),
        ("Đinh Văn", "24871"),
        ("thị trấn Vĩnh Thuận", "31051"),
        ("phường Móng Cái 1", "06712"),
        ("Phường Hòa Lạc, Thành phố Móng Cái, Tỉnh Quảng Ninh", "06712"),
        ("Phường Hòa Lạc Thành phố Móng Cái Tỉnh Quảng Ninh", "06712"),
        ("P. Hải Hòa, TP. Móng Cái, T. Quảng Ninh", "06712"),
        ("số 5 đường Hữu Nghị, P. Hải Hòa, TP Móng Cái", "06712"),
        ("5 Hữu Nghị phường Hải Hòa Móng Cái Quảng Ninh", "06712"),
    ],
)
def test_former_and_present_names_lead_to_the_commune_of_today(
    lists: dict[str, int], typed: str, code: str
) -> None:
    found = [commune.code for commune in Commune.objects.search(typed)[:10]]

    assert code in found


@pytest.mark.django_db
def test_equal_name_comes_first_and_the_open_commune_before_its_equals(
    lists: dict[str, int],
) -> None:
    first = Commune.objects.search("Mường Tè")[0]

    assert (first.code, str(first)) == ("03445", "xã Mường Tè")


@pytest.mark.django_db
def test_what_follows_a_comma_narrows(lists: dict[str, int]) -> None:
    assert [commune.code for commune in Commune.objects.search("Hòa Lạc, Móng Cái")] == ["06712"]


def shortened(name: CommuneName) -> str:
    """As on an old identity card: "P. 15, Q. Tân Bình, TP. Hồ Chí Minh"."""
    text = f"{name.name}, {name.within}"
    for kind, short in SHORT_KINDS.items():
        text = text.replace(f"{kind} ", f"{short} ")
    return text


SHORT_KINDS = {
    "phường": "P.", "quận": "Q.", "thành phố": "TP.", "thị xã": "TX.", "thị trấn": "TT.",
    "huyện": "H.", "tỉnh": "T.", "xã": "X.",
}  # fmt: skip


def without_commas(name: CommuneName) -> str:
    return without_kinds(f"{name.name} {name.within.replace(',', '')}")


def without_kinds(text: str) -> str:
    kinds = "|".join(SHORT_KINDS)
    return re.sub(rf"\b(?:{kinds}) (?!\d)", "", text)


@pytest.mark.django_db
@pytest.mark.parametrize("written", [shortened, without_commas])
def test_old_units_are_found_by_abbreviated_addresses_and_by_those_without_commas(
    lists: dict[str, int], written: Callable[[CommuneName], str]
) -> None:
    former = CommuneName.objects.filter(kind="former").exclude(within="").order_by("pk")
    by_lot = random.Random(18).sample(list(former), 60)

    lost = [
        written(name)
        for name in by_lot
        if name.commune_id not in [found.pk for found in Commune.objects.search(written(name))[:10]]
    ]

    assert lost == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    ["P. 15, Q. Tân Bình, TP. HCM", "p15, tan binh, hcm", "F15 Q.Tân Bình TPHCM", "P.15 Q.Tân Bình",
     "Phường 15, Quận Tân Bình, Thành phố Hồ Chí Minh", "phường 015 tân bình"],
)  # fmt: skip
def test_a_ward_with_a_number_is_that_ward(lists: dict[str, int], typed: str) -> None:
    first = Commune.objects.search(typed)[0]
    name = CommuneName.objects.get(pk=first.found_as)

    assert (name.name, name.within) == ("phường 15", "quận Tân Bình, thành phố Hồ Chí Minh")


@pytest.mark.django_db
def test_search_answers_with_one_statement_for_communes_and_one_for_names(
    lists: dict[str, int], client: Client, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        response = client.get("/areas/search/", {"q": "Hòa Lạc, Móng Cái"})

    assert json.loads(response.content)["results"] == [
        {
            "code": "06712",
            "name": "phường Móng Cái 1",
            "province": "thành phố Quảng Ninh",
            "alias": "Hòa Lạc, thành phố Móng Cái, tỉnh Quảng Ninh",
            "whole": True,
            "open": False,
            "point": [107.995, 21.5029],
        }
    ]
    assert response["Cache-Control"] == "public, max-age=3600"


@pytest.mark.django_db
def test_list_for_a_form_names_the_former_unit(lists: dict[str, int], client: Client) -> None:
    response = client.get("/areas/search/", {"q": "Ninh Ích"}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert 'value="22597"' in response.text
    assert "xã Ninh Ích" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "   ", "???", "a" * 500, "%", "_", ","])
def test_odd_words_find_nothing_and_break_nothing(client: Client, typed: str) -> None:
    CommuneFactory()

    response = client.get("/areas/search/", {"q": typed})

    assert response.json() == {"results": []}


@pytest.mark.django_db
def test_loading_leaves_the_centre_of_a_commune_in_use(lists: dict[str, int]) -> None:
    commune = Commune.objects.get(code="06712")
    ProfileFactory(commune=commune)
    commune.centre = Point(107.969, 21.527, srid=4326)
    commune.save()

    load_official_lists()

    commune.refresh_from_db()
    assert commune.centre.coords == (107.969, 21.527)


def test_a_number_too_long_for_any_number_is_a_name_all_the_same() -> None:
    assert same_name("Khu " + "0" * 9000 + "9" * 9000) == same_name("khu " + "9" * 9000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("latitude", "longitude", "commune"),
    [
        (8.6447, 111.9203, "đặc khu Trường Sa"),
        (11.4292, 114.3312, "đặc khu Trường Sa"),
        (9.8867, 114.3278, "đặc khu Trường Sa"),
        (7.8900, 112.9200, "đặc khu Trường Sa"),
        (16.5353, 111.6077, "đặc khu Hoàng Sa"),
        (16.8340, 112.3400, "đặc khu Hoàng Sa"),
        (15.7850, 111.2000, "đặc khu Hoàng Sa"),
        (9.3000, 103.4800, "đặc khu Thổ Châu"),
        (10.0200, 104.0100, "đặc khu Phú Quốc"),
        (9.9560, 104.0160, "đặc khu Phú Quốc"),
        (20.8830, 107.5000, "đặc khu Vân Đồn"),
        (20.8180, 107.3600, "đặc khu Vân Đồn"),
        (20.9330, 107.5500, "đặc khu Vân Đồn"),
        (21.2350, 107.9600, "đặc khu Cô Tô"),
        (20.7270, 107.0480, "đặc khu Cát Hải"),
        (9.6830, 104.3570, "đặc khu Kiên Hải"),
        (9.9640, 104.8430, "đặc khu Kiên Hải"),
        (8.6980, 106.6100, "đặc khu Côn Đảo"),
    ],
)
def test_whoever_stands_on_an_island_is_in_its_commune(
    lists: dict[str, int], latitude: float, longitude: float, commune: str
) -> None:
    assert str(locate(Point(longitude, latitude, srid=4326)).commune) == commune


@pytest.mark.django_db
def test_every_island_is_found_by_its_name_and_nearest_to_its_own_commune(
    lists: dict[str, int],
) -> None:
    for row in rows("islands.csv"):
        island = Point(float(row["lng"]), float(row["lat"]), srid=4326)
        assert locate(island).commune.code == row["code"], row["name"]
        assert row["code"] in {found.code for found in Commune.objects.search(row["name"])[:10]}
