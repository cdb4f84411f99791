import pytest
from django.contrib.gis.geos import MultiPoint, MultiPolygon, Point, Polygon
from django.utils import translation

from portal.areas.actions import draw_commune
from portal.areas.models import Commune, Hamlet
from portal.areas.placements import Placement, communes_near, locate, may_contain
from portal.errors import RuleViolation
from tests.areas.factories import CommuneFactory, HamletFactory


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


HERE = Point(107.97, 21.53, srid=4326)


@pytest.mark.django_db
def test_point_inside_a_boundary_finds_commune_and_hamlet() -> None:
    commune = CommuneFactory(boundary=box(107.9, 21.5, 108.0, 21.6))
    hamlet = HamletFactory(commune=commune, boundary=box(107.96, 21.52, 107.98, 21.54))

    assert locate(HERE) == Placement(commune, hamlet, certain=True, metres=0)


@pytest.mark.django_db
def test_hamlet_of_another_commune_does_not_overrule_the_commune_s_boundary() -> None:
    commune = CommuneFactory(boundary=box(107.9, 21.5, 108.0, 21.6))
    HamletFactory(commune=CommuneFactory(), boundary=box(107.96, 21.52, 107.98, 21.54))

    assert locate(HERE) == Placement(commune, None, certain=True, metres=0)


@pytest.mark.django_db
def test_without_a_boundary_the_nearest_commune_is_offered_for_confirming() -> None:
    near = CommuneFactory(centre=Point(107.98, 21.53, srid=4326))
    CommuneFactory(centre=Point(108.2, 21.53, srid=4326))

    placement = locate(HERE)

    assert (placement.commune, placement.certain) == (near, False)
    assert placement.metres == pytest.approx(1035, abs=5)


@pytest.mark.django_db
def test_point_far_out_at_sea_is_refused_with_a_sentence() -> None:
    CommuneFactory(centre=Point(107.97, 21.53, srid=4326))
    at_sea = Point(108.8, 20.9, srid=4326)

    with pytest.raises(RuleViolation, match="60 km"):
        locate(at_sea)


@pytest.mark.django_db
def test_point_five_kilometres_outside_a_known_boundary_is_refused_with_a_sentence() -> None:
    CommuneFactory(boundary=box(107.9, 21.5, 108.0, 21.6))
    outside = Point(108.048, 21.53, srid=4326)

    with translation.override("en"), pytest.raises(RuleViolation, match="outside every commune"):
        locate(outside)


@pytest.mark.django_db
def test_a_commune_whose_boundary_leaves_the_point_out_is_not_offered() -> None:
    CommuneFactory(boundary=box(107.0, 21.5, 107.1, 21.6), centre=HERE)
    unknown = CommuneFactory(centre=Point(108.2, 21.53, srid=4326))

    assert communes_near(HERE) == [unknown]
    assert locate(HERE).commune == unknown


@pytest.mark.django_db
def test_offers_leave_out_what_is_too_far() -> None:
    near = CommuneFactory(centre=Point(107.98, 21.53, srid=4326))
    CommuneFactory(centre=Point(110.2, 21.53, srid=4326))

    assert communes_near(HERE) == [near]


@pytest.mark.django_db
def test_merged_hamlet_contains_nothing_any_more() -> None:
    HamletFactory(boundary=box(107.96, 21.52, 107.98, 21.54), valid_to="2026-01-01")

    assert list(Hamlet.objects.containing(HERE)) == []


@pytest.mark.django_db
def test_placing_takes_three_statements_at_any_number_of_communes(
    django_assert_num_queries,
) -> None:
    for _ in range(3):
        CommuneFactory()

    with django_assert_num_queries(3):
        locate(HERE)


@pytest.mark.django_db
def test_only_communes_with_a_profile_are_open() -> None:
    CommuneFactory()
    using = CommuneFactory(open=True)

    assert list(Commune.objects.open()) == [using]


@pytest.mark.django_db
def test_an_island_belongs_to_its_commune_whatever_centre_is_nearer() -> None:
    islands = MultiPoint(Point(107.98, 21.53), Point(107.5, 21.0), srid=4326)
    commune = CommuneFactory(centre=Point(106.0, 20.0, srid=4326), islands=islands)
    CommuneFactory(centre=Point(108.0, 21.53, srid=4326))

    placement = locate(HERE)

    assert placement.commune == commune
    assert placement.metres == pytest.approx(1035, abs=5)


@pytest.mark.django_db
def test_a_wide_commune_may_contain_what_five_others_are_nearer_to() -> None:
    wide = CommuneFactory(centre=Point(108.3, 21.53, srid=4326))
    CommuneFactory.create_batch(6, centre=Point(107.99, 21.53, srid=4326))
    drawn = CommuneFactory(boundary=box(107.0, 21.5, 107.1, 21.6), centre=HERE)
    far = CommuneFactory(centre=Point(109.0, 21.53, srid=4326))

    assert wide not in communes_near(HERE)
    assert [may_contain(commune, HERE) for commune in (wide, drawn, far)] == [True, False, False]


@pytest.mark.django_db
def test_a_boundary_takes_the_centre_along() -> None:
    commune = CommuneFactory(centre=HERE)

    draw_commune(commune, box(107.9, 21.5, 108.0, 21.6))
    commune.refresh_from_db()
    assert commune.centre == HERE

    draw_commune(commune, box(107.0, 21.5, 107.1, 21.6))
    commune.refresh_from_db()
    assert commune.outline.boundary.covers(commune.centre)
