"""One writer at a time, and nothing counted that is not safe."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from requests.evidence import spool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ab" / "abc"
    spool.prepare(folder)
    return folder


def test_second_writer_is_refused_while_the_first_lives(folder: Path) -> None:
    with spool.writing(folder) as first:
        first.start(0)
        first.append(b"one")
        with pytest.raises(spool.Busy), spool.writing(folder):
            pass
        first.append(b"two")

    assert (folder / "original").read_bytes() == b"onetwo"


def test_of_many_at_once_exactly_one_writes(folder: Path) -> None:
    outcomes: list[str] = []
    ready, go = threading.Barrier(8), threading.Event()

    def write() -> None:
        ready.wait()
        try:
            with spool.writing(folder) as writer:
                writer.start(0)
                writer.append(b"x" * 100_000)
                go.wait(5)
                outcomes.append("wrote")
        except spool.Busy:
            outcomes.append("busy")
            if len(outcomes) == 7:
                go.set()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["busy"] * 7 + ["wrote"]
    assert (folder / "original").stat().st_size == 100_000


def test_killed_writer_is_no_hindrance(folder: Path) -> None:
    child = os.fork()
    if child == 0:
        with spool.writing(folder) as writer:
            writer.start(0)
            writer.append(b"half")
            os.kill(os.getpid(), 9)
    os.waitpid(child, 0)

    with spool.writing(folder) as writer:
        writer.start(0)
        writer.append(b"whole")

    assert (folder / "original").read_bytes() == b"whole"


def test_silent_writer_is_replaced_and_then_writes_nothing(folder: Path, monkeypatch: Any) -> None:
    """As when a phone changes its network and the old connection hangs."""
    monkeypatch.setattr(spool, "PATIENCE", 0)
    with spool.writing(folder) as silent:
        silent.start(0)
        silent.append(b"old")
        with spool.writing(folder) as fresh:
            fresh.start(3)
            with pytest.raises(spool.Replaced):
                silent.append(b"late")
            fresh.append(b"new")
            assert fresh.secure() == 6

    assert (folder / "original").read_bytes() == b"oldnew"


def test_hash_runs_on_only_from_where_it_stopped(folder: Path) -> None:
    kept = spool.RunningHashes(most=2)
    running = kept.take(folder, 0)
    assert running
    running.update(b"abc")
    kept.keep(folder, 3, running)

    assert kept.take(folder, 2) is None
    assert kept.take(folder, 3) is None  # Taken once, for better or worse.

    for number in range(3):
        kept.keep(folder / str(number), 1, running)
    assert kept.take(folder / "0", 1) is None
    assert kept.take(folder / "2", 1) is running
