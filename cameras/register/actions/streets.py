"""Streets become known by the addresses people type."""

from django.contrib.gis.geos import Point
from django.db.models import F

from cameras.register.models import Street
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
    street, is_new = Street.objects.get_or_create(
        commune=commune, key=key, defaults={"name": name, "point": rounded}
    )
    if not is_new:
        Street.objects.filter(pk=street.pk).update(sites=F("sites") + 1)
