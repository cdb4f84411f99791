"""Streets become known by the addresses people type, and stay while several households say so."""

from django.contrib.gis.geos import Point

from cameras.register.models import Site, Street
from cameras.register.streets import name_in
from portal.areas.folding import fold
from portal.areas.models import Commune


def remember_street(commune: Commune, *, address: str, point: Point) -> None:
    """The address's street is known from now on, at a point rounded so that it shows no house.

    Part of registering or describing a site, which asks whether its actor may.
    """
    name = name_in(address)
    key = fold(name)
    if not key:
        return
    rounded = Point(round(point.x, 3), round(point.y, 3), srid=4326)
    Street.objects.get_or_create(
        commune=commune, key=key, defaults={"name": name, "point": rounded, "sites": 0}
    )
    recount_street(commune, address=address)


def recount_street(commune: Commune, *, address: str) -> None:
    """The street is known by as many owners as have it in an address now.

    Saving twice makes no neighbour of anybody, nor does a second place of one owner.
    """
    name = name_in(address)
    if not (key := fold(name)):
        return
    sites = Site.objects.in_register().filter(commune=commune, address__icontains=name)
    owners = {
        (owner, organisation)
        for owner, organisation, written in sites.values_list("owner", "organisation", "address")
        if fold(name_in(written)) == key
    }
    Street.objects.filter(commune=commune, key=key).update(sites=len(owners))
