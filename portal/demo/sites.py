"""The register: households and organisations around each town, and the public clusters."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.contrib.gis.geos import Point
from django.db import transaction

from cameras.register.actions import vouching
from cameras.register.actions.consents import decide_consent
from cameras.register.actions.public_clusters import date_first_use, register_cluster
from cameras.register.actions.sites import register_site
from cameras.register.consent_choices import ConsentChoice
from cameras.register.geometry import away
from cameras.register.locations import Location, location_at
from cameras.register.models import Camera, Purpose, Site, Vouching
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from cameras.register.registrations import CameraFacts, ClusterRegistration, Ownership, Registration
from portal.areas.models import Commune, Hamlet
from portal.demo import key, people
from portal.demo.communes import MONG_CAI, NAM_NINH_HOA, Story
from portal.people.actions import organisations
from portal.people.models import Appointment, Organisation, Role, User

SAMPLE = "(vị trí mẫu)"
AGREED = ConsentChoice(granted=True)
YES: dict[str, ConsentChoice] = dict.fromkeys(ASKED_AT_REGISTRATION, AGREED)
ONLY_REGISTER: dict[str, ConsentChoice] = {Purpose.REGISTER: AGREED}


@dataclass(frozen=True)
class House:
    """A private site: where in the town's metres, which way its cameras look."""

    x: float
    y: float
    bearing: int
    angle: int
    range_metres: int
    address: str
    label: str = "cổng trước"
    days: int | None = 7
    kind: str = Site.Kind.HOUSEHOLD
    name: str = ""
    cameras: int = 1


BUSINESS, BANK, SCHOOL = Site.Kind.BUSINESS, Site.Kind.BANK, Site.Kind.SCHOOL
SHOP = ("quầy trước", 7, BUSINESS, "Cửa hàng Minh Châu (mẫu)", 2)
BANK_BRANCH = ("sảnh", 30, BANK, "Ngân hàng Biển Đông (mẫu)", 2)
SECONDARY = ("cổng trường", 14, SCHOOL, "Trường THCS Hòa Lạc (mẫu)", 2)
STORE = ("kho", 8, BUSINESS, "Điện máy Ka Long (mẫu)", 1)

CROSSING = (
    House(13, 15, 205, 90, 34, "12 Nguyễn Du", days=3),
    House(-12, -15, 40, 80, 32, "9 Nguyễn Du", *SHOP),
    House(-66, 8, 100, 60, 70, "21 Nguyễn Du", days=4),
    House(13, -66, 350, 70, 60, "17 Hữu Nghị", days=7),
    House(64, -9, 285, 60, 64, "41 Nguyễn Du", *BANK_BRANCH),
    House(-13, 100, 165, 60, 80, "30 Hữu Nghị", *SECONDARY),
    House(104, 9, 262, 50, 60, "56 Nguyễn Du", days=6),
    House(-110, -10, 82, 50, 60, "33 Nguyễn Du", *STORE),
    House(14, -150, 20, 80, 40, "5 Hữu Nghị", days=5),
    House(-160, 9, 60, 90, 30, "47 Nguyễn Du", days=4),
)


def register_mong_cai(commune: Commune) -> None:
    """The sites around the crossing of Hữu Nghị and Nguyễn Du; bà Hạnh's is the first."""
    for number, house in enumerate(CROSSING):
        owner = people.person(people.HANH) if number == 0 else people.neighbour(200 + number)
        register_house(commune, MONG_CAI, house, owner, consents=YES)
    surround(commune, MONG_CAI, 24, first=220, street="Lý Tự Trọng")
    _vouch(commune, people.THOA)


def register_nam_ninh_hoa(commune: Commune) -> None:
    surround(commune, NAM_NINH_HOA, 18, first=300, street="đường liên thôn")
    _vouch(commune, people.HA)


