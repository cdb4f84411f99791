"""Files as recorders, phones, dashcams and accidents leave them: shown as they are, and called
what they are. Each table is a kind of file; a new one of the kind is a new line.
"""

import io
import random
import struct
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from requests.evidence.films import Line
from tests.requests import recordings
from tests.requests.recordings import (
    RATE,
    TO_LEFT,
    attachment,
    bare,
    bare_pieces,
    box,
    captions,
    cover,
    dahua,
    heic,
    jpeg,
    locked,
    offset_of,
    pieces_beside,
    program_stream,
    recording,
    scrambled,
    sound,
    with_number,
    with_zeros,
)
from tests.requests.sandboxed import (
    bright_corner,
    last_of_preview,
    look,
    poster,
    size_of_preview,
    times_of,
)

Maker = Callable[[], bytes]
NOISE = random.Random(8).randbytes(40_000)


# --- What lies beside the pictures ------------------------------------------------------


def _unknown_sound() -> bytes:
    return recording("mov", beside=_alaw).replace(b"alaw", b"xmGv")


_alaw, _many_channels = sound("pcm_alaw"), sound("pcm_s16le", tracks=36)
BESIDE: dict[str, tuple[str, Maker]] = {
    "captions in mp4": ("mp4", lambda: recording("mp4", beside=captions("mov_text"))),
    "captions in mov": ("mov", lambda: recording("mov", beside=captions("mov_text"))),
    "times in mkv": ("mkv", lambda: recording("mkv", beside=captions("subrip"))),
    "styled words": ("mkv", lambda: recording("mkv", beside=captions("ass"))),
    "web captions": ("mkv", lambda: recording("mkv", beside=captions("webvtt"))),
    "drawn words in ts": ("ts", lambda: recording("ts", beside=captions("dvbsub"))),
    "drawn words in mpg": ("mpg", lambda: recording("mpg", beside=captions("dvdsub"))),
    "drawn words in mkv": ("mkv", lambda: recording("mkv", beside=captions("dvdsub"))),
    "sensors in ts": ("ts", lambda: recording("ts", beside=pieces_beside("klv"))),
    "sensors in mp4": ("mp4", lambda: recording("mp4", beside=pieces_beside("bin_data"))),
    "an attachment": ("mkv", lambda: recording("mkv", beside=attachment)),
    "sound of G.711": ("mov", lambda: recording("mov", beside=_alaw)),
    "sound of its own": ("mov", _unknown_sound),
    "36 tracks of sound": ("mkv", lambda: recording("mkv", beside=_many_channels)),
    "private pieces": ("mpg", lambda: program_stream(bare_pieces(), NOISE[:12])),
    "private pieces like words": (
        "mpg",
        lambda: program_stream(bare_pieces(), b"\x8c\x80\x07" + bytes(5) + b"\x20" + bytes(9)),
    ),
    "a maker's head": ("mp4", lambda: b"IMKH\1\1" + bytes(34) + program_stream(bare_pieces())),
    "a cover": ("mp4", lambda: recording("mp4", beside=cover)),
    "a cover in mkv": ("mkv", lambda: recording("mkv", beside=cover)),
}


@pytest.mark.parametrize("kind", BESIDE)
def test_what_lies_beside_the_pictures_does_not_end_a_film(tmp_path: Path, kind: str) -> None:
    ending, make = BESIDE[kind]

    said = look(tmp_path, make(), f"CH01.{ending}")

    assert (said["finding"], said["codec"]) == ("video", "h264")
    assert (said["width"], said["height"], said["seconds"]) == (160, 120, 4)
    assert said["poster"]
    assert said["preview"] in {3, 4}
    assert (said["is_cut"], said["is_excerpt"]) == (False, False)


