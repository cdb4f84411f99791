from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Point

from cameras.register.actions.sites import follow_boundaries
from cameras.register.geometry import circle
from cameras.register.models import Camera, Consent, Site
from cameras.register.search import who_could_have_seen
from portal.areas.actions import draw_hamlet, move_centre
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import (
    CameraFactory,
    ConsentFactory,
    SiteFactory,
    VouchingFactory,
    seeing,
)

pytestmark = pytest.mark.django_db

HERE = Point(107.969, 21.527, srid=4326)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def search(commune, **changes):
    facts: dict[str, Any] = {
        "point": HERE,
        "since": NOW - timedelta(days=1),
        "until": NOW - timedelta(hours=23),
        "now": NOW,
    } | changes
    return who_could_have_seen(circle(HERE, 200), commune=commune, **facts)


def watching(
    commune,
    *,
    metres_south=10,
    bearing=0,
    consents=("P1", "P2", "P3"),
    is_approximate=False,
    **facts,
):
    point = Point(107.969, 21.527 - metres_south / 110_700, srid=4326)
    site = SiteFactory(
        commune=commune, point=point, consents=set(consents), is_approximate=is_approximate
    )
    return CameraFactory(site=site, bearing=bearing, **facts)


@pytest.fixture
def commune():
    return CommuneFactory(open=True)


def test_best_first_covering_then_near_and_what_is_overwritten_last(commune):
    looks_away = watching(commune, metres_south=5, bearing=180)
    far = watching(commune, metres_south=15)
    near = watching(commune, metres_south=10)
    lost = watching(commune, metres_south=3, retention_days=1)

    hits = search(commune, until=NOW - timedelta(days=1), since=NOW - timedelta(days=2))

    assert [hit.site for hit in hits] == [near.site, far.site, looks_away.site, lost.site]
    assert [hit.covers for hit in hits] == [True, True, False, True]
    assert [round(hit.metres) for hit in hits] == [10, 15, 5, 3]
    assert [hit.is_gone for hit in hits] == [False, False, False, True]
    assert hits[0].overwritten_at == NOW + timedelta(days=5)
    assert hits[0].cameras == [near]


def test_who_is_not_vouched_for_comes_behind_and_who_is_doubted_not_at_all(commune):
    fresh = watching(commune, metres_south=1)
    vouched = watching(commune, metres_south=30, bearing=180)
    VouchingFactory(site=vouched.site)
    VouchingFactory(site=watching(commune, metres_south=2).site, asked=True)

    assert [hit.site for hit in search(commune)] == [vouched.site, fresh.site]
    assert list(Site.objects.answering().order_by("pk")) == [fresh.site, vouched.site]


def test_who_has_no_pin_comes_behind_who_has_one_but_before_who_is_unknown(commune):
    unknown = watching(commune, metres_south=1)
    approximate = watching(commune, metres_south=2, is_approximate=True)
    exact = watching(commune, metres_south=30, bearing=180)
    for camera in (approximate, exact):
        VouchingFactory(site=camera.site)

    hits = search(commune)

    assert [hit.site for hit in hits] == [exact.site, approximate.site, unknown.site]
    assert [hit.covers for hit in hits] == [False, False, True]
    assert [hit.site for hit in search(commune, limit=1)] == [exact.site]


def test_only_sites_of_this_commune_that_agreed_and_work_are_found(commune):
    asked = watching(commune)
    watching(CommuneFactory(open=True))
    watching(commune, consents=["P1", "P2"])
    watching(commune, consents=["P1", "P3"])
    ConsentFactory(site=watching(commune).site, purpose="P2", granted=False)
    watching(commune, paused_at=NOW)
    watching(commune, removed_at=NOW)
    paused = watching(commune).site
    paused.status, paused.paused_at = "paused", NOW
    paused.save()

    assert [hit.site for hit in search(commune)] == [asked.site]


def test_a_camera_left_out_is_not_found_but_its_neighbour_is(commune):
    front = watching(commune)
    back = CameraFactory(site=front.site, label="cổng sau")
    ConsentFactory(site=back.site, camera=back, granted=False)

    [hit] = search(commune)

    assert hit.cameras == [front]
    ConsentFactory(site=back.site, camera=back, granted=True)
    assert search(commune)[0].cameras == [front, back]
    assert Consent.objects.filter(camera=back).count() == 2


