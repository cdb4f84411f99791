"""Bytes that a restore, a disk or an unmounted volume has lost: none of them is made up."""

import errno
import hashlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import disks
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Notice
from requests.asking.models import Ask
from requests.evidence import films, inspection, sandbox, spool, tasks
from requests.evidence.actions import exports, inspections, pieces, uploads
from requests.evidence.actions import footage as actions
from requests.evidence.models import Footage, Upload
from requests.evidence.models.footage import DEATHS, FAULTS, LATER
from tests.people.factories import UserFactory
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import Tus, UploadFactory, film, picture, received, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask() -> Ask:
    ask: Ask = AskFactory(answer=Ask.Answer.APPROVED)
    return ask


@pytest.fixture
def tus(ask: Ask, sign_in: Callable[..., Client]) -> Tus:
    return Tus(sign_in(ask.site.owner))


@pytest.fixture
def url(ask: Ask, tus: Tus) -> str:
    """An upload of ten bytes of which eight are counted."""
    location: str = tus.create(ask, 10)["Location"]
    tus.send(location, 0, b"01234567")
    assert tus.ask_for("HEAD", location)["Upload-Offset"] == "8"
    return location


def unmounted(settings: Any, folder: Path) -> Path:
    """From now on, nothing but the empty folder over which the volume was mounted."""
    settings.UPLOAD_ROOT = folder / "uploads"
    (folder / "uploads").mkdir()
    return folder / "uploads"


def verbs(stream: str) -> list[str]:
    return list(Entry.objects.of(stream).values_list("verb", flat=True))


def on_another_machine(upload: Upload) -> None:
    (upload.folder / "turn").unlink()


def on_the_same_machine(upload: Upload) -> None:
    assert (upload.folder / "turn").exists()


@pytest.mark.parametrize("restored", [on_another_machine, on_the_same_machine])
@pytest.mark.parametrize("held", [0, 5])
@pytest.mark.parametrize("asks_first", [True, False])
def test_an_upload_goes_on_from_the_bytes_that_are_there(
    tus: Tus, url: str, restored: Callable[[Upload], None], held: int, asks_first: bool
) -> None:
    upload = Upload.objects.get()
    restored(upload)
    upload.original.write_bytes(b"01234567"[:held])

    if asks_first:
        assert tus.ask_for("HEAD", url)["Upload-Offset"] == str(held)
    assert tus.send(url, 8, b"89").status_code == 409
    assert tus.ask_for("HEAD", url)["Upload-Offset"] == str(held)
    assert tus.send(url, held, b"0123456789"[held:]).status_code == 204

    assert upload.original.read_bytes() == b"0123456789"
    assert verbs(upload.stream) == ["went_back", "received"]
    footage = Footage.objects.get()
    tasks.inspect(footage.pk)
    footage.refresh_from_db()
    assert footage.sha256 == hashlib.sha256(b"0123456789").hexdigest()


def test_an_original_that_is_gone_begins_anew(tus: Tus, url: str) -> None:
    upload = Upload.objects.get()
    upload.original.unlink()

    assert tus.ask_for("HEAD", url)["Upload-Offset"] == "0"
    assert tus.send(url, 0, b"0123456789").status_code == 204
    assert upload.original.read_bytes() == b"0123456789"


def test_a_folder_that_is_gone_ends_the_upload(tus: Tus, url: str) -> None:
    shutil.rmtree(Upload.objects.get().folder)

    assert tus.ask_for("HEAD", url).status_code == 410
    assert tus.send(url, 8, b"89").status_code == 410


def test_a_writer_fills_no_gap_with_zeros(tmp_path: Path) -> None:
    spool.prepare(tmp_path / "ab" / "abc")

    with spool.writing(tmp_path / "ab" / "abc") as writer:
        writer.start(0)
        writer.append(b"01234")
        with pytest.raises(spool.Shorter):
            writer.start(8)

    assert (tmp_path / "ab" / "abc" / "original").read_bytes() == b"01234"


def test_what_was_counted_to_its_end_and_is_not_there_is_not_closed(tus: Tus) -> None:
    upload = UploadFactory(
        ask=AskFactory(answer=Ask.Answer.APPROVED),
        content=b"0123456789",
        bytes_on_disk=b"01234",
        status="receiving",
        received_at=None,
    )

    assert uploads.receive_complete() == 0
    upload.refresh_from_db()
    assert upload.status == "receiving"
    assert pieces.count_safe(upload).offset == 5
    assert not Footage.objects.exists()