def surround(commune: Commune, story: Story, count: int, *, first: int, street: str = "") -> None:
    """Households along the drawn streets. One in six is in the register and nothing more."""
    lot = Random(first)  # noqa: S311 - a drawing, the same one every time
    town = story.town
    for number in range(count):
        x = lot.uniform(town.across[0], town.across[-1])
        y = lot.choice(town.along) + (side := lot.choice((-14, 14)))
        bearing = (180 if side > 0 else 0) + lot.randrange(-40, 40)
        address = f"{lot.randrange(2, 90)} {street}".strip()
        house = House(
            x, y, bearing % 360, lot.choice((70, 90, 110)), lot.randrange(20, 45), address,
            days=lot.choice((3, 5, 7, 7, 14, 30, None)),
        )  # fmt: skip
        consents = ONLY_REGISTER if number % 6 == 5 else YES
        register_house(commune, story, house, people.neighbour(first + number), consents=consents)


def register_house(
    commune: Commune, story: Story, house: House, owner: User, *, consents: dict[str, ConsentChoice]
) -> Site:
    point = story.town.at(house.x, house.y)
    if site := Site.objects.filter(owner=owner, commune=commune).first():
        return site
    organisation = _organisation(commune, house, owner) if house.name else None
    if organisation and (site := organisation.sites.first()):
        return site
    registration = Registration(
        location=location_at(point, commune=commune, hamlet=None),
        cameras=[_camera(house, number) for number in range(house.cameras)],
        consents=consents,
        ownership=Ownership(
            kind=house.kind, organisation=organisation, employees_told=bool(organisation)
        ),
        label=house.name or house.label,
        address=f"{house.address} {SAMPLE}",
        once=key("site", commune.code, owner.phone),
    )
    return register_site(registration, owner=owner, actor=owner)


def _camera(house: House, number: int) -> CameraFacts:
    return CameraFacts(
        bearing=(house.bearing + 70 * number) % 360,
        angle=house.angle,
        range_metres=house.range_metres,
        retention_days=house.days,
        label=house.label if number == 0 else f"{house.label} {number + 1}",
    )


def _organisation(commune: Commune, house: House, manager: User) -> Organisation:
    organisation = Organisation.objects.filter(commune=commune, name=house.name).first()
    return organisation or organisations.create_organisation(
        actor=manager, name=house.name, kind=house.kind, commune=commune
    )


def _vouch(commune: Commune, leader: people.Part) -> None:
    """The leader has vouched for all of her hamlet but the two newest.

    Only once: whoever registers afterwards waits for whoever plays the leader.
    """
    person = people.person(leader)
    if Vouching.objects.filter(by=person).exists():
        return
    here = Site.objects.in_register().filter(commune=commune, hamlet__name=leader.hamlet)
    newest = set(
        Site.objects.filter(commune=commune, hamlet__name=leader.hamlet)
        .private()
        .order_by("-pk")
        .values_list("pk", flat=True)[:2]
    )
    for site in here.to_vouch().exclude(pk__in=newest):
        vouching.vouch_for(site, actor=person)


# PUBLIC CLUSTERS: put up with the neighbourhood's money and run by a board.


@dataclass(frozen=True)
class Cluster:
    location: Location
    address: str
    location_kind: str
    cameras: int
    high: bool = False
    broken: bool = False
    since: dt.date | int | None = None


def board_of(commune: Commune) -> Organisation:
    """Who runs the public cameras; its manager is the duty desk, or the officer there."""
    name = f"Ban điều hành camera {commune}"
    if organisation := Organisation.objects.filter(commune=commune, name=name).first():
        return organisation
    appointments = (
        Appointment.objects.current().in_commune(commune).of_role(Role.DUTY, Role.OFFICER)
    )
    manager = appointments.order_by("role", "pk").select_related("person")[0]
    return organisations.create_organisation(
        actor=manager.person, name=name, kind=Organisation.Kind.OFFICE, commune=commune
    )