def test_unknown_retention_has_no_clock(commune):
    watching(commune, retention_days=None)

    [hit] = search(commune)

    assert hit.overwritten_at is None
    assert not hit.is_gone


@pytest.mark.parametrize("rows", [1, 3])
def test_the_search_asks_three_questions_however_many_it_finds(
    commune, rows, django_assert_num_queries
):
    for metres in range(rows):
        watching(commune, metres_south=metres + 1)

    with django_assert_num_queries(3):
        hits = search(commune)

    assert len(hits) == rows


def test_the_search_by_hand_finds_the_cameras_that_answer(commune):
    consents = [{"P1"}, {"P2", "P3"}, {"P1", "P2", "P3"}, {"P3"}]
    states = [{}, {"paused_at": NOW}, {"removed_at": NOW}]
    for agreed in consents:
        for state in states:
            watching(commune, consents=agreed, **state)
            left_out = watching(commune, consents=agreed, **state)
            ConsentFactory(site=left_out.site, camera=left_out, granted=False)
            withdrawn = watching(commune, consents=agreed, **state)
            ConsentFactory(site=withdrawn.site, purpose="P2", granted=False)

    found = {camera for hit in search(commune) for camera in hit.cameras}

    assert found == set(Camera.objects.answering().filter(site__commune=commune))
    assert len(found) == 2


def test_a_site_sees_what_lies_in_a_camera_s_sector():
    camera = CameraFactory(bearing=0)
    north, south = Point(107.969, 21.5271, srid=4326), Point(107.969, 21.5269, srid=4326)

    assert list(seeing(north)) == [camera.site]
    assert not seeing(south).exists()


# --- Without a pin ------------------------------------------------------------------------


def unplaced(hamlet):
    """A site of the hamlet far from its middle's views: two kilometres from the incident."""
    far = Point(HERE.x, HERE.y - 0.02, srid=4326)
    site = SiteFactory(
        commune=hamlet.commune,
        hamlet=hamlet,
        point=far,
        is_approximate=True,
        consents={"P1", "P2", "P3"},
    )
    return CameraFactory(site=site).site


def around(metres):
    return MultiPolygon(circle(HERE, metres), srid=4326)


def test_a_place_without_a_pin_is_found_by_the_ground_of_its_hamlet(commune):
    here = unplaced(HamletFactory(commune=commune, boundary=around(400)))
    unplaced(HamletFactory(commune=commune))
    pinned = watching(commune)

    assert [hit.site for hit in search(commune)] == [pinned.site, here]
    assert [hit.site for hit in search(commune, limit=1)] == [pinned.site]


def test_a_place_without_a_pin_is_found_by_the_hamlet_the_officer_names(commune):
    hamlet = HamletFactory(commune=commune, centre=None)
    here = unplaced(hamlet)

    assert search(commune) == []
    assert [hit.site for hit in search(commune, hamlet=hamlet)] == [here]


def test_nobody_knows_what_a_place_without_a_pin_sees_or_how_far_it_is(commune):
    watching(commune, is_approximate=True)

    [hit] = search(commune)

    assert (hit.metres, hit.covers) == (None, False)


def test_by_its_hamlet_nobody_is_found_who_may_not_be_asked(commune):
    hamlet = HamletFactory(commune=commune, boundary=around(400))
    site = unplaced(hamlet)
    ConsentFactory(site=site, purpose="P3", granted=False)
    VouchingFactory(site=unplaced(hamlet), asked=True)

    assert search(commune) == []


def test_a_place_without_a_pin_stands_where_its_hamlet_s_boundary_comes_to_lie(commune):
    hamlet = HamletFactory(commune=commune, centre=None)
    nowhere = SiteFactory(commune=commune, point=commune.centre, is_approximate=True)
    camera = CameraFactory(site=unplaced(hamlet))
    pinned = SiteFactory(commune=commune, hamlet=hamlet, point=HERE)
    draw_hamlet(hamlet, around(400))
    elsewhere = Point(107.9, 21.4, srid=4326)
    move_centre(commune, elsewhere)

    assert follow_boundaries([commune], [hamlet]) == 2

    for row in (camera, camera.site, nowhere, pinned):
        row.refresh_from_db()
    assert camera.site.point.coords == hamlet.centre.coords
    assert camera.view.equals_exact(camera.seen_from(hamlet.centre), 1e-9)
    assert (nowhere.point.coords, pinned.point.coords) == (elsewhere.coords, HERE.coords)
    assert follow_boundaries([commune], [hamlet]) == 0
