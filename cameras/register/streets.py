"""The hamlets of a commune, and the streets its people typed, offered to the next one."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from django.contrib.gis.geos import Point

from cameras.register.models import Street
from cameras.register.models.streets import SUGGESTIONS
from portal.areas.folding import fold
from portal.areas.models import Commune, Hamlet

# "Số 12B/4 đường Nguyễn Du, tổ 3" -> "Nguyễn Du": the house is nobody's business here.
HOUSE = re.compile(r"^\s*(?:(?:số(?:\s+nhà)?|nhà|no\.?)\s+)?\d\S*\s+", re.IGNORECASE)
STREET = re.compile(r"^\s*(?:đường|phố)\s+", re.IGNORECASE)
# A number is of a house, and such words lead to a neighbour: "gần nhà ông Tư" is no street.
NO_STREET = re.compile(
    r"\d|\b(?:nhà|gần|cạnh|sau|trước|bên|sát|đối diện|cổng|tiệm|góa|goá)\b", re.IGNORECASE
)
# Of an address without any accents. Sáu and Cảnh are names: better no suggestion than a neighbour.
NO_STREET_BARE = re.compile(
    r"\b(?:nha|gan|canh|sau|truoc|ben|sat|doi dien|cong|tiem|goa)\b", re.IGNORECASE
)
LANE = re.compile(r"^\s*(?:ngõ|ngách|hẻm|kiệt)\s+\d\S*\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Suggestion:
    """A name to choose. A hamlet nobody has drawn has no point to move the pin to."""

    name: str
    point: Point | None
    hamlet: Hamlet | None = None


def name_in(address: str) -> str:
    """The street in an address, without house number and lane; "" if there is none."""
    street = normalize("NFC", address).split(",")[0]
    for lead in (HOUSE, LANE, STREET):
        street = lead.sub("", street)
    street = " ".join(street.split())
    leads_to_a_house = NO_STREET.search(street) or (
        street.isascii() and NO_STREET_BARE.search(street)
    )
    return "" if leads_to_a_house else street[:80]


def suggest(commune: Commune, text: str) -> list[Suggestion]:
    """Hamlets, then streets, of the commune whose name has a word beginning like the text."""
    key = fold(name_in(text) or text)
    if not key:
        return []
    hamlets = Hamlet.objects.current().filter(commune=commune)
    named = [
        Suggestion(str(hamlet), hamlet.centre, hamlet)
        for hamlet in hamlets
        if f" {key}" in f" {fold(str(hamlet))}"
    ]
    streets = Street.objects.filter(commune=commune).named_like(key)
    return [
        *named[:SUGGESTIONS],
        *(Suggestion(street.name, street.point) for street in streets[:SUGGESTIONS]),
    ]
