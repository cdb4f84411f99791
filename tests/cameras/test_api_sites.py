"""Own sites over the API: the same gates as the pages."""

import pytest

from cameras.register.actions import vouching
from cameras.register.models import Consent, Site
from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

SITES = "/api/v1/sites/"


@pytest.fixture
def site():
    return CameraFactory(site=SiteFactory(consents={"P1", "P2", "P3", "P8"})).site


def post(client, site, verb, data=None):
    return client.post(f"{SITES}{site.public_id}/{verb}/", data, content_type="application/json")


def test_own_sites_are_listed_with_their_cameras(site, sign_in):
    SiteFactory()

    [row] = sign_in(site.owner).get(SITES).json()["results"]

    assert row["number"] == site.number
    assert row["position"] == [107.969, 21.527]
    assert [camera["bearing"] for camera in row["cameras"]] == [0]


def test_a_stranger_is_refused_and_another_person_finds_nothing(site, client, sign_in):
    assert client.get(SITES).status_code == 403
    other = sign_in(UserFactory())

    assert other.get(SITES).json()["results"] == []
    assert other.get(f"{SITES}{site.public_id}/").status_code == 404
    for verb in ("pause", "resume", "remove", "decide"):
        assert post(other, site, verb, {"purpose": "P2", "granted": False}).status_code == 404
    assert Site.objects.answering().get() == site


def test_pause_and_resume_refuse_with_a_sentence_the_second_time(site, sign_in):
    client = sign_in(site.owner)

    assert post(client, site, "pause").json()["status"] == "paused"
    again = post(client, site, "pause")
    assert (again.status_code, list(again.json())) == (409, ["detail"])
    assert post(client, site, "resume").json()["status"] == "active"


def test_a_decision_over_the_api_holds_at_once(site, sign_in):
    client = sign_in(site.owner)

    assert post(client, site, "decide", {"purpose": "P3", "granted": False}).status_code == 200
    assert not Site.objects.answering().exists()
    assert post(client, site, "decide", {"purpose": "P1", "granted": False}).status_code == 400
    assert post(client, site, "decide", {"granted": True}).status_code == 400


def test_a_yes_to_words_that_changed_meanwhile_is_a_conflict(site, sign_in):
    client = sign_in(site.owner)
    post(client, site, "decide", {"purpose": "P3", "granted": False})

    said = {"purpose": "P3", "granted": True}
    assert post(client, site, "decide", {**said, "version": 1}).status_code == 409
    assert not Site.objects.answering().exists()
    assert post(client, site, "decide", {**said, "version": 4}).status_code == 200
    assert Site.objects.answering().get() == site


def test_a_yes_to_words_nobody_read_is_a_conflict(site, sign_in):
    client = sign_in(site.owner)
    post(client, site, "decide", {"purpose": "P3", "granted": False})

    assert post(client, site, "decide", {"purpose": "P3", "granted": True}).status_code == 409
    assert not Site.objects.answering().exists()


def test_one_site_tells_what_its_owner_decided(site, sign_in):
    client = sign_in(site.owner)
    post(client, site, "decide", {"purpose": "P3", "granted": False})

    shown = client.get(f"{SITES}{site.public_id}/").json()["consents"]

    assert {held["purpose"]: held["granted"] for held in shown} == {
        "P1": True,
        "P2": True,
        "P3": False,
        "P8": True,
    }
    assert {held["purpose"]: held["is_of_other_words"] for held in shown}["P2"] is True


def test_the_leader_s_question_is_read_and_answered(site, sign_in):
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory(commune=site.commune))
    Site.objects.update(hamlet=leader.hamlet)
    site.refresh_from_db()
    vouching.ask_owner(site, actor=leader.person, question="Camera ở cổng nào?")
    client = sign_in(site.owner)

    asked = client.get(f"{SITES}{site.public_id}/").json()
    assert (asked["question"], asked["waits_for_owner"]) == ("Camera ở cổng nào?", True)
    empty = post(client, site, "answer", {})
    assert (empty.status_code, list(empty.json())) == (400, ["reply"])
    shown = post(client, site, "answer", {"reply": "Cổng trước"}).json()

    assert (shown["reply"], shown["waits_for_owner"]) == ("Cổng trước", False)
    vouching.vouch_for(site, actor=leader.person)
    vouched = client.get(f"{SITES}{site.public_id}/").json()
    assert (vouched["question"], vouched["reply"]) == ("Camera ở cổng nào?", "Cổng trước")
    assert vouched["vouched_at"]


def test_removing_takes_the_site_off_the_list(site, sign_in):
    client = sign_in(site.owner)

    assert post(client, site, "remove").json()["status"] == "removed"
    assert client.get(SITES).json()["results"] == []


def test_what_ends_with_the_removal_is_recorded_in_the_language_of_who_removes(site, sign_in):
    client = sign_in(site.owner)
    client.cookies["django_language"] = "en"

    post(client, site, "remove")

    ended = Consent.objects.filter(site=site, granted=False).select_related("text")
    assert {consent.text.language for consent in ended} == {"en"}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    site, sign_in, rows, django_assert_max_num_queries
):
    for _ in range(rows - 1):
        CameraFactory(site=SiteFactory(owner=site.owner))
    client = sign_in(site.owner)

    with django_assert_max_num_queries(5):
        assert len(client.get(SITES).json()["results"]) == rows
