"""What the sandboxed child finds in files that people really send, and in hostile ones."""

import os
import random
import socket
import time
from pathlib import Path
from typing import Any

import av
import pytest

from requests.evidence import media, sandbox
from tests.requests.footage_factories import film, picture
from tests.requests.sandboxed import look


@pytest.mark.parametrize(
    ("container", "media_type"),
    [
        ("mp4", "video/mp4"),
        ("mkv", "video/x-matroska"),
        ("avi", "video/x-msvideo"),
        ("ts", "video/mp2t"),
        ("h264", "video/h264"),
    ],
)
def test_film_is_described_and_shown(tmp_path: Path, container: str, media_type: str) -> None:
    said = look(tmp_path, film(container), f"CH01.{container}")

    assert (said["finding"], said["media_type"]) == ("video", media_type)
    assert (said["codec"], said["width"], said["height"]) == ("h264", 320, 240)
    assert said["preview"] >= 1
    with av.open(str(tmp_path / "preview")) as preview:
        assert preview.streams.video[0].codec_context.name == "h264"
        # A bare stream and an AVI carry no times of their own, so a few pictures are guessed.
        assert 8 <= sum(1 for _frame in preview.decode(video=0)) <= 21
    assert (tmp_path / "poster").read_bytes().startswith(b"\xff\xd8\xff")


def test_picture_is_shown(tmp_path: Path) -> None:
    said = look(tmp_path, picture(), "dong_ho.jpg")

    assert (said["finding"], said["media_type"]) == ("picture", "image/jpeg")
    assert (said["width"], said["height"], said["poster"]) == (320, 240, True)


PLAYLIST = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
CONCAT = b"ffconcat version 1.0\nfile '/etc/passwd'\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "finding", "media_type"),
    [
        ("Xin chào, tôi là văn bản.\n".encode(), "disguised", "text/plain"),
        (PLAYLIST, "disguised", "text/plain"),
        (CONCAT, "disguised", "text/plain"),
        (SVG, "disguised", "text/plain"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", "disguised", "application/pdf"),
        (b"PK\x03\x04" + b"\x00\xff" * 500, "disguised", "application/zip"),
        (b"MZ\x90\x00" + b"\xff\x00" * 500, "disguised", media.OTHERS[b"MZ"]),
        (b"\0" * 300_000, "empty", "application/octet-stream"),
    ],
)
def test_other_things_named_mp4_are_recognised(
    tmp_path: Path, content: bytes, finding: str, media_type: str
) -> None:
    said = look(tmp_path, content)

    assert said == {"finding": finding, "media_type": media_type}


def test_film_that_was_cut_short_is_broken(tmp_path: Path) -> None:
    assert look(tmp_path, film()[: len(film()) // 3])["finding"] == "broken"


def test_container_without_pictures_is_sound_alone_and_not_called_damaged(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mkv"), "w") as out:
        track: Any = out.add_stream("pcm_s16le", rate=8000, layout="mono")
        sound = av.AudioFrame(format="s16", layout="mono", samples=1024)
        sound.rate, sound.pts = 8000, 0
        out.mux(track.encode(sound))

    said = look(tmp_path, (tmp_path / "a.mkv").read_bytes(), "a.mkv")
    assert said == {"finding": "disguised", "media_type": "audio/x-matroska"}


def test_unknown_bytes_are_a_recorder_s_own_format(tmp_path: Path) -> None:
    noise = b"HIKVISN\x01" + random.Random(7).randbytes(200_000)

    assert look(tmp_path, noise, "record.xyz")["finding"] == "foreign"


def test_damaged_films_never_hurt_more_than_the_child(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    whole = film()
    for seed in range(40):
        content = bytearray(whole)
        for _blow in range(chance.randint(1, 200)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        (tmp_path / str(seed)).mkdir()
        try:
            finding = look(tmp_path / str(seed), bytes(content)).get("finding", "unknown")
        except sandbox.Died:
            finding = "unknown"
        assert finding in {"video", "broken", "foreign", "empty", "disguised", "unknown"}


def messages_of_child(work: Any, **limits: int) -> list[Any]:
    heard: list[Any] = []
    try:
        for message in sandbox.run(work, keep=[], limits=sandbox.Limits(**limits)):
            heard.append(message)
    except sandbox.Died:
        heard.append("died")
    return [message for message in heard if message]


def test_child_cannot_call_out_or_start_programs() -> None:
    def work(say: sandbox.Say) -> None:
        tried: list[Any] = [
            lambda: socket.socket(),
            lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - it must be refused
            lambda: os.unlink("/tmp/nothing-here"),  # noqa: S108
            lambda: os.kill(os.getppid(), 0),
        ]
        for attempt in tried:
            try:
                attempt()
            except PermissionError:
                say({"refused": True})

    assert messages_of_child(work) == [{"refused": True}] * 4


def test_child_keeps_no_files_of_ours() -> None:
    ours = os.open("/etc/hostname", os.O_RDONLY)

    def work(say: sandbox.Say) -> None:
        try:
            os.fstat(ours)
        except OSError:
            say({"closed": True})

    try:
        assert messages_of_child(work) == [{"closed": True}]
    finally:
        os.close(ours)


def test_child_that_eats_memory_dies_alone() -> None:
    def work(say: sandbox.Say) -> None:
        say({"size": len(bytearray(2 * 2**30))})

    heard = messages_of_child(work, more_memory=64 * 2**20)

    assert heard[0]["fault"].startswith("MemoryError")
    assert heard[-1] == "died"


def test_child_that_never_ends_is_stopped() -> None:
    def work(say: sandbox.Say) -> None:
        time.sleep(60)

    began = time.monotonic()

    assert messages_of_child(work, wall_seconds=2) == ["died"]
    assert time.monotonic() - began < 10


def test_child_that_burns_the_processor_is_stopped() -> None:
    def work(say: sandbox.Say) -> None:
        while True:
            pass

    assert messages_of_child(work, cpu_seconds=1, wall_seconds=20) == ["died"]


def test_child_cannot_fill_the_disk(tmp_path: Path) -> None:
    file = os.open(tmp_path / "out", os.O_RDWR | os.O_CREAT)

    def work(say: sandbox.Say) -> None:
        for _block in range(100):
            os.write(file, b"x" * 2**20)

    try:
        with pytest.raises(sandbox.Died):
            list(sandbox.run(work, keep=[file], limits=sandbox.Limits(largest_file=2**20)))
    finally:
        os.close(file)
    assert (tmp_path / "out").stat().st_size <= 2**20
