"""An owner's cameras over the API, one by one."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from cameras.register.models import Camera, Consent
from portal.journal.models import Entry
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.people.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

CAMERAS = "/api/v1/cameras/"


@pytest.fixture
def camera() -> Any:
    return CameraFactory(site=SiteFactory(consents={"P1", "P2", "P3"}))


def post(client: Client, camera: Camera, verb: str, body: Any = None) -> Any:
    url = f"{CAMERAS}{camera.public_id}/{verb}/"
    return client.post(url, body, content_type="application/json")


def add(client: Client, camera: Camera, body: Any) -> Any:
    url = f"/api/v1/sites/{camera.site.public_id}/cameras/"
    body = {"once": str(uuid.uuid4()), **body} if isinstance(body, dict) else body
    return client.post(url, body, content_type="application/json")


def test_a_camera_is_added_to_a_site(camera, sign_in):
    response = add(sign_in(camera.site.owner), camera, {"bearing": 90, "label": "sân"})

    assert response.status_code == 201
    shown = response.json()
    assert (shown["ordinal"], shown["bearing"], shown["angle"], shown["range_metres"]) == (
        2,
        90,
        90,
        20,
    )
    assert (shown["label"], shown["retention_days"], shown["is_taken_in"]) == ("sân", None, True)


def test_a_change_keeps_what_is_not_said(camera, sign_in):
    shown = post(sign_in(camera.site.owner), camera, "change", {"bearing": 180}).json()

    assert (shown["bearing"], shown["retention_days"], shown["label"]) == (180, 7, "cổng trước")
    camera.refresh_from_db()
    assert camera.view.equals(camera.seen_from(camera.site.point))


def test_days_can_be_unknown_again(camera, sign_in):
    shown = post(sign_in(camera.site.owner), camera, "change", {"retention_days": None}).json()

    assert shown["retention_days"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [({"bearing": 360}, "bearing"), ({"angle": 0}, "angle"), ({"retention_days": 366}, None)],
)
def test_the_pages_rules_hold_and_are_said_under_the_apis_names(camera, sign_in, body, field):
    client = sign_in(camera.site.owner)

    response = post(client, camera, "change", body)

    assert response.status_code == 400
    assert list(response.json()) == [field or "retention_days"]
    assert add(client, camera, {}).json() == {"bearing": ["Chọn hướng quay của mắt camera này."]}
    camera.refresh_from_db()
    assert (camera.bearing, camera.angle, camera.retention_days) == (0, 90, 7)
    assert Camera.objects.count() == 1


def test_left_out_it_is_not_asked_and_taken_in_it_is(camera, sign_in):
    client = sign_in(camera.site.owner)

    assert post(client, camera, "leave-out").json()["is_taken_in"] is False
    assert post(client, camera, "leave-out").json()["is_taken_in"] is False
    assert not Camera.objects.answering().exists()
    assert post(client, camera, "take-in").json()["is_taken_in"] is True
    assert Camera.objects.answering().get() == camera
    assert Consent.objects.filter(camera=camera).count() == 2


def test_the_last_camera_goes_only_with_its_site(camera, sign_in):
    client = sign_in(camera.site.owner)

    assert post(client, camera, "remove").status_code == 409
    second = CameraFactory(site=camera.site)
    assert post(client, second, "remove").status_code == 204
    assert post(client, second, "remove").status_code == 404
    assert camera.site.cameras.in_register().get() == camera


def test_what_happens_is_journalled_with_who_did_it(camera, sign_in):
    client = sign_in(camera.site.owner)

    add(client, camera, {"bearing": 90})
    post(client, camera, "change", {"bearing": 45})
    post(client, camera, "leave-out")
    post(client, camera, "remove")

    entries = list(Entry.objects.of(camera.site.stream))
    verbs = ["camera_added", "camera_changed", "refused", "camera_removed"]
    assert [entry.verb for entry in entries] == verbs
    assert {entry.actor for entry in entries} == {camera.site.owner}


def test_a_member_acts_for_the_organisation_and_a_former_one_no_more(sign_in):
    member = MembershipFactory(organisation__kind="school")
    camera = CameraFactory(
        site=SiteFactory(kind="school", organisation=member.organisation, owner=None)
    )
    client = sign_in(member.person)

    assert post(client, camera, "change", {"bearing": 45}).status_code == 200
    member.until = member.since
    member.save()
    assert post(client, camera, "change", {"bearing": 90}).status_code == 404
    camera.refresh_from_db()
    assert camera.bearing == 45


def test_nobody_else_gets_to_a_camera(camera, sign_in):
    other = sign_in(UserFactory())

    assert add(other, camera, {"bearing": 90}).status_code == 404
    for verb in ("change", "remove", "leave-out", "take-in"):
        assert post(other, camera, verb, {"bearing": 90}).status_code == 404
    assert Camera.objects.answering().get().bearing == 0
    assert not Consent.objects.filter(camera=camera).exists()


def test_a_site_has_sixty_cameras_at_most(sign_in):
    site = SiteFactory()
    for ordinal in range(1, 61):
        camera = CameraFactory(site=site, ordinal=ordinal)

    refused = add(sign_in(site.owner), camera, {"bearing": 90})

    assert refused.status_code == 409
    assert site.cameras.count() == 60


def test_no_site_ever_had_more_than_three_hundred():
    with pytest.raises(IntegrityError, match="camera_is_one_of_300_of_its_site_at_most"):
        CameraFactory(ordinal=301)


def test_cameras_are_added_as_seldom_as_sites_are_registered(sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"cameras_register": "1/h/key"}
    site = SiteFactory()
    client = sign_in(site.owner)
    camera = CameraFactory(site=site)

    first, again = (add(client, camera, {"bearing": 90}) for _ in range(2))
    new = {"once": str(uuid.uuid4()), "wind": "90"}
    page = client.post(f"/cameras/{site.public_id}/cameras/new/", new)

    assert (first.status_code, again.status_code, page.status_code) == (201, 429, 429)
