"""Which ground a site stands on: from a pin, or from the names of commune and hamlet alone."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.areas.models import Commune, CommuneProfile, Hamlet
from portal.areas.models.communes import Metres
from portal.areas.placements import communes_near, locate, may_contain
from portal.errors import RuleViolation
from portal.look.formats import capital


@dataclass(frozen=True)
class Location:
    """Where a site stands and who is responsible for that ground."""

    point: Point
    commune: Commune
    hamlet: Hamlet | None
    is_approximate: bool = False


class CommuneUnconfirmed(RuleViolation):
    """The pin does not settle the commune: the person must choose one of `communes`."""

    def __init__(self, sentence: str, communes: list[Commune]) -> None:
        super().__init__(sentence)
        self.communes = communes


def location_at(point: Point, *, commune: Commune | None, hamlet: Hamlet | None) -> Location:
    """The location under a pin. `commune` and `hamlet` are what the person says; a boundary wins.

    Its hamlet is None where the commune has hamlets and only the person can tell which.
    Raises RuleViolation for a pin in the sea or in a commune that does not use the portal.
    """
    placement = locate(point)
    if not placement.certain:
        chosen = _confirmed(point, commune)
    elif commune and commune != placement.commune:
        raise CommuneUnconfirmed(_lies_in(placement.commune), [_open(placement.commune)])
    else:
        chosen = _open(placement.commune)
    named = hamlet if hamlet and hamlet.commune_id == chosen.pk else None
    return Location(point, chosen, placement.hamlet or named or nearest_hamlet(chosen, point))


def approximate_location(*, commune: Commune, hamlet: Hamlet | None) -> Location:
    """The centre of hamlet or commune stands in for a place nobody put a pin on."""
    _open(commune)
    return Location(centre_of(commune, hamlet), commune, hamlet, is_approximate=True)


def centre_of(commune: Commune, hamlet: Hamlet | None) -> Point:
    """The centre of the hamlet, or of the commune where none is known."""
    return hamlet.centre if hamlet and hamlet.centre else commune.centre


def nearest_hamlet(commune: Commune, point: Point) -> Hamlet | None:
    """The hamlet whose centre is nearest, where any of them could be meant by its centre.

    None in a commune without hamlets, and where another could be as near: one without a
    centre, or one without a boundary while others have theirs, which leave the point out.
    """
    hamlets = Hamlet.objects.current().filter(commune=commune)
    unplaced = Q(centre=None)
    if hamlets.exclude(outline=None).exists():
        unplaced |= Q(outline=None)
    if hamlets.filter(unplaced).exists():
        return None
    return hamlets.annotate(metres=Metres("centre", point)).order_by("metres", "pk").first()


def _confirmed(point: Point, commune: Commune | None) -> Commune:
    if commune and may_contain(commune, point):
        return _open(commune)
    offered = communes_near(point)
    opened = set(
        CommuneProfile.objects.filter(commune__in=offered).values_list("commune", flat=True)
    )
    communes = [offer for offer in offered if offer.pk in opened]
    if not communes:
        return _open(offered[0])
    raise CommuneUnconfirmed(_("Choose the commune in which the camera stands."), communes)


def _open(commune: Commune) -> Commune:
    if CommuneProfile.objects.filter(commune=commune).exists():
        return commune
    raise RuleViolation(
        _(
            "%(commune)s does not use Sổ Camera yet, so nothing can be registered there. "
            "If the pin stands in the wrong place, move it."
        )
        % {"commune": capital(commune)}
    )


def _lies_in(commune: Commune) -> str:
    return _(
        "The pin lies in %(commune)s. If that is right, press the button again; if not, move it."
    ) % {"commune": commune}
