"""The register: households and organisations around each town, and the public clusters."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cameras.register import actions, consents, site_numbers, vouching
from cameras.register.actions import CameraFacts
from cameras.register.geometry import away
from cameras.register.locations import location_at
from cameras.register.models import Camera, Purpose, Site
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from cameras.register.public_clusters import date_first_use
from portal.areas.models import Commune, CommuneProfile, Hamlet
from portal.demo import key, people
from portal.demo.communes import MONG_CAI, NAM_NINH_HOA, Story
from portal.journal.actions import record
from portal.people.actions import organisations
from portal.people.models import Appointment, Organisation, Role, User

SAMPLE = "(vị trí mẫu)"
YES: dict[str, bool] = dict.fromkeys(ASKED_AT_REGISTRATION, True)
ONLY_REGISTER: dict[str, bool] = {Purpose.REGISTER: True}


@dataclass(frozen=True)
class House:
    """A private site: where in the town's metres, which way its cameras look."""

    x: float
    y: float
    bearing: int
    angle: int
    reach: int
    address: str
    label: str = "cổng trước"
    days: int | None = 7
    kind: str = Site.Kind.HOUSEHOLD
    name: str = ""
    eyes: int = 1


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
        settle(commune, MONG_CAI, house, owner, decisions=YES)
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
        decisions = ONLY_REGISTER if number % 6 == 5 else YES
        settle(commune, story, house, people.neighbour(first + number), decisions=decisions)


def settle(
    commune: Commune, story: Story, house: House, owner: User, *, decisions: dict[str, bool]
) -> Site:
    point = story.town.at(house.x, house.y)
    own_key = key("site", commune.code, owner.phone)
    if site := Site.objects.filter(owner=owner, commune=commune).first():
        return site
    organisation = found(commune, house, owner) if house.name else None
    if organisation and (site := organisation.sites.first()):
        return site
    return actions.register(
        location_at(point, commune=commune, hamlet=None),
        actor=owner,
        eyes=[_eye(house, number) for number in range(house.eyes)],
        decisions=decisions,
        kind=house.kind,
        organisation=organisation,
        employees_told_at=timezone.now() if organisation else None,
        label=house.name or house.label,
        address=f"{house.address} {SAMPLE}",
        key=own_key,
    )


def _eye(house: House, number: int) -> CameraFacts:
    return CameraFacts(
        bearing=(house.bearing + 70 * number) % 360,
        angle=house.angle,
        reach=house.reach,
        retention_days=house.days,
        label=house.label if number == 0 else f"{house.label} {number + 1}",
    )


def found(commune: Commune, house: House, manager: User) -> Organisation:
    known = Organisation.objects.filter(commune=commune, name=house.name).first()
    return known or organisations.create_organisation(
        actor=manager, name=house.name, kind=house.kind, commune=commune
    )


def _vouch(commune: Commune, leader: people.Part) -> None:
    """The leader has vouched for all of her hamlet but the two newest.

    Only once: whoever registers afterwards waits for whoever plays the leader.
    """
    person = people.person(leader)
    if Site.objects.filter(vouched_by=person).exists():
        return
    waiting = Site.objects.in_register().filter(
        commune=commune, hamlet__name=leader.hamlet, vouched_at=None
    )
    newest = set(
        Site.objects.filter(commune=commune, hamlet__name=leader.hamlet)
        .private()
        .order_by("-pk")
        .values_list("pk", flat=True)[:2]
    )
    for site in waiting.private().exclude(pk__in=newest):
        vouching.vouch(site, actor=person)


# PUBLIC CLUSTERS: put up with the neighbourhood's money and run by a board.


@dataclass(frozen=True)
class Cluster:
    point: Point
    hamlet: Hamlet | None
    address: str
    place: str
    eyes: int
    high: bool = False
    broken: bool = False
    since: dt.date | int | None = None