# --- What arrived and cannot be read ----------------------------------------------------


def short(footage: Footage, monkeypatch: Any) -> None:
    footage.original.write_bytes(film()[:1000])


def gone(footage: Footage, monkeypatch: Any) -> None:
    footage.original.unlink()


def on_a_bad_sector(footage: Footage, monkeypatch: Any) -> None:
    def failing(*args: Any) -> Any:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(inspection, "digest", failing)


@pytest.mark.parametrize("lost", [short, gone, on_a_bad_sector])
def test_a_file_that_cannot_be_read_is_sealed_never_and_stops_with_an_alarm(
    client: Client, monkeypatch: Any, lost: Callable[..., None]
) -> None:
    footage = received(film())
    queued: list[int] = []
    with monkeypatch.context() as broken:
        broken.setattr(tasks.inspect, "delay", queued.append)
        lost(footage, broken)
        for _try in range(FAULTS + 3):
            tasks.inspect(footage.pk)
            Footage.objects.filter(again_at__isnull=False).update(again_at=timezone.now())
        tasks.inspect_forgotten()

    footage.refresh_from_db()
    assert (footage.status, footage.faults, footage.deaths) == ("unreadable", FAULTS, 0)
    assert (footage.sha256, footage.finding) == ("", "")
    assert verbs(footage.stream) == ["check_stopped"]
    assert "1 files" in client.get("/readyz").json()["parts"]["files"]
    assert queued == []
    assert not Notice.objects.exists()

    footage.original.write_bytes(film())
    call_command("check_files", again=True)
    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.sha256) == ("ready", hashlib.sha256(film()).hexdigest())
    assert verbs(footage.stream) == ["check_stopped", "check_asked", "sealed"]
    assert client.get("/readyz").json()["parts"]["files"] == "ok"


def test_a_disk_that_failed_is_asked_again_later_each_time() -> None:
    footage = received(b"x")
    footage.original.unlink()
    waits = []

    for _try in range(FAULTS - 1):
        tasks.inspect(footage.pk)
        footage.refresh_from_db()
        assert footage.again_at is not None
        waits.append(round((footage.again_at - timezone.now()).total_seconds()))
        assert not Footage.objects.inspectable().exists()
        Footage.objects.update(again_at=timezone.now())

    assert waits == [15, 30, 60]


def test_a_file_lost_after_its_check_is_found_and_neither_accepted_nor_exported() -> None:
    footage = sealed()
    accepted = sealed(
        ask=footage.upload.ask,
        status="accepted",
        reviewer=UserFactory(),
        reviewed_at=timezone.now(),
    )
    asked = footage.upload.ask.footage_request
    export = exports.make(asked, actor=asked.officer)
    for lost in (footage, accepted):
        lost.original.chmod(0o640)
        lost.original.write_bytes(b"some")

    with pytest.raises(RuleViolation, match=r"does not give|không đọc được"):
        actions.accept(footage, actor=asked.officer)
    with pytest.raises(RuleViolation, match=r"does not give|không đọc được"):
        exports.make(asked, actor=asked.officer)
    with pytest.raises(RuleViolation, match=r"does not give|không đọc được"):
        exports.download(export, actor=asked.officer)
    assert tasks.stop_lost_files() == 1
    footage.refresh_from_db()
    assert footage.status == "unreadable"


def test_an_original_that_is_gone_is_said_to_be_on_no_disk(sign_in: Any) -> None:
    footage = sealed()
    footage.original.unlink()
    officer = sign_in(footage.upload.ask.footage_request.officer)

    shown = officer.get(reverse("footage:original", args=[footage.public_id]), follow=True)

    assert shown.status_code == 200
    assert "The disk does not give" in shown.text or "Ổ đĩa" in shown.text


# --- Workers that die, previews that were not made ----------------------------------------


def died(footage: Footage) -> None:
    """A worker claimed it and was never heard of again."""
    assert inspections.claim(footage.pk)
    Footage.objects.update(claimed_at=timezone.now() - timedelta(minutes=1))


