"""What happens to a commune's hamlets, journalled in its stream; their names are public."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.areas.models import Commune, Hamlet, HamletOutline, HamletSuccession
from portal.areas.models.hamlets import name_of_hamlet, same_hamlet
from portal.areas.verbs import AreaVerb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.once import made_before, once_for


class HamletFacts(TypedDict):
    """One of the hamlets that another is split into."""

    kind: str
    name: str
    households: NotRequired[int | None]
    people: NotRequired[int | None]


@transaction.atomic
def add_hamlet(
    commune: Commune,
    *,
    actor: Any,
    kind: str,
    name: str,
    households: int | None = None,
    people: int | None = None,
    centre: Point | None = None,
    once: uuid.UUID | None = None,
) -> Hamlet:
    """A hamlet of the commune from now on. The same `once` sent again gives the same one."""
    name, once = name_of_hamlet(kind, name), once_for(actor, once, about=commune.stream)
    if earlier := _made_before(once, kind, name):
        return earlier
    _require_free_name(commune, kind, name)
    hamlet = Hamlet.objects.create(
        commune=commune,
        once=once,
        kind=kind,
        name=name,
        households=households,
        people=people,
        centre=centre,
    )
    record(
        commune.stream,
        AreaVerb.HAMLET_ADDED,
        actor=actor,
        subject=str(hamlet.public_id),
        name=str(hamlet),
    )
    return hamlet


def _made_before(once: uuid.UUID | None, kind: str, name: str) -> Hamlet | None:
    again = _("This page has already made another hamlet. Open it anew for the next one.")
    same = {"kind": kind, "name": name}
    return made_before(Hamlet.objects.all(), once, same=same, otherwise=again)


@transaction.atomic
def count_hamlet(
    hamlet: Hamlet, *, actor: Any, households: int | None, people: int | None
) -> Hamlet:
    locked = _lock(hamlet)
    if (locked.households, locked.people) == (households, people):
        return locked
    locked.households, locked.people = households, people
    locked.save(update_fields=["households", "people"])
    record(
        locked.commune.stream,
        AreaVerb.HAMLET_COUNTED,
        actor=actor,
        subject=str(locked.public_id),
        households=households,
        people=people,
    )
    return locked


@transaction.atomic
def rename_hamlet(hamlet: Hamlet, *, actor: Any, kind: str, name: str) -> Hamlet:
    """The same hamlet under another name; the name before is kept."""
    locked = _lock(hamlet)
    before, name = str(locked), name_of_hamlet(kind, name)
    if (locked.kind, locked.name) == (kind, name):
        return locked
    _require_free_name(locked.commune, kind, name, but=locked)
    locked.former_names = [*locked.former_names, before]
    locked.kind, locked.name = kind, name
    locked.save(update_fields=["former_names", "kind", "name"])
    record(
        locked.commune.stream,
        AreaVerb.HAMLET_RENAMED,
        actor=actor,
        subject=str(locked.public_id),
        before=before,
        name=str(locked),
    )
    return locked


@transaction.atomic
def correct_hamlet(
    hamlet: Hamlet, *, actor: Any, kind: str, name: str, households: int | None, people: int | None
) -> Hamlet:
    """Name and counts of the hamlet are these; what is the same already leaves no trace."""
    rename_hamlet(hamlet, actor=actor, kind=kind, name=name)
    return count_hamlet(hamlet, actor=actor, households=households, people=people)


@transaction.atomic
def merge_hamlets(
    hamlets: Sequence[Hamlet],
    *,
    actor: Any,
    kind: str,
    name: str,
    on: dt.date | None = None,
    once: uuid.UUID | None = None,
) -> Hamlet:
    """One new hamlet succeeds all of these from that day on, with their counts and ground.

    The same `once` sent again gives the same hamlet, and changes nothing more.
    What leans on the old hamlets (appointments, sites) is moved by the floors above.
    """
    once = once_for(actor, once, about="merger")
    if earlier := _made_before(once, kind, name_of_hamlet(kind, name)):
        return earlier
    on = on or localdate()
    before = [_lock(hamlet) for hamlet in sorted(hamlets, key=lambda hamlet: hamlet.pk)]
    if len(before) < 2:
        raise RuleViolation(_("Choose at least two hamlets to merge."))
    if len({hamlet.commune_id for hamlet in before}) > 1:
        raise RuleViolation(_("Only hamlets of one commune can be merged."))
    _end(before, on)
    name = name_of_hamlet(kind, name)
    _require_free_name(before[0].commune, kind, name)
    after = Hamlet.objects.create(
        commune=before[0].commune,
        once=once,
        kind=kind,
        name=name,
        households=_total([hamlet.households for hamlet in before]),
        people=_total([hamlet.people for hamlet in before]),
        centre=before[0].centre,
        valid_from=on,
    )
    if ground := _union_of(before):
        draw_hamlet(after, ground)
    _succeed(before, [after], on, actor=actor, verb=AreaVerb.HAMLETS_MERGED)
    return after


@transaction.atomic
def split_hamlet(
    hamlet: Hamlet, into: Sequence[HamletFacts], *, actor: Any, on: dt.date | None = None
) -> list[Hamlet]:
    """These new hamlets succeed this one from that day on, with the counts given for them.

    Their ground is drawn later: that of the old one says nothing of where it was split.
    """
    on = on or localdate()
    before = _lock(hamlet)
    if len(into) < 2:
        raise RuleViolation(_("A hamlet is split into at least two."))
    _end([before], on)
    after = []
    for part in into:
        name = name_of_hamlet(part["kind"], part["name"])
        _require_free_name(before.commune, part["kind"], name)
        facts = {**part, "name": name}
        after.append(Hamlet.objects.create(commune=before.commune, valid_from=on, **facts))
    _succeed([before], after, on, actor=actor, verb=AreaVerb.HAMLET_SPLIT)
    return after


def _lock(hamlet: Hamlet) -> Hamlet:
    locked = hold(hamlet, Hamlet.objects.select_related("commune"))
    if locked.valid_to is not None:
        raise RuleViolation(
            _("There has been no %(hamlet)s since %(day)s.")
            % {"hamlet": locked, "day": locked.valid_to.strftime("%d/%m/%Y")}
        )
    return locked


def _require_free_name(commune: Commune, kind: str, name: str, but: Hamlet | None = None) -> None:
    """No other hamlet of the commune has a name that people take for this one."""
    # Held, for the database compares letters: two might enter Hoà and Hòa at once.
    Commune.objects.select_for_update(no_key=True).get(pk=commune.pk)
    others = Hamlet.objects.filter(commune=commune, valid_to=None)
    others = others.exclude(pk=but.pk) if but else others
    wanted = same_hamlet(kind, name)
    for hamlet in others:
        if hamlet.same == wanted:
            raise RuleViolation(
                _("There is already a %(hamlet)s in %(commune)s.")
                % {"commune": commune, "hamlet": hamlet}
            )


def _end(hamlets: Sequence[Hamlet], on: dt.date) -> None:
    if any(hamlet.valid_from > on for hamlet in hamlets):
        raise RuleViolation(_("A hamlet cannot end before the day it began."))
    for hamlet in hamlets:
        hamlet.valid_to = on
        hamlet.save(update_fields=["valid_to"])


def _succeed(
    before: Sequence[Hamlet], after: Sequence[Hamlet], on: dt.date, *, actor: Any, verb: AreaVerb
) -> None:
    HamletSuccession.objects.bulk_create(
        HamletSuccession(before=old, after=new, on=on) for old in before for new in after
    )
    record(
        before[0].commune.stream,
        verb,
        actor=actor,
        subject=str(before[0].public_id),
        before=[str(hamlet) for hamlet in before],
        after=[str(hamlet) for hamlet in after],
        on=on.isoformat(),
    )


def _total(counts: Sequence[int | None]) -> int | None:
    """None as soon as one is not known: half a count would pass for a whole one."""
    counted = [count for count in counts if count is not None]
    return sum(counted) if len(counted) == len(counts) else None


def _union_of(hamlets: Sequence[Hamlet]) -> MultiPolygon | None:
    """The ground of all together, if every one is known."""
    outlines = HamletOutline.objects.filter(hamlet__in=hamlets)
    boundaries: list[GEOSGeometry] = list(outlines.values_list("boundary", flat=True))
    if len(boundaries) < len(hamlets):
        return None
    ground = boundaries[0]
    for boundary in boundaries[1:]:
        ground = ground.union(boundary)
    return ground if isinstance(ground, MultiPolygon) else MultiPolygon(ground, srid=4326)


def draw_hamlet(hamlet: Hamlet, boundary: MultiPolygon) -> Hamlet:
    """The hamlet's ground ends here from now on, and its centre lies on it."""
    HamletOutline.objects.update_or_create(hamlet=hamlet, defaults={"boundary": boundary})
    hamlet.centre = boundary.point_on_surface
    hamlet.save(update_fields=["centre"])
    return hamlet
