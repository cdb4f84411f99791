"""What happens to communes that use the portal. Journalled in the commune's stream.

Names and phone numbers of people stay out of the journal.
"""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.contrib.gis.geos import MultiPolygon, Point
from django.db import transaction

from portal.areas.folding import fold
from portal.areas.models import Commune, CommuneOutline, CommuneProfile, Hotline
from portal.areas.verbs import AreaVerb
from portal.journal.actions import hold, record


class ProfileFacts(TypedDict, total=False):
    """What a commune may change of what it says of itself. The abbreviation is on every plate."""

    police_name: str
    police_phone: str
    committee_phone: str
    data_officer_name: str
    data_officer_phone: str
    data_officer_email: str
    households: int | None
    people: int | None


@transaction.atomic
def open_commune(commune: Commune, *, actor: Any) -> CommuneProfile:
    """The commune uses the portal from now on. Asking twice does it once."""
    locked = hold(commune)
    profile, is_new = CommuneProfile.objects.get_or_create(
        commune=locked,
        defaults={
            "abbreviation": free_abbreviation(locked),
            "police_name": f"Công an {locked}",
        },
    )
    if is_new:
        record(
            locked.stream, AreaVerb.COMMUNE_OPENED, actor=actor, abbreviation=profile.abbreviation
        )
    return profile


def free_abbreviation(commune: Commune) -> str:
    """ "Móng Cái 1" -> "MC1"; the code of the commune is added if another has it already."""
    short = "".join(
        word if word.isdigit() else word[0].upper() for word in fold(commune.name).split()
    )
    taken = CommuneProfile.objects.filter(abbreviation=short).exists()
    return f"{short}{commune.code}" if taken else short


@transaction.atomic
def change_profile(
    commune: Commune, *, actor: Any, **facts: Unpack[ProfileFacts]
) -> CommuneProfile:
    """The profile says these from now on; what is the same already leaves no trace."""
    profile = hold(commune.profile)
    changed = {name: value for name, value in facts.items() if getattr(profile, name) != value}
    for name, value in changed.items():
        setattr(profile, name, value)
    if changed:
        profile.save(update_fields=list(changed))
        record(commune.stream, AreaVerb.PROFILE_CHANGED, actor=actor, fields=sorted(changed))
    return profile


@transaction.atomic
def set_hotlines(
    commune: Commune, lines: Sequence[tuple[str, str]], *, actor: Any
) -> list[Hotline]:
    """The commune's hotlines are exactly these (label, phone), in this order."""
    hold(commune)
    current = list(commune.hotlines.values_list("label", "phone"))
    if current == list(lines):
        return list(commune.hotlines.all())
    commune.hotlines.all().delete()
    record(commune.stream, AreaVerb.HOTLINES_CHANGED, actor=actor, number=len(lines))
    return Hotline.objects.bulk_create(
        Hotline(commune=commune, label=label, phone=phone, position=position)
        for position, (label, phone) in enumerate(lines)
    )


def draw_commune(commune: Commune, boundary: MultiPolygon) -> Commune:
    """The commune's ground ends here from now on, and its centre lies on it."""
    CommuneOutline.objects.update_or_create(commune=commune, defaults={"boundary": boundary})
    if not boundary.covers(commune.centre):
        move_centre(commune, boundary.point_on_surface)
    return commune


def move_centre(commune: Commune, centre: Point) -> Commune:
    """The commune's maps open there from now on."""
    commune.centre = centre
    commune.save(update_fields=["centre"])
    return commune
