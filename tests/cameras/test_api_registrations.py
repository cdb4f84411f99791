"""Registering over the API: the page's rules, the page's sentences, the page's limits."""

import uuid
from typing import Any
from unicodedata import normalize

import pytest
from django.test import Client
from django.utils import timezone

from cameras.register.models import Consent, Site
from portal.journal.models import Entry
from portal.people.models import Membership
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import SiteFactory
from tests.cameras.test_registrations import AROUND, PRESENT
from tests.people.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

SITES = "/api/v1/sites/"
PURPOSES = ("P1", "P2", "P3", "P8")


@pytest.fixture
def commune() -> Any:
    return CommuneFactory(open=True, boundary=AROUND)


@pytest.fixture
def owner() -> Any:
    return UserFactory(full_name="Nguyễn Thị Hạnh")


def filled(*, no: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    """One camera to the southwest, yes to everything."""
    consents = [
        {"purpose": purpose, "granted": purpose not in no, "version": PRESENT}
        for purpose in PURPOSES
    ]
    body = {
        "once": str(uuid.uuid4()),
        "position": [107.969, 21.527],
        "address": "số 12 Nguyễn Du",
        "cameras": [{"bearing": 225, "retention_days": 7}],
        "consents": consents,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


def register(client: Client, body: dict[str, Any], **headers: Any) -> Any:
    return client.post(SITES, body, content_type="application/json", **headers)


def test_a_household_registers_with_camera_and_consents(commune, owner, sign_in):
    response = register(sign_in(owner), filled(no=("P3",)))

    site = Site.objects.get()
    assert response.status_code == 201
    shown = response.json()
    assert (shown["public_id"], shown["number"]) == (str(site.public_id), site.number)
    assert (site.owner, site.commune, site.address) == (owner, commune, "số 12 Nguyễn Du")
    camera = site.cameras.get()
    assert (camera.bearing, camera.angle, camera.range_metres, camera.retention_days) == (
        225,
        90,
        20,
        7,
    )
    assert [(held["purpose"], held["granted"], held["version"]) for held in shown["consents"]] == [
        (purpose, purpose != "P3", PRESENT) for purpose in PURPOSES
    ]
    entries = Entry.objects.of(site.stream)
    assert {entry.actor for entry in entries} == {owner}
    assert entries.first().verb == "registered"


def test_the_same_key_sent_again_gives_the_same_site(commune, owner, sign_in):
    client, body = sign_in(owner), filled()

    first, second = register(client, body), register(client, body)

    assert first.json()["public_id"] == second.json()["public_id"]
    assert (Site.objects.count(), Consent.objects.count()) == (1, 4)


def test_another_person_s_key_gives_nothing_of_hers(commune, owner, sign_in):
    body = filled()
    register(sign_in(owner), body)
    other = UserFactory(full_name="Trần Văn Mẫu")

    response = register(sign_in(other), body)

    assert response.json()["public_id"] == str(Site.objects.get(owner=other).public_id)


def test_all_there_is_to_mend_is_said_at_once_in_the_pages_sentences(commune, sign_in):
    nobody = UserFactory(full_name="")
    body = filled(no=("P1",), cameras=[{"bearing": 0}, {"range_metres": 501}], kind="school")

    response = register(sign_in(nobody), body, headers={"accept-language": "en"})

    assert response.status_code == 400
    assert response.json() == {
        "full_name": ["Write your full name."],
        "organisation_name": ["Write the name of the shop, school or office."],
        "employees_told": [
            "Tell the people who work there first, then tick this: the law asks for it."
        ],
        "consents": {
            "P1": ["Without your consent to the register we enter nothing. The rest is up to you."]
        },
        "cameras": [
            {},
            {
                "range_metres": ["Ensure this value is less than or equal to 500."],
                "bearing": ["Choose the direction in which this camera looks."],
            },
        ],
    }
    assert not Site.objects.exists()


def test_the_sentences_are_vietnamese_for_who_asks_for_nothing_else(commune, owner, sign_in):
    response = register(sign_in(owner), filled(position=None, cameras=None))

    assert response.status_code == 400
    assert response.json() == {
        "non_field_errors": [
            "Đặt ghim vào chỗ có camera, hoặc chọn xã, phường và thôn, tổ trong danh sách."
        ],
        "cameras": [{"bearing": ["Chọn hướng quay của mắt camera này."]}],
    }


@pytest.mark.parametrize("version", [PRESENT - 1, PRESENT + 1])
def test_a_yes_to_other_words_enters_nothing(commune, owner, sign_in, version):
    body = filled()
    body["consents"][2]["version"] = version

    response = register(sign_in(owner), body)

    assert response.status_code == 400
    assert set(response.json()) == {"consents"}
    assert set(response.json()["consents"]) == {"P3"}
    assert not Consent.objects.exists()


def test_no_words_read_enters_nothing(commune, owner, sign_in):
    response = register(sign_in(owner), filled(consents=None))

    assert set(response.json()["consents"]) == set(PURPOSES)
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"position": [107.969]},
        {"position": "here"},
        {"position": [1e400, 0]},
        {"cameras": [{"bearing": {"a": 1}}]},
        {"cameras": [{"bearing": 1}] * 31},
        {"cameras": 5},
        {"commune": {"code": 1}},
        {"hamlet": "x"},
        {"kind": "public"},
        {"consents": [{"purpose": "P6", "granted": True, "version": 1}]},
        {"address": "a" * 201},
        {"address": "a\0b"},
    ],
)
def test_what_makes_no_sense_is_a_400(commune, owner, sign_in, nonsense):
    assert register(sign_in(owner), filled(**nonsense)).status_code == 400
    assert not Site.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 5, None])
