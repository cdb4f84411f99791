"""A film as a recorder or a phone wrote it: upright, in its shape, at its speed, to its end.

Runs in the sandbox. Only containers that stand by themselves are tried, so that a playlist
opens nothing.
"""

import contextlib
import io
import os
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from requests.evidence.containers import (
    Bytes,
    Part,
    has_lost_its_end,
    has_no_rate,
    parts_of,
    rate_of,
)
from requests.evidence.film_shapes import PREVIEW_RATE, Canvas, filters_of, shape_of
from requests.evidence.sandbox import Say

CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,dhav,hxvs,luodat,"
    "h264,hevc,m4v,mxf,ogg,ivf,nut,mjpeg,mpjpeg,wtv,ifv"
)
OPTIONS = {
    "format_whitelist": CONTAINERS,
    "protocol_whitelist": "",
    "probesize": "10000000",
    "analyzeduration": "10000000",
    "max_streams": "256",
}
MEDIA_TYPES = {
    "mov": "video/mp4", "matroska": "video/x-matroska", "avi": "video/x-msvideo",
    "mpegts": "video/mp2t", "mpeg": "video/mpeg", "flv": "video/x-flv", "asf": "video/x-ms-asf",
    "dhav": "video/x-dhav", "h264": "video/h264", "hevc": "video/h265", "mjpeg": "video/x-mjpeg",
    "mpjpeg": "video/x-mjpeg", "hxvs": "video/x-hxvs", "luodat": "video/x-luodat",
}  # fmt: skip
WIDTH, HEIGHT = 640, 1280  # of poster and preview, at most
LARGEST_SIDE = 8192
MOST_TRACKS = 4  # tried, until one shows a picture
MOST_UNSEEN = 2000  # pieces of a track, before it is known to show nothing
MOST_FAULTS = 50  # of reading on behind a damaged place
FASTEST = 500  # pictures a second; what says more has lost its times
USUAL_RATE = 25  # of recorders
PREVIEW_SECONDS = 600  # of film, at most
PREVIEW_TAKES = 90  # seconds of work, at most
MEASURE_TAKES = 60  # seconds of reading to the end, where no header is to be believed
BARE = {"h264", "hevc"}  # Their reader says 25 pictures a second of all.
UNMEASURED = {"mpegts", "mpeg", "h264", "hevc", "dhav", "mjpeg", "mpjpeg", "m4v", "mpegvideo"}
LEAST_BYTES = 100  # a second; a header that makes it less is wrong
PAUSE, PAUSE_SHOWN = 10, 1  # seconds without a picture, and what the preview shows of more
MOST_STILL = 5  # pictures of one time; more than that are of a film that lost its times
STEP_BACK = 1  # second; less is a picture out of order, more is another recording
LEAP = 12 * 3600  # seconds; what comes after it is another recording


class NothingToSee(Exception):
    """It opens, but no picture comes out of it."""

    def __init__(self, kinds: set[str], *, is_filled: bool) -> None:
        super().__init__()
        self.kinds = kinds  # of its tracks
        self.is_filled = is_filled  # There are pieces of a film, which nothing here can read.


class Film(NamedTuple):
    media_type: str
    codec: str
    seconds: int | None
    width: int
    height: int
    is_cut: bool


def show(file: Bytes, reader: str | None, poster: int, preview: int, say: Say) -> None:
    """Say what the film is, and fill `poster` and `preview` from its first track with pictures.

    `reader` is av's name of a container that its first bytes do not tell. Raises NothingToSee,
    or what av raises when it cannot open it.
    """
    kinds: set[str] = set()
    is_filled, parts = False, parts_of(file)
    for rank in range(MOST_TRACKS):
        with _opened(parts[0], reader) as container:
            kinds = {str(stream.type) for stream in container.streams}
            streams = _films(container)
            if rank >= len(streams):
                break
            has_times = not has_no_rate(file)
            track = Track(container, streams[rank], rate_of(file), has_times=has_times)
            frames = track.frames()
            first = next(frames, None)
            is_filled = is_filled or track.is_filled
            if first and max(first.width, first.height) <= LARGEST_SIDE:
                later = _Later(parts[1:])
                _Show(track, first, file, later, say).run(later.after(frames), poster, preview)
                return
    raise NothingToSee(kinds, is_filled=is_filled)


def _opened(part: Part, reader: str | None = None) -> InputContainer:
    part.seek(0)
    return av.open(part, "r", reader, options=OPTIONS, metadata_errors="ignore")


