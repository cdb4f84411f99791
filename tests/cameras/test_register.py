import pytest
from django.contrib.gis.geos import Point

from cameras.models import Site
from tests.cameras.factories import CameraFactory, SiteFactory

pytestmark = pytest.mark.django_db


def test_answering_sites_said_yes_to_being_seen_and_asked():
    willing = SiteFactory(consents={"P1", "P2", "P3"})
    SiteFactory(consents={"P1", "P2"})
    SiteFactory(consents={"P1", "P3"})
    SiteFactory()

    assert list(Site.objects.answering()) == [willing]


def test_a_site_sees_what_lies_in_a_camera_s_sector():
    camera = CameraFactory(bearing=0)
    north, south = Point(107.969, 21.5271, srid=4326), Point(107.969, 21.5269, srid=4326)

    assert list(Site.objects.seeing(north)) == [camera.site]
    assert not Site.objects.seeing(south).exists()