def board_of(commune: Commune) -> Organisation:
    """Who runs the public cameras; its manager is the duty desk, or the officer there."""
    name = f"Ban điều hành camera {commune}"
    if known := Organisation.objects.filter(commune=commune, name=name).first():
        return known
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
    own_key = key("cluster", commune.code, number)
    actor = board.memberships.current().select_related("person")[0].person
    site = Site.objects.filter(registration_key=own_key).first()
    if site is None:
        site = _enter(commune, number, cluster, board, own_key)
        record(site.stream, "registered", actor=actor, subject=site.number, kind=site.kind)
        _equip(site, cluster, actor)
    if cluster.since and not site.first_use and site.status != Site.Status.REMOVED:
        site = date_first_use(site, actor=actor, since=cluster.since)
    return site


def _enter(
    commune: Commune, number: int, cluster: Cluster, board: Organisation, own_key: UUID
) -> Site:
    profile = CommuneProfile.objects.select_for_update().get(commune=commune)
    last = Site.objects.filter(commune=commune).aggregate(last=Max("sequence"))["last"] or 0
    sequence, public_number = site_numbers.next_after(profile.abbreviation, last)
    return Site.objects.create(
        number=public_number,
        sequence=sequence,
        registration_key=own_key,
        kind=Site.Kind.PUBLIC,
        organisation=board,
        label=f"Cụm {number + 1}",
        address=f"{cluster.address} {SAMPLE}",
        place_kind=cluster.place,
        point=cluster.point,
        commune=commune,
        hamlet=cluster.hamlet,
    )


def _equip(site: Site, cluster: Cluster, actor: User) -> None:
    for eye in range(cluster.eyes):
        turn = 360 * eye // cluster.eyes
        reach = 150 if cluster.high else 60
        actions.add_camera(site, CameraFacts(turn, 80, reach, 15, f"mắt {eye + 1}"), actor=actor)
    kind = Camera.Kind.HIGH if cluster.high else Camera.Kind.FIXED
    health = Camera.Health.BROKEN if cluster.broken else Camera.Health.WORKING
    site.cameras.update(kind=kind, health=health)
    for purpose in (Purpose.REGISTER, Purpose.POLICE, Purpose.REQUESTS):
        consents.decide(site, purpose, granted=True, actor=actor)


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


def light_mong_cai(commune: Commune) -> None:
    """Ten clusters on three streets, as the story counts them; one waits for repair."""
    board = board_of(commune)
    for number, (x, y, address, eyes) in enumerate(MONG_CAI_CLUSTERS):
        point = MONG_CAI.town.at(x, y)
        hamlet = Hamlet.objects.containing(point).filter(commune=commune).first()
        place = Site.Place.JUNCTION_4 if "ngã" in address else Site.Place.MAIN_ROAD
        cluster = Cluster(point, hamlet, address, place, eyes, broken=number == 9)
        put_up(commune, number, cluster, board)


def light(
    commune: Commune,
    eyes: Sequence[int],
    *,
    hamlets: int | None = None,
    since: Sequence[dt.date | int] = (),
) -> None:
    """One cluster after another, hamlet by hamlet; a cluster of eight is a high-mounted one.

    The first of them are in use `since` then; of the others the story does not say it.
    """
    board = board_of(commune)
    homes = list(Hamlet.objects.current().filter(commune=commune).order_by("pk"))[:hamlets]
    for number, count in enumerate(eyes):
        hamlet, round_ = homes[number % len(homes)], number // len(homes)
        lng, lat = away(hamlet.centre or commune.centre, 90 * round_ + 45, 18 * round_)
        place = (Site.Place.JUNCTION_3, Site.Place.BLACK_SPOT, Site.Place.CULTURE_HOUSE)[round_ % 3]
        address = f"{place.label}, {hamlet}"
        cluster = Cluster(
            Point(lng, lat, srid=4326),
            hamlet,
            address,
            place,
            count,
            high=count == 8,
            since=since[number] if number < len(since) else None,
        )
        put_up(commune, number, cluster, board)
