"""The communes of the five stories: how many households and hamlets, and a sample town in each."""

from dataclasses import dataclass, field

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import connection

from portal.areas import actions
from portal.areas.models import Commune, Hamlet, MapFeature
from portal.demo.towns import Town, blob, outline

DATA_OFFICER = "Hoàng Thị Mai"


@dataclass(frozen=True)
class Story:
    """One commune as a story tells of it. Counts the story does not give are samples."""

    code: str
    town: Town
    metres: int
    kind: str
    hamlets: tuple[str, ...]
    households: int
    people: int
    area_code: str
    boundary: tuple[tuple[float, float], ...] = ()
    sea: tuple[tuple[float, float], ...] = ()
    points: dict[str, tuple[float, float]] = field(default_factory=dict)


MONG_CAI = Story(
    code="06712",
    town=Town(
        107.969,
        21.527,
        along=(-300, -188, -92, 0, 78, 150, 250),
        across=(-420, -300, -190, -96, 0, 88, 170, 290, 400),
        along_names={2: "Lý Tự Trọng", 3: "Nguyễn Du"},
        across_names={4: "Hữu Nghị"},
        river=True,
    ),
    metres=0,
    kind=Hamlet.Kind.KHU,
    hamlets=("Hòa Lạc 1", "Hòa Lạc 2", "Trần Phú 1", "Trần Phú 2"),
    households=5120,
    people=18460,
    area_code="0203",
    boundary=(
        (107.9628, 21.5400),
        (107.9850, 21.5370),
        (108.0100, 21.5300),
        (108.0350, 21.5220),
        (108.0600, 21.5050),
        (108.0900, 21.4900),
        (108.0850, 21.4750),
        (108.0500, 21.4680),
        (108.0100, 21.4780),
        (107.9850, 21.4900),
        (107.9720, 21.5050),
        (107.9622, 21.5200),
    ),
    sea=(
        (107.60, 21.10),
        (108.60, 21.10),
        (108.60, 21.75),
        (108.13, 21.51),
        (108.06, 21.497),
        (107.99, 21.478),
        (107.92, 21.46),
        (107.60, 21.40),
    ),
    points={
        "Hòa Lạc 1": (-90, 60),
        "Hòa Lạc 2": (120, 80),
        "Trần Phú 1": (-120, -150),
        "Trần Phú 2": (160, -150),
    },
)

NAM_NINH_HOA = Story(
    code="22597",
    town=Town(
        109.1673,
        12.4010,
        rotation=0.3,
        along=(-180, -60, 70, 190),
        across=(-320, -180, -40, 120, 280),
        along_names={1: "đường liên thôn Phú Hữu", 2: "đường Tân Phú"},
        across_names={2: "đường ra biển"},
    ),
    metres=5200,
    kind=Hamlet.Kind.THON,
    hamlets=("Phú Hữu", "Tân Phú", "Đông Bình"),
    households=3890,
    people=14820,
    area_code="0258",
    points={"Phú Hữu": (-180, -60), "Tân Phú": (120, 70), "Đông Bình": (280, 190)},
)

BUM_TO = Story(
    code="03433",
    town=Town(102.8290, 22.3815, rotation=0.5, along_names={3: "trục đường chính"}),
    metres=6000,
    kind=Hamlet.Kind.KHU_PHO,
    hamlets=tuple(str(number) for number in range(1, 10)),
    households=1595,
    people=5596,
    area_code="0213",
)

DINH_VAN = Story(
    code="24871",
    town=Town(108.2435, 11.7870, rotation=-0.3, along_names={3: "trục đường chính"}),
    metres=6500,
    kind=Hamlet.Kind.TO_DAN_PHO,
    hamlets=("Gia Thạnh", *(str(number) for number in range(1, 21))),
    households=6240,
    people=24900,
    area_code="0263",
)

VINH_THUAN = (
    Story(
        code="31051",
        town=Town(105.2604, 9.5106, rotation=0.1, river=True, along_names={3: "trục đường chính"}),
        metres=3200,
        kind=Hamlet.Kind.AP,
        hamlets=("Vĩnh Phước 1", "Vĩnh Phước 2", "Vĩnh Đông 1", "Vĩnh Đông 2"),
        households=5310,
        people=20150,
        area_code="0297",
    ),
    Story(
        code="31064",
        town=Town(105.2480, 9.6053, rotation=0.2, along=(-120, 0, 120), across=(-200, 0, 200)),
        metres=3200,
        kind=Hamlet.Kind.AP,
        hamlets=("Bình Phong", "Bình Minh"),
        households=4120,
        people=16300,
        area_code="0297",
    ),
    Story(
        code="31069",
        town=Town(105.1928, 9.5068, rotation=-0.2, along=(-120, 0, 120), across=(-200, 0, 200)),
        metres=3200,
        kind=Hamlet.Kind.AP,
        hamlets=("Tân Thuận", "Phong Đông"),
        households=4450,
        people=17240,
        area_code="0297",
    ),
)