def test_a_film_whose_workers_died_is_looked_at_again_by_itself() -> None:
    footage = received(film())
    for _death in range(DEATHS):
        died(footage)
    tasks.inspect(footage.pk)
    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("doubtful", "unknown")
    assert footage.again_at is not None

    assert tasks.inspections.check_left_over() == 0
    Footage.objects.update(again_at=timezone.now())
    assert tasks.inspections.check_left_over() == 1
    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("ready", "video")
    assert footage.again_at is None
    assert footage.preview_seconds
    assert verbs(footage.stream) == ["sealed", "check_asked", "checked_again"]


def test_a_film_that_kills_every_worker_is_left_in_the_end() -> None:
    footage = received(film())
    for _check in range(len(LATER) + 1):
        for _death in range(DEATHS):
            died(footage)
        tasks.inspect(footage.pk)
        Footage.objects.filter(again_at__isnull=False).update(again_at=timezone.now())
        inspections.check_left_over()

    footage.refresh_from_db()
    assert (footage.status, footage.again_at, footage.checks) == ("doubtful", None, len(LATER) + 1)


def test_the_owner_of_a_film_that_was_not_checked_is_not_told_to_copy_it_again() -> None:
    footage = sealed(film(), status="waiting", finding="")
    for _death in range(DEATHS):
        died(footage)

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert footage.finding == "unknown"
    assert not Notice.objects.filter(kind="footage_unreadable").exists()


def test_deaths_are_no_faults_and_faults_no_deaths() -> None:
    footage = received(film())
    for _death in range(DEATHS - 1):
        died(footage)
    held = footage.original.read_bytes()
    footage.original.unlink()
    for _fault in range(FAULTS - 1):
        tasks.inspect(footage.pk)
        Footage.objects.update(again_at=None)
    footage.original.write_bytes(held)

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("ready", "video")


def full(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("content", "where", "save"),
    [
        (film, films, "save_poster"),
        (film, films._Show, "_make_preview"),
        (picture, films, "save_poster"),
    ],
)
def test_a_preview_lost_to_a_full_disk_is_made_later(
    monkeypatch: Any, caplog: Any, content: Callable[[], bytes], where: Any, save: str
) -> None:
    footage = received(content())
    with monkeypatch.context() as on_a_full_disk:
        on_a_full_disk.setattr(where, save, full)
        tasks.inspect(footage.pk)
    footage.refresh_from_db()
    assert footage.status == "ready"
    assert footage.again_at is not None
    assert "no room for its preview" in caplog.text

    Footage.objects.update(again_at=timezone.now())
    inspections.check_left_over()
    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.has_poster) == ("ready", True)
    assert footage.again_at is None
    assert bool(footage.preview_seconds) == (content is film)


def test_a_child_that_dies_is_in_the_log(monkeypatch: Any, caplog: Any) -> None:
    def dying(*args: Any, **kwargs: Any) -> Any:
        yield {"finding": "video"}
        raise sandbox.Died("child ended with -9")

    monkeypatch.setattr(sandbox, "run", dying)
    tasks.inspect(received(film()).pk)

    assert "child ended with -9" in caplog.text


@pytest.mark.parametrize("who", ["officer", "owner"])
def test_whoever_looks_at_a_file_may_have_it_checked_again(sign_in: Any, who: str) -> None:
    footage = sealed(film(), status="doubtful", finding="unknown")
    ask = footage.upload.ask
    if who == "officer":
        client = sign_in(ask.footage_request.officer)
        page = reverse("footage:review", args=[ask.footage_request.public_id])
        press = reverse("footage:check_again", args=[footage.public_id])
    else:
        client = sign_in(ask.site.owner)
        page = reverse("footage:upload", args=[ask.public_id])
        press = reverse(
            "footage:check_upload_again", args=[ask.public_id, footage.upload.public_id]
        )
    assert press in client.get(page).text

    for _tap in range(2):
        assert client.post(press).status_code == 302
    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding, footage.checks) == ("ready", "video", 2)
    assert press not in client.get(page).text
    assert Entry.objects.of(footage.stream).filter(verb="check_asked").count() == 1


def test_a_film_seen_to_its_end_is_not_checked_again() -> None:
    footage = received(film())
    tasks.inspect(footage.pk)
    owner = footage.upload.ask.site.owner

    with pytest.raises(RuleViolation):
        inspections.check_again(footage, actor=owner)


