import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError

from cameras.register.models import Site
from tests.cameras.factories import CameraFactory, SiteFactory, seeing
from tests.people.factories import OrganisationFactory

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

    assert list(seeing(north)) == [camera.site]
    assert not seeing(south).exists()


@pytest.mark.parametrize("kind", ["business", "school", "office", "bank"])
def test_no_site_of_an_organisation_keeps_its_employees_in_the_dark(kind):
    told = SiteFactory(kind=kind, owner=None, organisation=OrganisationFactory(kind=kind))

    with pytest.raises(IntegrityError, match="site_of_an_organisation_told_its_employees"):
        Site.objects.filter(pk=told.pk).update(employees_told_at=None)


def test_households_and_public_clusters_have_no_employees_to_tell():
    told = [SiteFactory(), SiteFactory(kind="public", owner=None)]

    assert [site.employees_told_at for site in told] == [None, None]
