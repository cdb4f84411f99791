"""How a film stands: the shape of its pixels, its turns, and a small picture of both."""

from fractions import Fraction
from typing import Any

import av
import av.filter
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

PREVIEW_RATE = 10  # pictures a second
HALF_HD, HALF_CIF = Fraction(16, 9), Fraction(4, 3)
# Sizes that recorders write without the shape of their pixels, for players of their own that
# pull them to this. By size only: a camera may stand upright, and a lens may be round.
SHAPES = {
    (960, 1080): HALF_HD, (640, 720): HALF_HD, (944, 1080): HALF_HD, (960, 1088): HALF_HD,
    (1280, 1440): HALF_HD, (1440, 1620): HALF_HD,
    (704, 288): HALF_CIF, (720, 288): HALF_CIF, (704, 240): HALF_CIF, (720, 240): HALF_CIF,
    (640, 240): HALF_CIF, (352, 576): HALF_CIF, (352, 480): HALF_CIF, (960, 288): HALF_CIF,
    (960, 240): HALF_CIF, (704, 576): HALF_CIF, (704, 480): HALF_CIF, (960, 576): HALF_CIF,
    (960, 480): HALF_CIF,
}  # fmt: skip
# By the signs of the first two rows and columns of what a film says of its display.
TURNS = {
    (0, 1, -1, 0): [("transpose", "clock")],
    (0, -1, 1, 0): [("transpose", "cclock")],
    (0, 1, 1, 0): [("transpose", "cclock_flip")],
    (0, -1, -1, 0): [("transpose", "clock_flip")],
    (-1, 0, 0, -1): [("hflip", ""), ("vflip", "")],
    (-1, 0, 0, 1): [("hflip", "")],
    (1, 0, 0, -1): [("vflip", "")],
}
Filters = list[tuple[str, str]]


def filters_of(frame: VideoFrame) -> Filters:
    """What makes it upright."""
    beside: Any = frame.side_data
    matrix = next((bytes(data) for data in beside if data.type.name == "DISPLAYMATRIX"), b"")
    numbers = memoryview(matrix).cast("i").tolist() if len(matrix) == 36 else [1, 0, 0, 0, 1]
    corners = [numbers[offset] for offset in (0, 1, 3, 4)]
    most = max(map(abs, corners))
    a, b, c, d = (
        0 if 2 * abs(corner) < most else (corner > 0) - (corner < 0) for corner in corners
    )
    return TURNS.get((a, b, c, d), [])


def shape_of(stream: VideoStream, frame: VideoFrame) -> tuple[int, int]:
    """Width and height with square pixels; what was squeezed is pulled, nothing is squeezed."""
    width, height = frame.width, frame.height
    pixel = stream.sample_aspect_ratio or 0
    if not pixel and (width, height) in SHAPES:
        pixel = SHAPES[width, height] * height / width
    if not Fraction(1, 8) <= pixel <= 8:
        return width, height
    return (round(width * pixel), height) if pixel > 1 else (width, round(height / pixel))


class Canvas:
    """Draws any picture of a film into the same small one."""

    def __init__(self, width: int, height: int, filters: Filters) -> None:
        self.width, self.height = width, height
        self.graph = _graph(width, height, filters) if filters else None

    def draw(self, frame: VideoFrame) -> VideoFrame:
        small = frame.reformat(width=self.width, height=self.height, format="yuv420p")
        if self.graph is None:
            return small
        self.graph.vpush(small)
        return self.graph.vpull()


def _graph(width: int, height: int, filters: Filters) -> av.filter.Graph:
    graph = av.filter.Graph()
    graph.threads = 1
    size: Any = {"width": width, "height": height, "format": av.VideoFormat("yuv420p")}
    steps = [graph.add_buffer(**size, time_base=Fraction(1, PREVIEW_RATE))]
    steps += [graph.add(name, argument or None) for name, argument in filters]
    steps.append(graph.add("buffersink"))
    graph.link_nodes(*steps).configure()
    return graph