class _Later:
    """What was joined behind the first film of a file."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts

    def seconds(self) -> float:
        lengths = self._of_each(lambda track, part: track.seconds_of_header(part.end) or 0)
        return float(sum(lengths))

    def after(self, frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
        yield from frames
        for pictures in self._of_each(lambda track, part: track.frames()):
            yield from pictures

    def _of_each(self, what: Callable[["Track", Part], Any]) -> Iterator[Any]:
        for part in self.parts:
            with contextlib.suppress(av.error.FFmpegError, ValueError), _opened(part) as container:
                for stream in _films(container)[:1]:
                    yield what(Track(container, stream, None, has_times=True), part)


def _films(container: InputContainer) -> list[VideoStream]:
    """The tracks of pictures, likely ones first; without covers, which stand for a film."""
    covers = Disposition.attached_pic | Disposition.timed_thumbnails
    films = [stream for stream in container.streams.video if not stream.disposition & covers]
    return sorted(films, key=lambda stream: (stream.codec_context is None, stream.frames == 1))


class Track:
    """One track of a film, read piece by piece over damaged places, as a player does."""

    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        told_rate: int | None,
        *,
        has_times: bool,
    ) -> None:
        self.container, self.stream, self.told_rate = container, stream, told_rate
        is_possible = (stream.average_rate or 0) <= FASTEST
        self.has_times = has_times and is_possible and self.container_name not in BARE
        self.is_filled = False
        self.packets = self._packets()
        for other in container.streams:
            other.discard = Discard.default if other is stream else Discard.all

    def frames(self) -> Iterator[VideoFrame]:
        if self.stream.codec_context is not None:
            self.stream.thread_type = "SLICE"
            self.stream.codec_context.thread_count = 1
        is_seen = False
        for count, packet in enumerate(self.packets):
            is_whole = not (self.is_filled or packet.is_corrupt)
            self.is_filled = self.is_filled or (is_whole and bool(bytes(packet).strip(b"\0")))
            if not is_seen and count > MOST_UNSEEN:
                return
            for frame in self._decoded(packet):
                is_seen = True
                yield frame

    def _packets(self) -> Iterator[Packet]:
        for _fault in range(MOST_FAULTS):
            try:
                yield from self.container.demux(self.stream)
            except av.error.FFmpegError:
                continue  # Most readers find the next piece behind it.
            return

    def _decoded(self, packet: Packet) -> list[VideoFrame]:
        try:
            return packet.decode() if self.stream.codec_context is not None else []
        except av.error.FFmpegError:
            return []

    @property
    def container_name(self) -> str:
        return self.container.format.name.split(",")[0]

    @property
    def own_rate(self) -> float:
        """Pictures a second as the recorder or the film's codec says, without its container."""
        return _sane(self.told_rate, self.stream.codec_context.framerate)

    @property
    def rate(self) -> float:
        told = [self.stream.average_rate, self.stream.guessed_rate] if self.has_times else []
        return _sane(*told, self.own_rate)

    def time_of(self, piece: VideoFrame | Packet) -> float | None:
        if not self.has_times or piece.time_base is None:
            return None
        at = piece.dts if isinstance(piece, Packet) else piece.pts
        return None if at is None else float(at * piece.time_base)

    def last_of_index(self) -> tuple[int, int] | None:
        """Place and length of the last picture, if the file has an index."""
        entries = self.stream.index_entries
        return max(((entry.pos, entry.size) for entry in entries[-500:]), default=None)

    def seconds_of_header(self, size: int) -> float | None:
        of_track = (self.stream.duration or 0) * (self.stream.time_base or 0)
        of_all = Fraction(self.container.duration or 0, av.time_base)
        told = [float(length) for length in (of_track, of_all) if length > 0]
        return next((length for length in told if size / length >= LEAST_BYTES), None)


def _sane(*rates: Fraction | float | None) -> float:
    """The first that a camera can have, or the usual one."""
    return next((float(rate) for rate in rates if rate and 0.1 <= rate <= 120), USUAL_RATE)


class Line:
    """Time as the film goes by: without what another recording's clock adds or takes.

    `clock` is the film's own time since its beginning, `shown` that of a preview, in which
    long pauses are short. A bare stream carries no times: its pictures come at its rate.
    """

    def __init__(self, rate: float, own_rate: float) -> None:
        self.clock = self.shown = 0.0
        self.step, self.own_step = 1 / rate, 1 / own_rate
        self.last: float | None = None
        self.is_started = False
        self.still = 0  # pictures that say the same time

    def move_to(self, at: float | None) -> None:
        passed = self._passed(at)
        self.clock += passed
        self.shown += passed if passed <= PAUSE else PAUSE_SHOWN
        self.is_started = True

    def _passed(self, at: float | None) -> float:
        last = self.last
        if at is None:
            self.last = None if last is None else last + self.step
            return self.step if self.is_started else 0.0
        if not self.is_started or last is None:
            self.last = at
            return self.step if self.is_started else 0.0
        passed = at - last
        self.still = self.still + 1 if passed == 0 else 0
        if self.still > MOST_STILL:
            return self.own_step
        if -STEP_BACK < passed <= 0:
            return 0.0
        self.last = at
        if not 0 < passed <= LEAP:
            return self.step
        if passed <= 1:
            self.step = passed
        return passed