def test_a_body_that_is_no_object_is_a_400(commune, owner, sign_in, body):
    assert register(sign_in(owner), body).status_code == 400


def test_without_a_pin_the_hamlet_stands_in(owner, sign_in):
    hamlet = HamletFactory(commune=CommuneFactory(open=True))
    body = filled(position=None, commune=hamlet.commune.code, hamlet=str(hamlet.public_id))

    shown = register(sign_in(owner), body).json()

    assert (shown["hamlet"], shown["is_approximate"]) == (str(hamlet.public_id), True)


def test_a_member_registers_for_her_organisation_and_no_other(commune, sign_in):
    mine, foreign = (MembershipFactory(organisation__kind="school") for _ in range(2))
    client = sign_in(mine.person)
    body: dict[str, Any] = {"kind": "school", "employees_told": True}

    refused = register(client, filled(**body, organisation=str(foreign.organisation.public_id)))
    done = register(client, filled(**body, organisation=str(mine.organisation.public_id)))

    assert (refused.status_code, done.status_code) == (400, 201)
    assert Site.objects.get().organisation == mine.organisation


def test_the_key_of_who_has_left_gives_nothing_of_the_organisation_s(commune, owner, sign_in):
    body = filled(kind="school", organisation_name="Trường Mẫu", employees_told=True)
    client = sign_in(owner)
    number = register(client, body).json()["number"]
    Membership.objects.update(until=timezone.now())

    again = register(client, body)

    assert again.status_code == 404
    assert number not in again.text
    assert Site.objects.count() == 1


def test_a_commune_that_is_not_open_is_refused_with_its_sentence(owner, sign_in):
    CommuneFactory(boundary=AROUND)

    response = register(sign_in(owner), filled(), headers={"accept-language": "en"})

    assert response.status_code == 400
    assert "does not use Sổ Camera yet" in response.json()["non_field_errors"][0]


def test_thirty_an_hour_are_enough(commune, owner, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"cameras_register": "1/h/key"}
    client = sign_in(owner)

    assert register(client, filled()).status_code == 201
    assert register(client, filled()).status_code == 429
    assert Site.objects.count() == 1


def test_the_words_come_with_the_version_that_a_yes_names(commune, owner, sign_in):
    client = sign_in(owner)

    words = client.get(f"{SITES}words/", {"commune": commune.code}).json()

    assert [(one["purpose"], one["version"]) for one in words] == [(p, PRESENT) for p in PURPOSES]
    assert all("{commune}" not in one["text"] for one in words)
    assert str(commune) in words[1]["text"]
    english = client.get(
        f"{SITES}words/", {"commune": commune.code}, headers={"accept-language": "en"}
    )
    assert {one["language"] for one in english.json()} == {"en"}


def test_words_of_a_commune_that_is_not_open_do_not_exist(owner, sign_in):
    shut = CommuneFactory()

    for commune in (shut.code, "", "x"):
        assert sign_in(owner).get(f"{SITES}words/", {"commune": commune}).status_code == 404


def test_words_change_and_the_place_stays(owner, sign_in, commune):
    site = SiteFactory(owner=owner, commune=commune, label="Nhà", address="12 Nguyễn Du")

    shown = change(sign_in(owner), site, {"label": "Cửa hàng"}).json()

    assert (shown["label"], shown["address"]) == ("Cửa hàng", "12 Nguyễn Du")
    assert [entry.verb for entry in Entry.objects.of(site.stream)] == ["described"]


def test_a_pin_moves_and_the_words_stay(owner, sign_in, commune):
    site = SiteFactory(owner=owner, commune=commune, label="Nhà", address="12 Nguyễn Du")

    shown = change(sign_in(owner), site, {"position": [107.97, 21.53]}).json()

    assert (shown["position"], shown["label"]) == ([107.97, 21.53], "Nhà")
    verbs = [entry.verb for entry in Entry.objects.of(site.stream)]
    assert verbs == ["moved", "described"]


def test_a_place_nobody_put_a_pin_on_stays_so_when_its_name_changes(owner, sign_in):
    hamlet = HamletFactory(commune=CommuneFactory(open=True))
    site = SiteFactory(owner=owner, commune=hamlet.commune, hamlet=hamlet, is_approximate=True)

    assert change(sign_in(owner), site, {"label": "Nhà"}).json()["is_approximate"] is True


def test_a_place_nobody_put_a_pin_on_follows_its_hamlet(owner, sign_in):
    commune = CommuneFactory(open=True)
    wrong, right = (HamletFactory(commune=commune) for _ in range(2))
    site = SiteFactory(owner=owner, commune=commune, hamlet=wrong, is_approximate=True)

    shown = change(sign_in(owner), site, {"hamlet": str(right.public_id)}).json()

    assert (shown["hamlet"], shown["is_approximate"]) == (str(right.public_id), True)


def test_another_commune_is_refused_and_nothing_changes(owner, sign_in, commune):
    site = SiteFactory(owner=owner, commune=CommuneFactory(open=True), label="Nhà")
    body = {"position": [107.97, 21.53], "commune": commune.code, "label": "Chỗ khác"}

    response = change(sign_in(owner), site, body)

    assert (response.status_code, list(response.json())) == (409, ["detail"])
    site.refresh_from_db()
    assert (site.label, site.point.x) == ("Nhà", 107.969)


def change(client: Client, site: Site, body: dict[str, Any]) -> Any:
    url = f"{SITES}{site.public_id}/location/"
    return client.post(url, body, content_type="application/json")


def test_an_address_is_as_long_as_it_is_read_however_it_is_composed(commune, owner, sign_in):
    address = "Ngõ " + "ễ" * 195

    response = register(sign_in(owner), filled(address=normalize("NFD", address)))

    assert response.status_code == 201, response.text
    assert Site.objects.get().address == address