@transaction.atomic
def put_up(commune: Commune, number: int, cluster: Cluster, board: Organisation) -> Site:
    """A cluster that was handed over before the portal came, in the register with its date."""
    actor = board.memberships.current().select_related("person")[0].person
    registration = ClusterRegistration(
        location=cluster.location,
        organisation=board,
        cameras=[_of_cluster(cluster, ordinal) for ordinal in range(cluster.cameras)],
        camera_kind=Camera.Kind.HIGH if cluster.high else Camera.Kind.FIXED,
        health=Camera.Health.BROKEN if cluster.broken else Camera.Health.WORKING,
        location_kind=cluster.location_kind,
        label=f"Cụm {number + 1}",
        address=f"{cluster.address} {SAMPLE}",
        once=key("cluster", commune.code, number),
    )
    site = register_cluster(registration, actor=actor)
    if site.status == Site.Status.REMOVED:
        return site
    for purpose in (Purpose.REGISTER, Purpose.POLICE, Purpose.REQUESTS):
        decide_consent(site, purpose, AGREED, actor=actor)
    if cluster.since and not site.first_use:
        site = date_first_use(site, actor=_administrator_of(commune), since=cluster.since)
    return site


def _of_cluster(cluster: Cluster, ordinal: int) -> CameraFacts:
    bearing = 360 * ordinal // cluster.cameras
    return CameraFacts(bearing, 80, 150 if cluster.high else 60, 15, f"mắt {ordinal + 1}")


def _administrator_of(commune: Commune) -> User:
    appointments = Appointment.objects.current().in_commune(commune)
    return appointments.of_role(Role.ADMINISTRATOR).select_related("person")[0].person


MONG_CAI_CLUSTERS = (
    (6, 22, "ngã tư Hữu Nghị – Nguyễn Du", 3),
    (-190, 6, "ngã tư Nguyễn Du – phố 3", 2),
    (170, 6, "ngã ba Nguyễn Du – phố 7", 2),
    (290, -6, "Nguyễn Du, đoạn chợ", 2),
    (-300, 6, "Nguyễn Du, đoạn bờ sông", 2),
    (6, -86, "ngã tư Hữu Nghị – Lý Tự Trọng", 3),
    (6, 150, "ngã tư Hữu Nghị – phố 6", 2),
    (-190, -86, "Lý Tự Trọng, đoạn đầu phố", 2),
    (170, -86, "Lý Tự Trọng, trước trường học", 2),
    (290, -86, "Lý Tự Trọng, cuối phố", 2),
)


LIT = (
    Site.LocationKind.JUNCTION_3,
    Site.LocationKind.BLACK_SPOT,
    Site.LocationKind.CULTURE_HOUSE,
)


def light_mong_cai(commune: Commune) -> None:
    """Ten clusters on three streets, as the story counts them; one waits for repair."""
    board = board_of(commune)
    for number, (x, y, address, cameras) in enumerate(MONG_CAI_CLUSTERS):
        point = MONG_CAI.town.at(x, y)
        hamlet = Hamlet.objects.containing(point).filter(commune=commune).first()
        kinds = Site.LocationKind
        kind = kinds.JUNCTION_4 if "ngã" in address else kinds.MAIN_ROAD
        location = Location(point, commune, hamlet)
        cluster = Cluster(location, address, kind, cameras, broken=number == 9)
        put_up(commune, number, cluster, board)


def light(
    commune: Commune,
    cameras: Sequence[int],
    *,
    hamlets: int | None = None,
    since: Sequence[dt.date | int] = (),
) -> None:
    """One cluster after another, hamlet by hamlet; a cluster of eight is a high-mounted one.

    The first of them are in use `since` then; of the others the story does not say it.
    """
    board = board_of(commune)
    here = list(Hamlet.objects.current().filter(commune=commune).order_by("pk"))[:hamlets]
    for number, count in enumerate(cameras):
        hamlet, round_ = here[number % len(here)], number // len(here)
        lng, lat = away(hamlet.centre or commune.centre, 90 * round_ + 45, 18 * round_)
        kind = LIT[round_ % len(LIT)]
        cluster = Cluster(
            Location(Point(lng, lat, srid=4326), commune, hamlet),
            f"{kind.label}, {hamlet}",
            kind,
            count,
            high=count == 8,
            since=since[number] if number < len(since) else None,
        )
        put_up(commune, number, cluster, board)