def test_nobody_else_has_a_file_checked_again() -> None:
    footage = sealed(film(), status="doubtful", finding="unknown")

    with pytest.raises(RuleViolation):
        inspections.check_again(footage, actor=UserFactory())


def test_bytes_that_changed_since_they_were_sealed_are_noticed_and_the_seal_kept() -> None:
    footage = sealed(film(), status="doubtful", finding="unknown")
    before = footage.sha256
    footage.original.write_bytes(bytes(len(film())))
    inspections.check_again(footage, actor=None) if footage.again_at else None
    Footage.objects.update(again_at=timezone.now())
    inspections.check_left_over()

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.finding, footage.sha256) == ("broken", before)
    assert "differed_from_arrival" in verbs(footage.stream)


# --- A volume that is not there -------------------------------------------------------------


def test_without_its_volume_nothing_is_ended_or_written_below(
    tus: Tus, ask: Ask, url: str, settings: Any, tmp_path: Path, client: Client
) -> None:
    root = unmounted(settings, tmp_path)
    for answer in (
        tus.ask_for("HEAD", url),
        tus.send(url, 8, b"89"),
        tus.create(ask, 10),
    ):
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert not list(root.iterdir())
    assert "mounted" in client.get("/readyz").json()["parts"]["uploads"]
    assert Upload.objects.get().status == "receiving"


def test_without_its_volume_no_file_is_check_stopped(settings: Any, tmp_path: Path) -> None:
    waiting, ready = received(film()), sealed()
    unmounted(settings, tmp_path)

    tasks.inspect(waiting.pk)
    tasks.inspect_forgotten()
    with pytest.raises(disks.DiskAway):
        tasks.stop_lost_files()

    waiting.refresh_from_db()
    ready.refresh_from_db()
    assert (waiting.status, waiting.faults, waiting.deaths) == ("waiting", 0, 0)
    assert ready.status == "ready"


def test_no_certificate_for_bytes_on_a_volume_that_is_not_there(
    settings: Any, tmp_path: Path
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    footage = sealed(
        status="declined",
        reviewer=UserFactory(),
        reviewed_at=yesterday,
        reason="nothing",
        dispose_after=yesterday,
    )
    unmounted(settings, tmp_path)

    assert not actions.dispose(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.certificate) == ("declined", "")


def test_set_up_marks_the_folders_and_finds_a_volume_that_is_not_there(
    settings: Any, tmp_path: Path
) -> None:
    root = unmounted(settings, tmp_path)
    call_command("mark_disks")
    assert disks.is_marked(root)
    footage = sealed()
    call_command("mark_disks")

    shutil.rmtree(root)
    root.mkdir()
    with pytest.raises(CommandError, match="mounted"):
        call_command("mark_disks")
    assert not list(root.iterdir())

    footage.upload.folder.mkdir(parents=True)
    call_command("mark_disks")
    assert disks.is_marked(root)


# --- Room -----------------------------------------------------------------------------------


def test_what_is_kept_free_is_for_the_files_under_way(
    tus: Tus, ask: Ask, url: str, settings: Any
) -> None:
    settings.UPLOAD_LEAST_FREE_BYTES = 2**60

    assert tus.create(ask, 10).status_code == 507
    assert tus.send(url, 8, b"89").status_code == 204


def test_of_two_files_that_cannot_both_fit_the_second_is_refused(
    tus: Tus, ask: Ask, settings: Any, monkeypatch: Any
) -> None:
    settings.UPLOAD_LEAST_FREE_BYTES = 100
    monkeypatch.setattr(spool, "free", lambda: 1000)

    first = tus.create(ask, 600)
    assert (first.status_code, tus.create(ask, 601).status_code) == (201, 507)
    assert tus.create(ask, 300).status_code == 201

    # What nobody goes on with holds its room for an hour.
    Upload.objects.update(moved_at=timezone.now() - timedelta(hours=2))
    assert tus.create(ask, 600).status_code == 201


def test_a_disk_that_is_full_to_the_last_byte_refuses_what_is_under_way(
    tus: Tus, url: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(spool, "free", lambda: 1)

    assert tus.send(url, 8, b"89").status_code == 507
