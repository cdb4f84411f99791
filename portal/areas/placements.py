"""Which commune and which hamlet a point on the map belongs to."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.areas.models import Commune, Hamlet
from portal.errors import RuleViolation

# From the centre of a commune or one of its islands. Our choice: 51 communes reach farther than
# 20 km from their centre, and the widest some 40.
FARTHEST_METRES = 60_000


@dataclass(frozen=True)
class Placement:
    """Where a point is. Unless `certain`, a person must confirm the commune.

    `metres` is 0 inside a boundary, else the way to the centre of the commune offered, or to the
    nearest of its islands.
    """

    commune: Commune
    hamlet: Hamlet | None
    certain: bool
    metres: float


def locate(point: Point) -> Placement:
    """The commune and hamlet around `point`, or the nearest commune to be confirmed.

    Raises RuleViolation where no commune could be meant: far from all, or outside the
    boundary of every one within 60 km.
    """
    hamlet = Hamlet.objects.containing(point).select_related("commune__province").first()
    around = Commune.objects.containing(point).select_related("province").first()
    if hamlet and around in (None, hamlet.commune):
        return Placement(hamlet.commune, hamlet, certain=True, metres=0)
    if around:
        return Placement(around, None, certain=True, metres=0)
    nearest: Any = communes_near(point, limit=1)[0]
    return Placement(nearest, None, certain=False, metres=nearest.metres)


def communes_near(point: Point, *, limit: int = 5) -> list[Commune]:
    """Communes for the person to choose from, nearest first, each with `metres`.

    Only those whose boundary is not known: the others have said that they do not contain
    the point. Raises RuleViolation when there is none within 60 km.
    """
    nearby = list(_undrawn_near(point)[:limit])
    if nearby:
        return nearby
    if _near(point).exists():
        raise RuleViolation(
            _("This point lies outside every commune around it. Move the pin to the camera.")
        )
    raise RuleViolation(
        _(
            "This point is more than 60 km from every commune and every island. "
            "Move the pin to the camera."
        )
    )


def may_contain(commune: Commune, point: Point) -> bool:
    """Whether nothing speaks against the commune where no boundary lies around the point.

    A wide commune's edge may be nearer to five other centres than to its own.
    """
    return _undrawn_near(point).filter(pk=commune.pk).exists()


def _undrawn_near(point: Point) -> QuerySet[Any]:
    return _near(point).filter(outline=None)


def _near(point: Point) -> QuerySet[Any]:
    nearest: QuerySet[Any] = Commune.objects.nearest_to(point).select_related("province")
    return nearest.filter(metres__lte=FARTHEST_METRES)