class _Show:
    def __init__(
        self, track: Track, first: VideoFrame, file: Bytes, later: _Later, say: Say
    ) -> None:
        self.track, self.first, self.file, self.later, self.say = track, first, file, later, say
        self.line = Line(track.rate, track.own_rate)
        self.filters = filters_of(first)
        self.width, self.height = shape_of(track.stream, first)
        self.film = self._film()

    def _film(self) -> Film:
        told = self.track.seconds_of_header(self.file.size)
        told = told and told + self.later.seconds()
        last = None if self.later.parts else self.track.last_of_index()
        is_upright = not self.filters or self.filters[0][0] != "transpose"
        return Film(
            media_type=MEDIA_TYPES.get(self.track.container_name, "video/mp4"),
            codec=self.track.stream.codec_context.codec.canonical_name,
            seconds=round(told) if told else None,
            width=self.width if is_upright else self.height,
            height=self.height if is_upright else self.width,
            is_cut=has_lost_its_end(self.file, last),
        )

    def run(self, frames: Iterator[VideoFrame], poster: int, preview: int) -> None:
        self.say({"finding": "video"} | self.film._asdict())
        canvas = Canvas(*self._fitting(), self.filters)
        picture = canvas.draw(self.first)
        save_poster(picture.to_image(), poster, self.say)  # type: ignore[no-untyped-call]
        is_excerpt = self._make_preview(canvas, frames, preview)
        if not is_excerpt or self._measure():
            seconds = round(self.line.clock + self.line.step)
            self.say({"finding": "video"} | self.film._replace(seconds=seconds)._asdict())

    def _fitting(self) -> tuple[int, int]:
        """Before it is turned, with even sides, as H.264 wants them."""
        most = (WIDTH, HEIGHT) if self.film.width == self.width else (HEIGHT, WIDTH)
        scale = min(1, most[0] / self.width, most[1] / self.height)
        return tuple(max(2, round(side * scale / 2) * 2) for side in (self.width, self.height))  # type: ignore[return-value]

    def _make_preview(self, canvas: Canvas, frames: Iterator[VideoFrame], preview: int) -> bool:
        """H.264 without sound. True if it stopped before the film did."""
        until = time.monotonic() + PREVIEW_TAKES
        expected = min(self.film.seconds or PREVIEW_SECONDS, PREVIEW_SECONDS) or 1
        is_excerpt = False
        with os.fdopen(os.dup(preview), "wb") as file, av.open(file, "w", format="mp4") as made:
            track: Any = made.add_stream("libx264", rate=PREVIEW_RATE)
            track.options = {"preset": "veryfast", "crf": "28", "threads": "1"}
            drawn = canvas.draw(self.first)
            track.width, track.height, track.pix_fmt = drawn.width, drawn.height, "yuv420p"
            shown = 0
            for number, frame in self._evenly(frames):
                drawn = canvas.draw(frame)
                drawn.pts, drawn.time_base = number, Fraction(1, PREVIEW_RATE)
                made.mux(track.encode(drawn))
                shown = number + 1
                if shown % PREVIEW_RATE == 0:
                    done = min(99, shown * 100 // (expected * PREVIEW_RATE))
                    self.say({"progress": done})
                is_excerpt = shown >= PREVIEW_SECONDS * PREVIEW_RATE or time.monotonic() > until
                if is_excerpt:
                    break
            made.mux(track.encode(None))
        self.say({"preview": max(1, shown // PREVIEW_RATE), "is_excerpt": is_excerpt})
        return is_excerpt

    def _evenly(self, frames: Iterator[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
        """At most PREVIEW_RATE pictures a second, each with its place in time."""
        self.line.move_to(self.track.time_of(self.first))
        yield 0, self.first
        last = 0
        for frame in frames:
            self.line.move_to(self.track.time_of(frame))
            number = round(self.line.shown * PREVIEW_RATE)
            if number > last:
                yield number, frame
                last = number

    def _measure(self) -> bool:
        """Whether the rest was read to its end, where its header is not to be believed."""
        if self.track.container_name not in UNMEASURED and not self.film.is_cut:
            return False
        until = time.monotonic() + MEASURE_TAKES
        for packet in self.track.packets:
            if time.monotonic() > until:
                return False
            if packet.size:
                self.line.move_to(self.track.time_of(packet))
        return True


def save_poster(picture: Any, poster: int, say: Say) -> None:
    picture.thumbnail((WIDTH, HEIGHT))
    made = io.BytesIO()
    picture.convert("RGB").save(made, "JPEG", quality=80, optimize=False)
    with os.fdopen(os.dup(poster), "wb") as file:
        file.write(made.getvalue())
    say({"poster": True})