# The nine communes of the former district became two; they live on here as hamlets.
DAM_HA = (
    Story(
        code="06895",
        town=Town(107.6067, 21.3524, rotation=0.15, along_names={3: "trục đường chính"}),
        metres=3600,
        kind=Hamlet.Kind.THON,
        hamlets=("Đầm Hà", "Tân Bình", "Đại Bình", "Tân Lập", "Trung Tâm"),
        households=6870,
        people=25400,
        area_code="0203",
    ),
    Story(
        code="06913",
        town=Town(107.5449, 21.4178, rotation=-0.1, along=(-120, 0, 120), across=(-200, 0, 200)),
        metres=3600,
        kind=Hamlet.Kind.THON,
        hamlets=("Quảng Tân", "Dực Yên", "Quảng An", "Quảng Lâm"),
        households=3980,
        people=15900,
        area_code="0203",
    ),
)

STORIES = (MONG_CAI, NAM_NINH_HOA, BUM_TO, DINH_VAN, *VINH_THUAN, *DAM_HA)


def open_land(story: Story) -> Commune:
    """The commune uses the portal, has its hamlets, a sample boundary and a drawn town."""
    commune = Commune.objects.get(code=story.code)
    if Commune.objects.open().filter(pk=commune.pk).exists():
        return commune
    actions.open_commune(commune, actor=None)
    _introduce(commune, story)
    _bound(commune, story)
    for number, name in enumerate(story.hamlets):
        _add_hamlet(commune, story, number, name)
    _divide(commune)
    _draw(commune, story)
    return commune


def _introduce(commune: Commune, story: Story) -> None:
    desk = f"{story.area_code} 300 0113"
    actions.change_profile(
        commune,
        actor=None,
        police_phone=desk,
        committee_phone=f"{story.area_code} 300 0100",
        data_officer_name=DATA_OFFICER,
        data_officer_phone=f"{story.area_code} 300 0101",
        data_officer_email="dulieu@socamera.example",
        households=story.households,
        people=story.people,
    )
    lines = [("Cứu hỏa", "114"), ("Cấp cứu", "115")]
    actions.set_hotlines(commune, lines, actor=None)


def _bound(commune: Commune, story: Story) -> None:
    """A sample boundary, and the middle of the drawn town, where the maps open."""
    if story.boundary:
        boundary = MultiPolygon(outline(story.boundary), srid=4326)
    else:
        boundary = blob(story.town.lng, story.town.lat, story.metres, int(story.code))
    actions.draw_commune(commune, boundary)
    actions.move_centre(commune, story.town.at(0, 0))


def _add_hamlet(commune: Commune, story: Story, number: int, name: str) -> None:
    share = len(story.hamlets)
    actions.add_hamlet(
        commune,
        actor=None,
        kind=story.kind,
        name=name,
        households=story.households // share,
        people=story.people // share,
        centre=centre_of(story, number, name),
    )


def centre_of(story: Story, number: int, name: str) -> Point:
    """Where the hamlet lies in the town: as drawn, or at one crossing after another."""
    if name in story.points:
        return story.town.at(*story.points[name])
    crossings = story.town.crossings()
    along, across, _point = crossings[(number * 2) % len(crossings)]
    return story.town.at(story.town.across[across] + 30, story.town.along[along] + 30)


def _divide(commune: Commune) -> None:
    """Sample boundaries: every place belongs to the hamlet whose centre is nearest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH cells AS (
                SELECT (ST_Dump(ST_VoronoiPolygons(
                    ST_Collect(h.centre), 0, o.boundary
                ))).geom AS cell, o.boundary
                FROM areas_hamlet h JOIN areas_communeoutline o ON o.commune_id = h.commune_id
                WHERE o.commune_id = %s GROUP BY o.commune_id
            )
            INSERT INTO areas_hamletoutline (hamlet_id, boundary)
            SELECT h.id, ST_Multi(ST_CollectionExtract(ST_Intersection(cell, cells.boundary), 3))
            FROM cells JOIN areas_hamlet h ON ST_Covers(cell, h.centre)
            WHERE h.commune_id = %s
            """,
            [commune.pk, commune.pk],
        )


def _draw(commune: Commune, story: Story) -> None:
    kind, town, land = MapFeature.Kind, story.town, commune.outline.boundary
    shapes: list[tuple[str, str, GEOSGeometry]] = [
        (kind.ROAD, name, line) for name, line in town.streets()
    ]
    shapes += [(kind.HOUSE, "", row) for row in town.houses()]
    shapes.append((kind.PARK, "", town.park()))
    shapes.append((kind.LABEL, "Bản đồ mẫu", _beside(commune, town)))
    if water := town.water():
        shapes.append((kind.WATER, "", water.intersection(land)))
    if story.sea:
        shapes.append((kind.WATER, "", outline(story.sea).difference(land)))
    MapFeature.objects.bulk_create(
        MapFeature(commune=commune, kind=kind, name=name, shape=shape)
        for kind, name, shape in shapes
    )


def _beside(commune: Commune, town: Town) -> Point:
    """Between the town and the far side of the commune, where nothing else is written."""
    land = commune.outline.boundary
    west, south, _east, _north = land.extent
    middle = land.centroid
    if abs(middle.x - town.lng) > (middle.x - west) / 3:
        return middle
    return Point(town.lng, (town.lat + south) / 2, srid=4326)
