"""A small town drawn from a few numbers: streets, houses, a river. Pure geometry, all made up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin
from random import Random

from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon

from cameras.register.geometry import metres_per_degree

Metres = tuple[float, float]


@dataclass(frozen=True)
class Town:
    """Streets along (south to north) and across (west to east) of a centre, slightly bent."""

    lng: float
    lat: float
    rotation: float = -0.14  # radians
    along: Sequence[float] = (-300, -188, -92, 0, 78, 150, 250)
    across: Sequence[float] = (-420, -300, -190, -96, 0, 88, 170, 290)
    along_names: dict[int, str] = field(default_factory=dict)
    across_names: dict[int, str] = field(default_factory=dict)
    river: bool = False

    def at(self, x: float, y: float) -> Point:
        """The place `x` metres along and `y` metres across, as the streets bend."""
        u, v = x + 12 * sin(y / 150), y + 9 * sin(x / 190)
        east = u * cos(self.rotation) - v * sin(self.rotation)
        north = u * sin(self.rotation) + v * cos(self.rotation)
        return self.straight(east, north)

    def straight(self, east: float, north: float) -> Point:
        per_east, per_north = metres_per_degree(self.lat)
        return Point(self.lng + east / per_east, self.lat + north / per_north, srid=4326)

    def streets(self) -> Iterator[tuple[str, LineString]]:
        west, east = self.across[0] - 60, self.across[-1] + 60
        south, north = self.along[0] - 60, self.along[-1] + 60
        for number, y in enumerate(self.along):
            corners = [(x, y) for x in _steps(west, east)]
            yield self.along_names.get(number, ""), self._line(corners)
        for number, x in enumerate(self.across):
            corners = [(x, y) for y in _steps(south, north)]
            yield self.across_names.get(number, ""), self._line(corners)

    def houses(self) -> Iterator[MultiPolygon]:
        """One shape for each row of houses on both sides of a block."""
        random = Random(7)  # noqa: S311 - a drawing, the same one every time
        for left, right in zip(self.across, self.across[1:], strict=False):
            for low, high in zip(self.along, self.along[1:], strict=False):
                yield self._row(random, left + 7, right - 7, low + 7, 1)
                yield self._row(random, left + 7, right - 7, high - 7, -1)

    def water(self) -> Polygon | None:
        if not self.river:
            return None
        west = self.across[0] - 110
        bank = [(west, -700), (west + 30, -420), (west - 16, -160), (west + 18, 60), (west, 620)]
        other = [(x - 130, y) for x, y in reversed(bank)]
        return self._polygon([*bank, *other], bent=False)

    def park(self) -> Polygon:
        left, right, low, high = self.across[-2], self.across[-1], self.along[-2], self.along[-1]
        corners = [(left + 8, low + 8), (right - 8, low + 8), (right - 8, high - 8)]
        return self._polygon([*corners, (left + 8, high - 8)])

    def crossings(self) -> list[tuple[int, int, Point]]:
        """(street along, street across, place), nearest to the centre first."""
        crossings = [
            (i, j, self.at(x, y))
            for i, y in enumerate(self.along)
            for j, x in enumerate(self.across)
        ]
        return sorted(
            crossings,
            key=lambda crossing: self.along[crossing[0]] ** 2 + self.across[crossing[1]] ** 2,
        )

    def _row(
        self, random: Random, left: float, right: float, street: float, inward: int
    ) -> MultiPolygon:
        houses, x = [], left
        while x < right - 8:
            width, depth = min(9 + random.random() * 5, right - x), 11 + random.random() * 7
            near, far = street + inward * 1.2, street + inward * depth
            if random.random() > 0.08:
                houses.append(
                    self._polygon([(x, near), (x + width, near), (x + width, far), (x, far)])
                )
            x += width + 0.8
        return MultiPolygon(houses, srid=4326)

    def _line(self, corners: Sequence[Metres]) -> LineString:
        return LineString([self.at(x, y).coords for x, y in corners], srid=4326)

    def _polygon(self, corners: Sequence[Metres], *, bent: bool = True) -> Polygon:
        drawn_at = self.at if bent else self.straight
        ring = [drawn_at(x, y).coords for x, y in corners]
        return Polygon([*ring, ring[0]], srid=4326)


def _steps(start: float, end: float) -> Iterator[float]:
    count = max(1, round((end - start) / 60))
    return (start + (end - start) * step / count for step in range(count + 1))


def outline(corners: Sequence[tuple[float, float]]) -> Polygon:
    """Through these corners, but with every corner cut off three times, as coasts are."""
    ring = list(corners)
    for _round in range(3):
        sides = zip(ring, [*ring[1:], ring[0]], strict=True)
        ring = [_between(*side, share) for side in sides for share in (0.25, 0.75)]
    return Polygon([*ring, ring[0]], srid=4326)


def _between(
    one: tuple[float, float], other: tuple[float, float], share: float
) -> tuple[float, float]:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def blob(lng: float, lat: float, metres: float, seed: int) -> MultiPolygon:
    """A sample boundary: a smooth closed line around a place, at about that distance."""
    random = Random(seed)  # noqa: S311 - a drawing, the same one every time
    per_east, per_north = metres_per_degree(lat)
    waves = [(number, 0.2 / number, 2 * pi * random.random()) for number in (2, 3, 5)]
    ring = []
    for corner in range(72):
        angle = 2 * pi * corner / 72
        swell = sum(size * sin(number * angle + shift) for number, size, shift in waves)
        radius = metres * (1 + swell)
        ring.append((lng + radius * cos(angle) / per_east, lat + radius * sin(angle) / per_north))
    return MultiPolygon(Polygon([*ring, ring[0]]), srid=4326)