def test_a_cover_before_the_tracks_is_not_the_film(tmp_path: Path) -> None:
    film, red = recording(), io.BytesIO()
    Image.new("RGB", (64, 64), "#c00000").save(red, "JPEG")
    picture = box(b"covr", box(b"data", struct.pack(">II", 13, 0), red.getvalue()))
    handler = box(b"hdlr", bytes(8), b"mdirappl", bytes(9))
    tags = box(b"udta", box(b"meta", bytes(4), handler, box(b"ilst", picture)))
    start, end = offset_of(film, "moov")
    header = offset_of(film, "moov/mvhd")[1]
    moov = box(b"moov", film[start:header], tags, film[header:end])

    said = look(tmp_path, film[: start - 8] + moov + film[end:])

    assert (said["codec"], said["width"]) == ("h264", 160)
    assert bright_corner(poster(tmp_path)) == "upper left"


# --- How it stands ----------------------------------------------------------------------


def matrix(a: int, b: int, c: int, d: int) -> tuple[int, ...]:
    return (a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)


@pytest.mark.parametrize(
    ("shown", "corner", "is_upright"),
    [
        (matrix(1, 0, 0, 1), "upper left", False),
        (TO_LEFT, "upper right", True),
        (matrix(0, -1, 1, 0), "lower left", True),
        (matrix(-1, 0, 0, -1), "lower right", False),
        (matrix(-1, 0, 0, 1), "upper right", False),
        (matrix(1, 0, 0, -1), "lower left", False),
    ],
)
def test_a_film_is_shown_as_the_phone_was_held(
    tmp_path: Path, shown: tuple[int, ...], corner: str, is_upright: bool
) -> None:
    said = look(tmp_path, recording("mov", matrix=shown), "IMG_0001.MOV")

    size = (120, 160) if is_upright else (160, 120)
    assert (said["width"], said["height"]) == size
    assert poster(tmp_path).size == size_of_preview(tmp_path) == size
    assert bright_corner(poster(tmp_path)) == corner
    assert bright_corner(last_of_preview(tmp_path)) == corner


@pytest.mark.parametrize(
    ("size", "pixel", "shape"),
    [
        ((176, 72), Fraction(6, 11), (4, 3)),  # 2CIF, a quarter of it
        ((176, 144), Fraction(12, 11), (4, 3)),
        ((160, 120), Fraction(4, 3), (16, 9)),
        ((160, 120), Fraction(1), (4, 3)),
        ((160, 120), Fraction(1000, 1), (4, 3)),  # nonsense
        ((704, 288), None, (4, 3)),
        ((960, 1080), None, (16, 9)),  # Dahua's 1080N says nothing of its pixels
        ((640, 720), None, (16, 9)),
        ((640, 720), Fraction(1), (8, 9)),  # said to be so
        ((120, 160), None, (3, 4)),  # a camera that stands
        ((160, 160), None, (1, 1)),  # a round lens
    ],
)
def test_a_film_has_the_shape_that_its_pixels_give_it(
    tmp_path: Path, size: tuple[int, int], pixel: Fraction | None, shape: tuple[int, int]
) -> None:
    said = look(tmp_path, recording("mp4", seconds=0.5, size=size, pixel=pixel))

    expected = shape[0] / shape[1]
    shown = [(said["width"], said["height"]), poster(tmp_path).size, size_of_preview(tmp_path)]
    assert [width / height for width, height in shown] == pytest.approx([expected] * 3, rel=0.02)
    assert said["width"] >= size[0]
    assert said["height"] >= size[1]


# --- Makers' own formats ----------------------------------------------------------------


def _avi_of_its_own(name: bytes) -> bytes:
    """Chunks of an AVI that only the maker's codec reads."""
    film = recording("avi").replace(b"H264", name)
    out, offset = film, film.index(b"movi") + 4
    while film[offset : offset + 2] == b"00":
        length = struct.unpack_from("<I", film, offset + 4)[0]
        out = locked(out, offset + 8, offset + 8 + length, seed=offset)
        offset += 8 + length + length % 2
    return out


