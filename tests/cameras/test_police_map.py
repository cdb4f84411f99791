"""What the police see: kinds and views of those who agreed, never a name; and nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import Point
from django.utils import timezone

from cameras.register.map_data import MOST_SINGLE, features_of
from cameras.register.models import Site
from cameras.register.search import who_could_have_seen
from portal.journal.models import Entry
from portal.people.models import Role
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, ConsentFactory, SiteFactory
from tests.cameras.test_search import NOW, search
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

DATA = "/cameras/map.json"
BBOX = {"bbox": "107.9,21.5,108.0,21.6"}


@pytest.fixture
def commune():
    return CommuneFactory(open=True)


@pytest.fixture
def officer(commune):
    return AppointmentFactory(role=Role.OFFICER, commune=commune).person


@pytest.fixture
def site(commune):
    owner = UserFactory(full_name="Nguyễn Thị Hạnh")
    site = SiteFactory(
        commune=commune,
        owner=owner,
        label="nhà bà Hạnh",
        address="12 Nguyễn Du",
        consents={"P1", "P2", "P3"},
    )
    CameraFactory(site=site)
    return site


def test_the_map_shows_kind_and_view_but_nobody_s_name(site, officer, sign_in):
    response = sign_in(officer).get(DATA, BBOX)

    [feature] = response.json()["features"]
    assert feature["properties"] == {
        "kind": "household",
        "approximate": False,
        "views": [{"bearing": 0, "angle": 90, "range_metres": 20}],
    }
    for private in ("Hạnh", "Nguyễn Du", site.owner.phone, str(site.owner.public_id)):
        assert private not in response.content.decode()


def test_who_did_not_agree_paused_or_lives_elsewhere_is_not_on_the_map(site, officer, sign_in):
    CameraFactory(site=SiteFactory(commune=site.commune, consents={"P1", "P3"}))
    CameraFactory(site=SiteFactory(consents={"P1", "P2"}))
    withdrawn = SiteFactory(commune=site.commune, consents={"P1", "P2"})
    ConsentFactory(site=withdrawn, purpose="P2", granted=False)
    CameraFactory(site=withdrawn)

    features = sign_in(officer).get(DATA, BBOX).json()["features"]

    assert [feature["id"] for feature in features] == [str(site.public_id)]


def test_the_rectangle_bounds_what_is_sent(site, officer, sign_in):
    elsewhere = {"bbox": "105,10,106,11"}

    assert sign_in(officer).get(DATA, elsewhere).json()["features"] == []


@pytest.mark.parametrize("bbox", ["", "1,2,3", "nan,1,2,3", "3,2,1,4", "1,2,3,x", "-181,0,1,1"])
def test_a_crooked_rectangle_is_refused(site, officer, sign_in, bbox):
    assert sign_in(officer).get(DATA, {"bbox": bbox}).status_code == 400


def test_many_sites_come_as_clusters_that_add_up(commune, officer, sign_in, monkeypatch):
    monkeypatch.setattr("cameras.register.map_data.MOST_SINGLE", 3)
    for n in range(5):
        point = Point(107.95 + n / 1000, 21.55, srid=4326)
        CameraFactory(site=SiteFactory(commune=commune, point=point, consents={"P2"}))

    features = sign_in(officer).get(DATA, BBOX).json()["features"]

    assert sum(feature["properties"]["count"] for feature in features) == 5
    assert all("id" not in feature for feature in features)
    assert MOST_SINGLE == 2000


@pytest.mark.parametrize("path", ["/cameras/map/", DATA])
def test_residents_leaders_and_other_appointments_do_not_open_the_map(site, commune, sign_in, path):
    leader = AppointmentFactory(
        role=Role.HAMLET_LEADER, hamlet=HamletFactory(commune=commune)
    ).person

    for person in (
        site.owner,
        leader,
        AppointmentFactory(role=Role.SUPERVISOR, commune=commune).person,
    ):
        response = sign_in(person).get(path, BBOX)
        assert response.status_code == 403
        assert str(site.public_id) not in response.content.decode()


def test_without_the_second_factor_nothing_is_shown(site, officer, sign_in):
    response = sign_in(officer, second_factor=False).get(DATA, BBOX)

    assert response.status_code == 302
    assert str(site.public_id) not in response.content.decode()


def test_opening_the_map_is_journalled(site, officer, commune, sign_in):
    page = sign_in(officer).get("/cameras/map/").content.decode()

    entry = Entry.objects.get(stream=f"search:{commune.code}")
    assert (entry.verb, entry.actor) == ("map_opened", officer)
    assert "Hạnh" not in page


def test_reading_the_map_past_its_page_is_journalled_once_an_hour(site, officer, commune, sign_in):
    client, lines = sign_in(officer), Entry.objects.filter(stream=f"search:{commune.code}")

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(3):
            assert client.get(DATA, BBOX).status_code == 200
        assert list(lines.values_list("verb", flat=True)) == ["map_opened"]
        clock.shift(timedelta(hours=1, minutes=1))
        assert client.get(DATA, BBOX).status_code == 200

    assert lines.count() == 2


def test_hits_as_features_name_nobody(site, commune):
    CameraFactory(site=SiteFactory(commune=commune, consents={"P1", "P2", "P3"}))

    document = str(features_of(search(commune, since=NOW, until=NOW)))

    assert document.count("'rank'") == 2
    for private in ("Hạnh", "Nguyễn Du", site.owner.phone):
        assert private not in document
    assert callable(who_could_have_seen)


def test_who_sees_which_rows(site, commune):
    hamlet = HamletFactory(commune=commune)
    hidden = SiteFactory(commune=commune, hamlet=hamlet)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person
    officer = AppointmentFactory(role=Role.OFFICER, commune=commune).person
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune).person
    foreign = AppointmentFactory(role=Role.OFFICER, commune=CommuneFactory(open=True)).person

    def visible(person):
        return set(Site.objects.visible_to(person))

    assert visible(site.owner) == {site}
    assert visible(leader) == {hidden}
    assert visible(officer) == {site}
    assert visible(administrator) == {site, hidden}
    assert visible(foreign) == visible(UserFactory()) == set()


def test_a_place_without_a_pin_is_drawn_as_one_that_looks_nowhere(site, officer, sign_in):
    Site.objects.filter(pk=site.pk).update(is_approximate=True)

    [feature] = sign_in(officer).get(DATA, BBOX).json()["features"]

    assert feature["properties"] == {"kind": "household", "approximate": True, "views": []}
