"""What the journeys find: phường Móng Cái 1 of the demo, and other people for each size of screen.

Run as a program of the portal: python -m tests.journeys.journey_people
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from portal.areas.models import Commune

WARD = "06712"
CHIEF = 530  # one a commune, whatever the screen


@dataclass(frozen=True)
class JourneyPeople:
    """Phone numbers of one journey, and the place its cameras look at, in metres of the town."""

    first: int
    hamlet: str
    treasurer_name: str
    place: tuple[float, float]
    newcomer_s_hamlet: str

    def phone(self, which: int) -> str:
        return f"0912000{self.first + which}"

    @property
    def officer(self) -> str:
        return self.phone(1)

    @property
    def second_officer(self) -> str:
        return self.phone(2)

    @property
    def chief(self) -> str:
        return f"0912000{CHIEF}"

    @property
    def leader(self) -> str:
        return self.phone(3)

    @property
    def treasurer(self) -> str:
        return self.phone(4)

    @property
    def giver(self) -> str:
        return self.phone(5)

    @property
    def decliner(self) -> str:
        return self.phone(6)

    @property
    def hasty(self) -> str:
        return self.phone(7)

    @property
    def newcomer(self) -> str:
        """Appointed leader of the next hamlet, and not begun."""
        return self.phone(9)

    @property
    def location(self) -> tuple[float, float]:
        """Latitude and longitude of the place."""
        from portal.demo.communes import MONG_CAI

        point = MONG_CAI.town.at(*self.place)
        return point.y, point.x


PEOPLE = {
    "phone": JourneyPeople(510, "Hòa Lạc 1", "Hồ Tấn Lợi", (0, 0), "Trần Phú 1"),
    "desktop": JourneyPeople(520, "Hòa Lạc 2", "Đỗ Văn Phú", (290, 78), "Trần Phú 2"),
}
# An owner is asked three times at most: for uploads there are other officers and other houses.
UPLOADERS = {
    "phone": JourneyPeople(540, "Hòa Lạc 1", "", (0, 320), ""),
    "desktop": JourneyPeople(550, "Hòa Lạc 2", "", (290, 400), ""),
}


def build() -> None:
    from portal.areas.models import Commune, Province
    from portal.demo.communes import MONG_CAI, open_land
    from tests.areas.factories import CommuneFactory

    CommuneFactory(
        code=WARD,
        name="Móng Cái 1",
        kind=Commune.Kind.WARD,
        province__kind=Province.Kind.CITY,
    )
    commune = open_land(MONG_CAI)
    _appoint_chief(commune)
    for people in (*PEOPLE.values(), *UPLOADERS.values()):
        _appoint_officers(commune, people)
        _register_houses(commune, people)
    for people in PEOPLE.values():
        _appoint_stewards(commune, people)


def _appoint_chief(commune: "Commune") -> None:
    from portal.demo.people import Part, enrol, person
    from portal.people.actions.appointments import AppointmentFacts, appoint, take_up
    from portal.people.models import Role

    part = Part(CHIEF, "ông", "Phạm Văn Khải", Role.CHIEF, "Thượng tá")
    facts = AppointmentFacts(role=part.role, rank=part.rank, commune=commune)
    take_up(appoint(person(part), facts, actor=None), actor=person(part))
    enrol(person(part), part.role)


def _appoint_officers(commune: "Commune", people: JourneyPeople) -> None:
    from portal.demo.people import Part, enrol, person
    from portal.people.actions.appointments import AppointmentFacts, appoint, take_up
    from portal.people.models import Role

    for part in (
        Part(people.first + 1, "ông", "Lê Quang Minh", Role.OFFICER, "Đại úy"),
        Part(people.first + 2, "bà", "Đào Thu Trang", Role.OFFICER, "Thượng úy"),
    ):
        facts = AppointmentFacts(role=part.role, rank=part.rank, commune=commune)
        take_up(appoint(person(part), facts, actor=None), actor=person(part))
        enrol(person(part), part.role)


def _appoint_stewards(commune: "Commune", people: JourneyPeople) -> None:
    """A leader and a treasurer; and a leader of the next hamlet who has not begun."""
    from portal.areas.models import Hamlet
    from portal.demo.people import Part, enrol, person, phone
    from portal.people.actions.appointments import AppointmentFacts, appoint, take_up
    from portal.people.actions.users import person_with_phone
    from portal.people.models import Role

    hamlet = Hamlet.objects.get(commune=commune, name=people.hamlet)
    for part in (
        Part(people.first + 3, "bà", "Bùi Kim Thoa", Role.HAMLET_LEADER),
        Part(people.first + 4, "ông", people.treasurer_name, Role.TREASURER),
    ):
        led = hamlet if part.role == Role.HAMLET_LEADER else None
        facts = AppointmentFacts(role=part.role, rank=part.rank, commune=commune, hamlet=led)
        take_up(appoint(person(part), facts, actor=None), actor=person(part))
        enrol(person(part), part.role)
    next_hamlet = Hamlet.objects.get(commune=commune, name=people.newcomer_s_hamlet)
    facts = AppointmentFacts(
        role=Role.HAMLET_LEADER, hamlet=next_hamlet, shown_as="Lý Thị Mới", shown_honorific="bà"
    )
    appoint(person_with_phone(phone(people.first + 9)), facts, actor=None)


def _register_houses(commune: "Commune", people: JourneyPeople) -> None:
    """Three households around the place, vouched for, whose cameras look at it; and a fourth
    whom the leader has not seen yet, and the police never will."""
    from portal.demo.communes import MONG_CAI
    from portal.demo.people import Part, person
    from portal.demo.sites import ONLY_REGISTER, YES, House, register_house
    from portal.people.models import Role

    leader = person(Part(people.first + 3, "bà", "Bùi Kim Thoa", Role.HAMLET_LEADER))
    x, y = people.place
    for number, name, house in (
        (5, "Nguyễn Thị Hạnh", House(x, y + 14, 180, 90, 40, "12 Nguyễn Du")),
        (6, "Trần Thị Bình", House(x + 14, y, 270, 90, 40, "14 Nguyễn Du")),
        (7, "Vũ Thị Lan", House(x, y - 14, 0, 90, 40, "9 Nguyễn Du")),
    ):
        owner = person(Part(people.first + number, "bà", name))
        site = register_house(commune, MONG_CAI, house, owner, consents=YES)
        site.vouchings.create(word="vouched", by=leader, role=Role.HAMLET_LEADER)
    owner = person(Part(people.first + 8, "ông", "Hoàng Văn Mới"))
    register_house(
        commune, MONG_CAI, House(x, y, 90, 90, 20, "7 Nguyễn Du"), owner, consents=ONLY_REGISTER
    )


if __name__ == "__main__":
    django.setup()
    build()
