from math import pi

import pytest
from django.contrib.gis.geos import Point

from cameras.register.geometry import area_square_metres, away, circle, distance_metres, sector

HERE = Point(107.969, 21.527, srid=4326)


def at(bearing, metres):
    return Point(*away(HERE, bearing, metres), srid=4326)


def test_a_sector_ends_at_its_sides_and_its_range():
    view = sector(HERE, bearing=225, angle=90, range_metres=20)

    assert view.covers(at(225, 19.9))
    assert view.covers(at(181, 10))
    assert view.covers(at(269, 10))
    assert not view.covers(at(225, 20.1))
    assert not view.covers(at(179, 10))
    assert not view.covers(at(271, 10))


def test_north_lies_in_the_middle_of_a_sector_around_north():
    view = sector(HERE, bearing=0, angle=20, range_metres=100)

    assert view.covers(at(351, 90))
    assert view.covers(at(9, 90))
    assert not view.covers(at(348, 90))
    assert not view.covers(at(180, 1))


def test_a_full_turn_is_a_disc_without_a_seam():
    view = sector(HERE, bearing=77, angle=360, range_metres=50)

    assert all(view.covers(at(bearing, 49.9)) for bearing in range(0, 360, 7))
    assert view.valid


@pytest.mark.parametrize("angle", [1, 4, 90, 179, 181, 270, 359, 360])
def test_every_width_is_a_clean_polygon(angle):
    view = sector(HERE, bearing=300, angle=angle, range_metres=500)

    assert view.valid
    assert area_square_metres(view) == pytest.approx(pi * 500**2 * angle / 360, rel=0.001)


def test_distance_agrees_with_postgis(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Distance(ST_MakePoint(107.969,21.527)::geography,"
            " ST_MakePoint(108.01,21.55)::geography)"
        )
        [metres] = cursor.fetchone()

    other = Point(108.01, 21.55, srid=4326)
    assert distance_metres(HERE, other) == pytest.approx(metres, rel=1e-4)


def test_a_circle_has_the_area_of_its_radius():
    assert area_square_metres(circle(HERE, 200)) == pytest.approx(pi * 200**2, rel=0.001)