def _mp4_of_its_own(name: bytes, *, is_locked: bool = False) -> bytes:
    film = recording()
    start, end = offset_of(film, "mdat")
    film = locked(film, start, end) if is_locked else film
    at = film.index(b"avc1", film.index(b"stsd"))
    return film[:at] + name + film[at + 4 :]


def _own_track() -> bytes:
    """A common container with sound, in which the film is a track that only the maker knows."""
    film = recording("mov", beside=_alaw).replace(b"vide", b"dvrv")
    at = film.index(b"avc1", film.index(b"stsd"))
    return film[:at] + b"dvr1" + film[at + 4 :]


def _scrambled_stream() -> bytes:
    return program_stream([scrambled(piece) for piece in bare_pieces()])


MAKERS: dict[str, tuple[str, Maker]] = {
    "GeoVision": ("CH1.gvr", lambda: b"GVRec\1\2\0" + NOISE),
    "a head that begins as a transport stream": ("a.dat", lambda: b"G" + NOISE),
    "a head that begins as a bitmap": ("a.bma", lambda: b"BM\0\x07DVR" + NOISE),
    "a head that begins as a program": ("a.mzv", lambda: b"MZ\1\2DVR\0" + NOISE),
    "a head that begins as gzip": ("a.vid", lambda: b"\x1f\x8b\1\2" + NOISE),
    "a head that begins as a picture": ("a.pic", lambda: b"\xff\xd8\xff\x01" + NOISE),
    "under an mp4's name": ("a.mp4", lambda: b"XMV4\1\2\0\0" + NOISE),
    "under an avi's name": ("a.avi", lambda: b"RIFX\1\2\0\0" + NOISE),
    "under a mov's name": ("a.mov", lambda: NOISE),
    "under an mkv's name": ("a.mkv", lambda: b"\x1a\x45\0\0" + NOISE),
    "under a photo's name": ("a.jpg", lambda: b"hikencodepicture" + b"5326257675fe1656" + NOISE),
    "a RIFF of its own": ("a.avi", lambda: b"RIFF" + struct.pack("<I", 40_004) + b"DVR " + NOISE),
    "old Hikvision": ("hiv00001.mp4", lambda: b"4HKH" + bytes(36) + NOISE),
    "Hikvision, none of a common kind": ("a.mp4", lambda: b"IMKH" + bytes(36) + NOISE),
    "a JPEG's first letters": ("a.jpg", lambda: b"\xff\xd8\xff\xe0\0\x10DVRP" + NOISE),
    "a track of its own in MP4": ("a.mp4", lambda: _own_track()),
    "a page of XML before it": ("a.g64", lambda: b"<Media>" + b" " * 5000 + b"</Media>" + NOISE),
    "AVI of V264": ("CH01.avi", lambda: _avi_of_its_own(b"V264")),
    "AVI of GEOX": ("CH01.avi", lambda: _avi_of_its_own(b"GEOX")),
    "AVI of a name nobody knows": ("CH01.avi", lambda: _avi_of_its_own(b"DVRX")),
    "AVI with its head alone of a common kind": ("CH01.avi", lambda: _avi_of_its_own(b"H264")),
    "MP4 of a name nobody knows": ("CH01.mp4", lambda: _mp4_of_its_own(b"hkvp")),
    "MP4 locked by a password": ("CH01.mp4", lambda: _mp4_of_its_own(b"avc1", is_locked=True)),
    "MP4 under common encryption": ("CH01.mp4", lambda: _mp4_of_its_own(b"encv", is_locked=True)),
    "Ezviz with its picture encryption": ("a.mp4", _scrambled_stream),
    "the same behind a maker's head": ("a.mp4", lambda: b"IMKH" + bytes(36) + _scrambled_stream()),
    "Imou, encrypted": ("a.dav", lambda: dahua([scrambled(piece) for piece in bare_pieces()])),
    "MKV of a locked film": (
        "a.mkv", lambda: locked(recording("mkv"), 700, len(recording("mkv")) - 300)
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MAKERS)
def test_a_maker_s_own_format_is_called_that_and_never_damaged(tmp_path: Path, kind: str) -> None:
    name, make = MAKERS[kind]

    assert look(tmp_path, make(), name)["finding"] == "foreign"


SHOWN: dict[str, tuple[str, Maker]] = {
    "Dahua": ("a.dav", lambda: dahua(bare_pieces())),
    "Dahua under another name": ("a.mp4", lambda: dahua(bare_pieces())),
    "Hikvision": ("a.mp4", lambda: program_stream(bare_pieces())),
    "KKMoon": (
        "a.264",
        lambda: b"HXVS" + struct.pack("<III", 160, 120, 0) + b"".join(
            b"HXVF" + struct.pack("<III", len(piece), number * 100, 1) + piece
            for number, piece in enumerate(bare_pieces())
        ),
    ),
    "without any container": ("a.264", bare),
    "Xiongmai's heads between": (
        "a.h264",
        lambda: b"".join(
            (b"\0\0\1\xfc\2\x0a\x14\x0f" + bytes(4) if number % 10 == 0 else b"\0\0\1\xfd")
            + struct.pack("<I", len(piece)) + piece
            for number, piece in enumerate(bare_pieces())
        ),
    ),
    "HEVC in MP4 as hev1": ("a.mp4", lambda: recording("mp4", codec="libx265")),
    "HEVC in MKV": ("a.mkv", lambda: recording("mkv", codec="libx265")),
    "10 bits": ("a.mp4", lambda: recording("mp4", codec="libx265", pixels="yuv420p10le")),
    "MPEG-4": ("a.avi", lambda: recording("avi", codec="mpeg4")),
    "Motion JPEG in AVI": ("a.avi", lambda: recording("avi", codec="mjpeg", pixels="yuvj420p")),
    "Windows": ("a.wmv", lambda: recording("wmv", codec="wmv2")),
    "Flash": ("a.flv", lambda: recording("flv")),
    "a camera's Blu-ray stream": (
        "a.mts", lambda: recording("ts", muxer=(("mpegts_m2ts_mode", "1"),))
    ),
    "AV1": ("a.mp4", lambda: recording(codec="libsvtav1")),
    "VP9": ("a.webm", lambda: recording("webm", codec="libvpx-vp9")),
    "in pieces": (
        "a.mp4", lambda: recording(muxer=(("movflags", "frag_keyframe+empty_moov"),))
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN)
def test_a_format_that_can_be_shown_is(tmp_path: Path, kind: str) -> None:
    name, make = SHOWN[kind]

    said = look(tmp_path, make(), name)

    assert (said["finding"], said["width"], said["height"]) == ("video", 160, 120)
    assert said["seconds"] in {3, 4}
    assert said["is_cut"] is False
    assert bright_corner(poster(tmp_path)) == "upper left"


def test_jpegs_in_a_row_are_a_film(tmp_path: Path) -> None:
    series = b"".join(jpeg(quality=50 + number) for number in range(30))

    said = look(tmp_path, series, "axis.mjpg")

    assert (said["finding"], said["media_type"], said["codec"]) == (
        "video",
        "video/x-mjpeg",
        "mjpeg",
    )
    assert len(times_of(tmp_path)) > 5


def test_a_series_with_words_between_is_a_film(tmp_path: Path) -> None:
    part = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
    series = b"".join(part % len(jpeg()) + jpeg() + b"\r\n" for _number in range(10))

    assert look(tmp_path, series, "axis.mjpeg")["finding"] == "video"


# --- At its speed -----------------------------------------------------------------------


def steps_of(times: list[float]) -> list[float]:
    return [round(after - before, 2) for before, after in pairwise(times)]


@pytest.mark.parametrize("ending", ["ts", "mp4", "mov", "avi", "mkv", "mpg"])
def test_recordings_joined_into_one_go_on_at_their_speed(tmp_path: Path, ending: str) -> None:
    said = look(tmp_path, recording(ending, seconds=4, rate=25) * 2, f"CH01.{ending}")

    assert said["seconds"] == 8
    assert times_of(tmp_path)[-1] == pytest.approx(8, abs=0.3)
    assert steps_of(times_of(tmp_path)) == pytest.approx([0.1] * 80, abs=0.11)


@pytest.mark.parametrize("pause", [12, 150, 4000])
def test_after_a_pause_the_recording_goes_on_at_its_speed(tmp_path: Path, pause: int) -> None:
    before = tuple(number / 25 for number in range(75))
    after = tuple(3 + pause + number / 25 for number in range(100))

    said = look(tmp_path, recording("mkv", times=before + after), "motion.mkv")

    assert said["seconds"] == pytest.approx(7 + pause, abs=1)
    times = times_of(tmp_path)
    assert times[-1] == pytest.approx(3 + 1 + 4, abs=0.3)
    assert sorted(steps_of(times))[-2:] == pytest.approx([0.1, 1.0], abs=0.11)
    assert said["is_excerpt"] is False


def test_a_short_pause_is_shown_as_long_as_it_is(tmp_path: Path) -> None:
    look(tmp_path, recording("mkv", times=(0, 0.1, 0.2, 5.2, 5.3)), "motion.mkv")

    assert times_of(tmp_path) == [0, 0.1, 0.2, 5.2, 5.3]


def test_a_picture_out_of_order_slows_nothing_down() -> None:
    line = Line(25, 25)
    for at in (0, 0.08, 0.04, 0.12, 0.2, 0.16, 0.24):
        line.move_to(at)

    assert line.clock == pytest.approx(0.24)


def test_a_clock_that_starts_again_counts_on(tmp_path: Path) -> None:
    pieces = bare_pieces()

    said = look(tmp_path, program_stream(pieces) + program_stream(pieces), "joined.mpg")

    assert said["seconds"] == 8
    assert times_of(tmp_path)[-1] == pytest.approx(7.9, abs=0.3)


def test_a_stream_whose_counter_turns_over_goes_on(tmp_path: Path) -> None:
    turning = recording("ts", muxer=(("output_ts_offset", "95441.7"), ("mpegts_copyts", "1")))

    said = look(tmp_path, turning, "CH01.ts")

    assert said["seconds"] == 4


@pytest.mark.parametrize(
    ("path", "offset"), [("moov/mvhd", 16), ("moov/trak/tkhd", 20), ("moov/trak/mdia/mdhd", 16)]
)
@pytest.mark.parametrize("told", [0xFFFFFFFF, 0, 9 * 3600 * 1000])
def test_a_length_that_is_told_wrong_is_not_believed(
    tmp_path: Path, path: str, offset: int, told: int
) -> None:
    said = look(tmp_path, with_number(recording(), path, offset, told))

    assert (said["finding"], said["seconds"], said["preview"]) == ("video", 4, 4)


def test_a_film_whose_pictures_all_say_the_same_time_goes_on(tmp_path: Path) -> None:
    film = bytearray(recording())
    start = offset_of(bytes(film), "moov/trak/mdia/minf/stbl/stts")[0]
    for number in range(struct.unpack_from(">I", film, start + 4)[0]):
        struct.pack_into(">I", film, start + 12 + 8 * number, 0)

    said = look(tmp_path, bytes(film))

    assert (said["finding"], said["seconds"]) == ("video", pytest.approx(4, abs=1))


def test_an_avi_of_zero_pictures_a_second_is_shown(tmp_path: Path) -> None:
    film = bytearray(recording("avi"))
    at = film.index(b"strh") + 8
    struct.pack_into("<II", film, at + 20, 0, 0)
    struct.pack_into("<I", film, film.index(b"avih") + 8, 0)

    said = look(tmp_path, bytes(film), "CH01.avi")

    assert (said["finding"], said["seconds"]) == ("video", 4)


def test_a_recorder_that_changes_its_size_midway_is_shown_to_the_end(tmp_path: Path) -> None:
    film = recording("h264") + recording("h264", size=(320, 240))

    said = look(tmp_path, film, "CH01.264")

    assert (said["finding"], said["width"], said["seconds"]) == ("video", 160, 8)
    assert bright_corner(last_of_preview(tmp_path)) == "upper left"


# --- What is missing --------------------------------------------------------------------


def _faststart() -> bytes:
    return recording(seconds=6, muxer=(("movflags", "faststart"),))


CUT: dict[str, tuple[str, Maker]] = {
    "mp4 with its index in front": ("a.mp4", _faststart),
    "mp4 in pieces": (
        "a.mp4", lambda: recording(seconds=6, muxer=(("movflags", "frag_keyframe+empty_moov"),))
    ),
    "mkv": ("a.mkv", lambda: recording("mkv", seconds=6)),
    "mkv as it was going on": (
        "a.mkv",
        lambda: recording("mkv", seconds=6, muxer=(("live", "1"), ("cluster_time_limit", "1000"))),
    ),
    "avi": ("a.avi", lambda: recording("avi", seconds=6)),
    "ts": ("a.ts", lambda: recording("ts", seconds=6)[:-20] + b"G" * 20),
    "a camera's Blu-ray stream": (
        "a.mts", lambda: recording("ts", seconds=6, muxer=(("mpegts_m2ts_mode", "1"),))
    ),
    "Windows": ("a.wmv", lambda: recording("wmv", seconds=6, codec="wmv2")),
    "Flash": ("a.flv", lambda: recording("flv", seconds=6)),
    "Dahua": ("a.dav", lambda: dahua(bare_pieces(6))),
    "Hikvision": ("a.mp4", lambda: program_stream(bare_pieces(6))),
    "Hikvision with its head": (
        "a.mp4", lambda: b"IMKH" + bytes(36) + program_stream(bare_pieces(6))
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CUT)
def test_a_copy_cut_short_is_shown_as_far_as_it_goes_and_said_to_be_cut(
    tmp_path: Path, kind: str
) -> None:
    name, make = CUT[kind]
    film = make()

    said = look(tmp_path, film[: len(film) * 6 // 10 + 1], name)

    assert (said["finding"], said["is_cut"]) == ("video", True)
    assert 2 <= said["seconds"] <= 5
    assert said["poster"]


def test_an_end_of_zeros_is_a_cut(tmp_path: Path) -> None:
    film = _faststart()
    start = len(film) * 6 // 10

    said = look(tmp_path, with_zeros(film, start, len(film) - start))

    assert (said["finding"], said["is_cut"]) == ("video", True)


@pytest.mark.parametrize("ending", ["mp4", "avi", "mkv"])
def test_a_hole_in_the_middle_is_passed_over(tmp_path: Path, ending: str) -> None:
    film = recording(ending, seconds=6)

    said = look(tmp_path, with_zeros(film, len(film) // 2, len(film) // 8), f"a.{ending}")

    assert (said["finding"], said["is_cut"]) == ("video", False)
    assert 4 <= said["seconds"] <= 6


BROKEN: dict[str, tuple[str, Maker]] = {
    "mp4 whose index was at the end": ("a.mp4", lambda: recording()[:-1200]),
    "mp4 whose end is zeros": (
        "a.mp4", lambda: with_zeros(recording(), len(recording()) // 3, len(recording()) * 2 // 3)
    ),
    "mp4 cut before its first picture": (
        "a.mp4", lambda: _faststart()[: offset_of(_faststart(), "mdat")[0] + 9]
    ),
    "avi cut before its first picture": ("a.avi", lambda: recording("avi")[:5600]),
    "the beginning is zeros": ("a.mp4", lambda: with_zeros(recording() + NOISE, 0, 5000)),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_what_lacks_what_must_be_there_is_damaged(tmp_path: Path, kind: str) -> None:
    name, make = BROKEN[kind]

    assert look(tmp_path, make(), name)["finding"] == "broken"


# --- Photos -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turned", "size", "corner"),
    [
        ({}, (192, 128), "upper left"),
        ({"quarters": 1}, (128, 192), "lower left"),
        ({"quarters": 3}, (128, 192), "upper right"),
        ({"quarters": 2}, (192, 128), "lower right"),
        ({"mirror": 1}, (192, 128), "upper right"),
        ({"mirror": 0}, (192, 128), "lower left"),
        ({"cut": (180, 120)}, (180, 120), "upper left"),
    ],
)
def test_an_iphone_s_tiles_are_one_picture_upright(
    tmp_path: Path, turned: Any, size: tuple[int, int], corner: str
) -> None:
    said = look(tmp_path, heic(3, 2, **turned), "IMG_0001.HEIC")

    assert (said["finding"], said["media_type"]) == ("picture", "image/heic")
    assert (said["width"], said["height"]) == poster(tmp_path).size == size
    assert bright_corner(poster(tmp_path)) == corner


def test_forty_eight_tiles_are_one_picture(tmp_path: Path) -> None:
    said = look(tmp_path, heic(8, 6, 32), "IMG_0002.HEIC")

    assert (said["finding"], said["width"], said["height"]) == ("picture", 256, 192)


def _image(form: str, mode: str = "RGB", **options: Any) -> bytes:
    made = io.BytesIO()
    next(recordings.pictures(1)).convert(mode).save(made, form, **options)
    return made.getvalue()


def _sixteen_bits() -> bytes:
    made, grey = io.BytesIO(), next(recordings.pictures(1)).convert("L")
    wide = Image.new("I;16", grey.size)
    wide.putdata([shade * 257 for shade in grey.tobytes()])
    wide.save(made, "PNG")
    return made.getvalue()


def _two_in_one() -> bytes:
    return _image("MPO", save_all=True, append_images=[Image.new("RGB", (80, 60), "green")])


PHOTOS: dict[str, tuple[Maker, str]] = {
    "JPEG": (lambda: _image("JPEG"), "image/jpeg"),
    "progressive": (lambda: _image("JPEG", progressive=True), "image/jpeg"),
    "two pictures in one": (_two_in_one, "image/jpeg"),
    "with a film behind it": (lambda: _image("JPEG") + recording(), "image/jpeg"),
    "with another picture behind it": (lambda: _image("JPEG") + jpeg((80, 60)), "image/jpeg"),
    "CMYK": (lambda: _image("JPEG", "CMYK"), "image/jpeg"),
    "grey": (lambda: _image("JPEG", "L"), "image/jpeg"),
    "PNG": (lambda: _image("PNG"), "image/png"),
    "see-through PNG": (lambda: _image("PNG", "RGBA"), "image/png"),
    "PNG of 256 colours": (lambda: _image("PNG", "P"), "image/png"),
    "PNG of 65,536 greys": (_sixteen_bits, "image/png"),
    "WebP": (lambda: _image("WEBP"), "image/webp"),
    "AVIF": (lambda: _image("AVIF"), "image/avif"),
    "TIFF": (lambda: _image("TIFF"), "image/tiff"),
    "GIF": (lambda: _image("GIF"), "image/gif"),
    "BMP": (lambda: _image("BMP"), "image/bmp"),
}


@pytest.mark.parametrize("kind", PHOTOS)
def test_a_photo_is_shown_whole(tmp_path: Path, kind: str) -> None:
    make, media_type = PHOTOS[kind]

    said = look(tmp_path, make(), "dong_ho.jpg")

    assert (said["finding"], said["media_type"]) == ("picture", media_type)
    assert (said["width"], said["height"], said["is_cut"]) == (160, 120, False)
    picture = poster(tmp_path).convert("L")
    assert bright_corner(picture) == "upper left"
    assert picture.getpixel((150, 10)) < 90  # type: ignore[operator]


@pytest.mark.parametrize(
    ("orientation", "size"), [(3, (160, 120)), (6, (120, 160)), (8, (120, 160))]
)
def test_a_photo_stands_as_the_phone_was_held(
    tmp_path: Path, orientation: int, size: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    said = look(tmp_path, _image("JPEG", exif=exif), "dong_ho.jpg")

    assert (said["width"], said["height"]) == poster(tmp_path).size == size
    corners = {3: "lower right", 6: "upper right", 8: "lower left"}
    assert bright_corner(poster(tmp_path)) == corners[orientation]


def test_an_iphone_s_photo_cut_short_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    film = heic(4, 4)

    said = look(tmp_path, film[: len(film) * 7 // 10], "IMG_0003.HEIC")

    assert (said["finding"], said["is_cut"], said["width"]) == ("picture", True, 256)
    assert bright_corner(poster(tmp_path)) == "upper left"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_cut_short_is_shown_as_far_as_it_goes(tmp_path: Path, form: str) -> None:
    made = io.BytesIO()
    noise = Image.frombytes("RGB", (160, 120), random.Random(4).randbytes(160 * 120 * 3))
    noise.save(made, form)
    film = made.getvalue()

    said = look(tmp_path, film[: len(film) // 2], "dong_ho.jpg")

    assert (said["finding"], said["is_cut"], said["poster"]) == ("picture", True, True)


# --- Other things -----------------------------------------------------------------------


def _sound_alone() -> bytes:
    made = io.BytesIO()
    with recordings.av.open(made, "w", format="mov") as out:
        sound("pcm_s16le")(out)()
    return made.getvalue()


PROGRAM = "application/vnd.microsoft.portable-executable"
OTHERS: dict[str, tuple[str, Maker, str]] = {
    "a recorder's player": ("CH01.exe", lambda: b"MZ\x90\0" + NOISE[:3000] + recording(), PROGRAM),
    "a program by its inside": (
        "CH01.mp4",
        lambda: b"MZ" + bytes(58) + struct.pack("<I", 128) + bytes(64) + b"PE\0\0" + NOISE,
        PROGRAM,
    ),
    "a player that ends in .exe": ("CH01.EXE", lambda: b"MZ\1\2" + NOISE, PROGRAM),
    "a package": ("CH01.zip", lambda: b"PK\x03\x04" + NOISE, "application/zip"),
    "sound alone": ("voice.m4a", _sound_alone, "audio/mp4"),
    "sound in waves": ("voice.wav", lambda: b"RIFF\0\0\1\0WAVE" + NOISE, "audio/wav"),
    "words of Windows": ("a.txt", lambda: "Giờ, vĩ độ, kinh độ\r\n".encode("utf-16"), "text/plain"),
    "words that end in the middle of a letter": (
        "a.txt", lambda: ("ờ" * 30_000).encode()[:65_535], "text/plain"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_film_is_called_what_it_is(tmp_path: Path, kind: str) -> None:
    name, make, media_type = OTHERS[kind]

    said = look(tmp_path, make(), name)

    assert said == {"finding": "disguised", "media_type": media_type}


def test_a_film_without_a_picture_has_nothing_inside(tmp_path: Path) -> None:
    made = io.BytesIO()
    with recordings.av.open(made, "w", format="avi") as out:
        track: Any = out.add_stream("libx264", rate=RATE)
        track.width, track.height, track.pix_fmt = 160, 120, "yuv420p"
        out.start_encoding()

    assert look(tmp_path, made.getvalue(), "CH01.avi")["finding"] == "empty"
