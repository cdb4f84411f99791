"""A received file: checked once, judged by its commune's police, disposed of in time."""

import hashlib
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.people.models import Membership, Role, User
from requests.asking.models import Ask
from requests.evidence import inspection, malware, tasks
from requests.evidence.actions import delivery_records, exports, inspections, uploads
from requests.evidence.actions import footage as actions
from requests.evidence.models import DeliveryRecordBook, Footage, Upload
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import AskableSiteFactory, AskFactory
from tests.requests.footage_factories import UploadFactory, film, hostile_picture, received, sealed

pytestmark = pytest.mark.django_db


def verbs(footage: Footage) -> list[str]:
    return list(Entry.objects.of(footage.stream).values_list("verb", flat=True))


def officer_of(footage: Footage) -> Any:
    return AppointmentFactory(
        role=Role.OFFICER, commune=footage.upload.ask.footage_request.commune
    ).person


def owner_of(footage: Footage) -> User:
    owner = footage.upload.ask.site.owner
    assert owner is not None
    return owner


def test_film_is_sealed_and_ready() -> None:
    footage = received(film())

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == (Footage.Status.READY, Footage.Finding.VIDEO)
    assert footage.sha256 == hashlib.sha256(film()).hexdigest()
    assert footage.crc32 == zlib.crc32(film())
    assert (footage.codec, footage.width, footage.seconds) == ("h264", 320, 2)
    assert footage.poster.read_bytes().startswith(b"\xff\xd8")
    assert footage.preview_seconds == 2
    assert footage.malware == Footage.Malware.NOT_CHECKED
    assert footage.original.read_bytes() == film()
    assert footage.original.stat().st_mode & 0o777 == 0o440
    assert verbs(footage) == ["sealed"]
    assert first_break(footage.stream) is None


@pytest.mark.parametrize(
    ("content", "finding"), [(b"plain words", "disguised"), (b"\0" * 5000, "empty")]
)
def test_what_is_no_film_is_doubtful_and_kept(content: bytes, finding: str) -> None:
    footage = received(content)

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == (Footage.Status.DOUBTFUL, finding)
    assert footage.original.read_bytes() == content
    assert footage.sha256 == hashlib.sha256(content).hexdigest()


def test_message_delivered_twice_is_worked_on_once() -> None:
    footage = received(b"plain words")

    tasks.inspect(footage.pk)
    tasks.inspect(footage.pk)

    assert verbs(footage) == ["sealed"]


def test_file_that_changed_on_the_disk_is_noticed() -> None:
    footage = received(b"as it arrived")
    Upload.objects.update(sha256=hashlib.sha256(b"as it arrived").hexdigest())
    footage.original.write_bytes(b"something else")

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("doubtful", "broken")
    assert verbs(footage) == ["differed_from_arrival", "sealed"]


def test_claim_of_a_dead_worker_is_taken_over_and_its_late_result_ignored() -> None:
    footage = received(b"plain words")
    first = inspections.claim(footage.pk)
    assert first is not None
    assert inspections.claim(footage.pk) is None
    Footage.objects.update(claimed_at=timezone.now() - timedelta(seconds=31))

    second = inspections.claim(footage.pk)

    assert second is not None
    assert inspections.inspect_claimed(second) is not None
    assert inspections.inspect_claimed(first) is None
    assert verbs(footage) == ["sealed"]


def test_one_file_of_an_ask_is_looked_into_at_a_time(monkeypatch: Any) -> None:
    first, second = received(b"x"), received(b"y")
    Upload.objects.filter(pk=second.upload_id).update(ask=first.upload.ask)
    elsewhere = received(b"z")

    claimed = inspections.claim(first.pk)
    assert claimed is not None
    assert inspections.claim(second.pk) is None
    assert inspections.claim(elsewhere.pk) is not None

    queued: list[int] = []
    monkeypatch.setattr(inspections.inspect, "delay", queued.append)
    inspections.release(claimed)
    tasks.inspect(first.pk)
    assert queued == [second.pk]


@pytest.mark.django_db(transaction=True)
def test_two_files_of_an_ask_are_not_claimed_by_two_workers_at_once() -> None:
    files = [received(b"x") for _number in range(4)]
    Upload.objects.update(ask=files[0].upload.ask)
    barrier = Barrier(len(files))

    def claim(footage: Footage) -> bool:
        barrier.wait()
        try:
            return inspections.claim(footage.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(files)) as workers:
        claimed = list(workers.map(claim, files))

    assert sum(claimed) == 1


def test_nothing_is_queued_again_while_messages_wait(monkeypatch: Any) -> None:
    received(b"x")
    queued: list[int] = []
    monkeypatch.setattr(tasks.inspect, "delay", queued.append)

    monkeypatch.setattr(tasks, "waiting_in", {"inspection": 1}.get)
    assert (tasks.inspect_forgotten(), len(queued)) == (0, 0)
    monkeypatch.setattr(tasks, "waiting_in", {"inspection": 0}.get)
    assert (tasks.inspect_forgotten(), len(queued)) == (1, 1)


def test_a_picture_that_takes_too_long_is_left_and_the_file_kept(monkeypatch: Any) -> None:
    content = hostile_picture(scans=3000)
    monkeypatch.setattr(inspection, "PICTURE_CPU", 1)
    footage = received(content)
    before = getrusage(RUSAGE_CHILDREN).ru_utime

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("doubtful", "unknown")
    assert getrusage(RUSAGE_CHILDREN).ru_utime - before < 3
    assert footage.original.read_bytes() == content


def test_released_claim_can_be_taken_at_once() -> None:
    footage = received(b"plain words")
    claimed = inspections.claim(footage.pk)
    assert claimed is not None

    inspections.release(claimed)

    assert inspections.claim(footage.pk) is not None


def test_release_leaves_another_worker_s_claim_alone() -> None:
    footage = received(b"plain words")
    first = inspections.claim(footage.pk)
    assert first is not None
    Footage.objects.update(claimed_at=timezone.now() - timedelta(seconds=31))
    inspections.claim(footage.pk)

    inspections.release(first)

    footage.refresh_from_db()
    assert footage.status == Footage.Status.INSPECTING


def test_heartbeat_renews_the_claim_and_shows_progress(monkeypatch: Any) -> None:
    monkeypatch.setattr(inspections, "BEAT_EVERY", 0)
    footage = received(b"plain words")
    claimed = inspections.claim(footage.pk)
    assert claimed is not None
    long_ago = timezone.now() - timedelta(seconds=29)
    Footage.objects.update(claimed_at=long_ago)

    inspections.Heartbeat(claimed)(42)

    footage.refresh_from_db()
    assert footage.progress == 42
    assert footage.claimed_at is not None
    assert footage.claimed_at > long_ago


def test_file_that_kills_every_worker_is_hashed_and_no_more(monkeypatch: Any) -> None:
    def deadly(*args: Any) -> None:
        raise AssertionError("it would die again")

    monkeypatch.setattr(inspection, "look", deadly)
    footage = received(film())
    Footage.objects.update(deaths=3)

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("doubtful", "unknown")
    assert footage.sha256 == hashlib.sha256(film()).hexdigest()


def test_sweep_finds_what_waits_and_what_was_abandoned() -> None:
    waiting, fresh, stale = (received(b"x") for _ in range(3))
    inspections.claim(fresh.pk)
    inspections.claim(stale.pk)
    Footage.objects.filter(pk=stale.pk).update(claimed_at=timezone.now() - timedelta(minutes=1))

    found = set(Footage.objects.inspectable())

    assert found == {waiting, stale}


def test_a_claim_lasts_by_the_database_s_clock_whatever_the_worker_s_says() -> None:
    footage = received(b"x")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        inspections.claim(footage.pk)
    assert not Footage.objects.inspectable().exists()
    assert Footage.objects.being_inspected().exists()

    Footage.objects.update(claimed_at=timezone.now() - timedelta(seconds=31))
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        assert Footage.objects.inspectable().exists()

    Footage.objects.update(claimed_at=timezone.now() + timedelta(days=1))
    assert Footage.objects.inspectable().exists()
    assert not Footage.objects.being_inspected().exists()


def test_officer_accepts_and_it_is_on_record() -> None:
    footage = sealed()
    officer = officer_of(footage)

    actions.accept(footage, actor=officer)

    footage.refresh_from_db()
    assert (footage.status, footage.reviewer) == (Footage.Status.ACCEPTED, officer)
    entry = Entry.objects.of(footage.stream).get()
    assert (entry.verb, entry.actor_id, entry.facts) == (
        "accepted",
        officer.pk,
        {"sha256": footage.sha256},
    )


def test_declined_file_may_still_be_accepted_and_otherwise_goes() -> None:
    footage = sealed()
    officer = officer_of(footage)

    actions.decline(footage, actor=officer, reason="unclear")

    footage.refresh_from_db()
    assert footage.dispose_after is not None
    assert footage.reviewed_at is not None
    assert footage.dispose_after - footage.reviewed_at == timedelta(days=7)
    assert footage.original.exists()

    actions.accept(footage, actor=officer)

    footage.refresh_from_db()
    assert (footage.status, footage.reason) == ("accepted", "")
    assert Footage.objects.filter(dispose_after=None).exists()


def test_file_whose_days_are_over_is_not_taken_up_again() -> None:
    footage = sealed()
    officer = officer_of(footage)
    actions.decline(footage, actor=officer, reason="nothing")
    Footage.objects.update(dispose_after=timezone.now())

    with pytest.raises(RuleViolation):
        actions.accept(footage, actor=officer)

    footage.refresh_from_db()
    assert footage.status == Footage.Status.DECLINED


def test_declining_needs_a_reason() -> None:
    footage = sealed()

    with pytest.raises(RuleViolation):
        actions.decline(footage, actor=officer_of(footage), reason=" ")

    footage.refresh_from_db()
    assert footage.status == Footage.Status.READY


@pytest.mark.parametrize("who", ["stranger", "owner", "another commune's officer", "former"])
def test_nobody_else_judges(who: str) -> None:
    footage = sealed()
    commune = footage.upload.ask.footage_request.commune
    yesterday = timezone.localdate() - timedelta(days=1)
    actors: dict[str, Callable[[], Any]] = {
        "stranger": UserFactory,
        "owner": lambda: footage.upload.ask.site.owner,
        "another commune's officer": lambda: AppointmentFactory(role=Role.OFFICER).person,
        "former": lambda: (
            AppointmentFactory(
                role=Role.OFFICER, commune=commune, since=yesterday, until=yesterday
            ).person
        ),
    }

    with pytest.raises(RuleViolation):
        actions.accept(footage, actor=actors[who]())

    footage.refresh_from_db()
    assert footage.status == Footage.Status.READY
    assert verbs(footage) == []


def test_unneeded_file_is_deleted_in_time_with_a_certificate() -> None:
    footage = sealed()
    actions.decline(footage, actor=officer_of(footage), reason="nothing")
    folder = footage.upload.folder

    assert tasks.dispose_declined() == 0
    Footage.objects.update(dispose_after=timezone.now())
    assert tasks.dispose_declined() == 1
    assert tasks.dispose_declined() == 0

    footage.refresh_from_db()
    year = timezone.localdate().year
    assert (footage.status, footage.certificate) == ("disposed", f"XN-{year}-0001")
    assert not folder.exists()
    assert verbs(footage) == ["declined", "disposed"]
    notice = Notice.objects.get(kind="footage_disposed")
    assert notice.recipient == footage.upload.ask.site.owner
    assert notice.facts["certificate"] == footage.certificate


def test_no_certificate_for_bytes_that_could_not_be_deleted(tmp_path: Path) -> None:
    stuck, other = (sealed(reviewer=UserFactory(), reviewed_at=timezone.now()) for _ in range(2))
    Footage.objects.update(status="declined", reason="nothing", dispose_after=timezone.now())
    stuck.upload.folder.rename(tmp_path / "elsewhere")
    stuck.upload.folder.symlink_to(tmp_path / "elsewhere")  # What rmtree refuses to delete.

    assert tasks.dispose_declined() == 1

    stuck.refresh_from_db()
    other.refresh_from_db()
    assert stuck.original.exists()
    assert (stuck.status, stuck.certificate) == (Footage.Status.DECLINED, "")
    assert (other.status, other.original.exists()) == (Footage.Status.DISPOSED, False)
    assert "disposed" not in verbs(stuck)


def test_scanner_s_answer_is_kept_and_infected_files_are_not_opened(
    monkeypatch: Any, clamd: Callable[[bytes], str], settings: Any
) -> None:
    settings.CLAMD_SOCKET = clamd(b"stream: Eicar-Test-Signature FOUND\0")
    footage = received(film())

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding) == ("doubtful", "infected")
    assert footage.malware == Footage.Malware.INFECTED
    assert not footage.has_poster


@pytest.mark.parametrize(
    ("answer", "malware_of_it"),
    [(b"stream: OK\0", "clean"), (b"INSTREAM size limit exceeded. ERROR\0", "not_checked")],
)
def test_only_a_clear_answer_counts_as_clean(
    clamd: Callable[[bytes], str], settings: Any, answer: bytes, malware_of_it: str
) -> None:
    settings.CLAMD_SOCKET = clamd(answer)
    footage = received(film())

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.malware) == ("ready", malware_of_it)


def test_scanner_that_does_not_answer_leaves_the_file_unscanned(settings: Any) -> None:
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    footage = received(film())

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.malware) == ("ready", "not_checked")


@pytest.mark.parametrize("slow", [{"reads_after": 0.4}, {"answers_after": 0.4}])
def test_claim_is_renewed_while_a_slow_scanner_takes_its_time(
    monkeypatch: Any, clamd: Callable[..., str], settings: Any, slow: dict[str, float]
) -> None:
    settings.CLAMD_SOCKET = clamd(b"stream: OK\0", **slow)
    monkeypatch.setattr(malware, "TICK", 0.02)
    footage = received(bytes(3 * malware.CHUNK))
    chunks, beats = 3, 0

    def beat() -> None:
        nonlocal beats
        beats += 1

    assert malware.check(footage.original, beat) == Footage.Malware.CLEAN
    assert beats > chunks + 5


def test_a_scanner_that_never_answers_is_left_after_its_time(
    monkeypatch: Any, clamd: Callable[..., str], settings: Any
) -> None:
    settings.CLAMD_SOCKET = clamd(b"stream: OK\0", answers_after=2)
    monkeypatch.setattr(malware, "TICK", 0.02)
    monkeypatch.setattr(malware, "PATIENCE", 0.1)

    checked = malware.check(received(b"plain words").original, lambda: None)

    assert checked == Footage.Malware.NOT_CHECKED


def test_a_worker_that_lost_its_claim_while_scanning_records_nothing(
    monkeypatch: Any, clamd: Callable[..., str], settings: Any
) -> None:
    settings.CLAMD_SOCKET = clamd(b"stream: OK\0", answers_after=0.2)
    monkeypatch.setattr(malware, "TICK", 0.02)
    monkeypatch.setattr(inspections, "BEAT_EVERY", 0)
    claimed = inspections.claim(received(b"plain words").pk)
    assert claimed is not None
    kept = inspections._keep_digest

    def lose(*messages: Any) -> None:
        kept(*messages)
        Footage.objects.update(claim=uuid4())

    monkeypatch.setattr(inspections, "_keep_digest", lose)

    assert inspections.inspect_claimed(claimed) is None
    claimed.refresh_from_db()
    assert (claimed.status, claimed.malware) == ("inspecting", "not_checked")


# --- Handing over -----------------------------------------------------------------------


def test_files_are_held_alone_and_may_be_pointed_at_meanwhile() -> None:
    given, arrived = sealed(b"one"), received(b"two")
    Upload.objects.filter(footage=arrived).update(ask=given.upload.ask)
    footage_request = given.upload.ask.footage_request
    actions.accept(given, actor=footage_request.officer)

    with CaptureQueriesContext(connection) as queries:
        delivery_records.deliver(given.upload.ask, actor=owner_of(given))
        exports.make(footage_request, actor=footage_request.officer)

    locks = [query["sql"].partition(" FOR ")[2] for query in queries if " FOR " in query["sql"]]
    assert locks.count('NO KEY UPDATE OF "footage_footage"') == 2
    assert all(lock.startswith("NO KEY UPDATE") for lock in locks)


def test_delivery_record_is_given_once_and_numbered_without_gaps() -> None:
    first, second = received(b"one"), received(b"two")
    commune = first.upload.ask.footage_request.commune
    request = second.upload.ask.footage_request
    type(request).objects.filter(pk=request.pk).update(commune=commune)
    type(request.appointment).objects.filter(pk=request.appointment.pk).update(commune=commune)
    year = timezone.localdate().year

    one = delivery_records.deliver(first.upload.ask, actor=owner_of(first))
    again = delivery_records.deliver(first.upload.ask, actor=owner_of(first))
    with pytest.raises(RuleViolation):
        delivery_records.deliver(AskFactory(answer=Ask.Answer.APPROVED), actor=UserFactory())
    two = delivery_records.deliver(second.upload.ask, actor=owner_of(second))

    assert (one.number, again, two.number) == (f"BB-{year}-0001", one, f"BB-{year}-0002")
    assert DeliveryRecordBook.objects.get(commune=commune).last_number == 2
    assert verbs(first) == ["sent"]
    told = Notice.objects.filter(kind="footage_sent")
    assert [notice.recipient for notice in told] == [
        first.upload.ask.footage_request.officer,
        request.officer,
    ]


@pytest.mark.parametrize("who", ["stranger", "officer", "left"])
def test_nobody_else_uploads_sends_or_takes_back(who: str) -> None:
    school = OrganisationFactory(kind="school")
    here, left = (MembershipFactory(organisation=school).person for _ in range(2))
    Membership.objects.filter(person=left).update(until=timezone.now())
    ask = AskFactory(
        site=AskableSiteFactory(kind="school", organisation=school, owner=None),
        answer=Ask.Answer.APPROVED,
        answered_by=here,
    )
    footage = received(b"mine", ask=ask)
    people = {"stranger": UserFactory(), "officer": officer_of(footage), "left": left}

    with pytest.raises(RuleViolation):
        uploads.announce(ask, actor=people[who], name="a.mp4", size=10)
    with pytest.raises(RuleViolation):
        delivery_records.deliver(ask, actor=people[who])
    with pytest.raises(RuleViolation):
        uploads.withdraw(footage.upload, actor=people[who])

    footage.refresh_from_db()
    assert (footage.status, footage.delivery_record) == (Footage.Status.WAITING, None)
    assert Upload.objects.get().status == Upload.Status.RECEIVED


def test_nothing_is_visible_to_police_before_the_owner_sends() -> None:
    footage = received(b"mine still")
    officer = officer_of(footage)
    assert not Footage.objects.visible_to(officer).exists()

    delivery_records.deliver(footage.upload.ask, actor=owner_of(footage))

    assert list(Footage.objects.visible_to(officer)) == [footage]


def test_file_that_finishes_later_joins_the_delivery_record() -> None:
    footage = received(b"first")
    delivery_record = delivery_records.deliver(footage.upload.ask, actor=owner_of(footage))
    late = UploadFactory(ask=footage.upload.ask, size=4, bytes_on_disk=b"late", offset=4)

    uploads.receive(late)

    assert late.footage.delivery_record == delivery_record
    assert verbs(late.footage) == ["received", "sent"]


def test_sent_file_cannot_be_taken_back() -> None:
    footage = received(b"sent")
    owner = owner_of(footage)
    delivery_records.deliver(footage.upload.ask, actor=owner)

    with pytest.raises(RuleViolation):
        uploads.withdraw(footage.upload, actor=owner)

    assert footage.original.exists()


def test_unsent_file_is_taken_back_and_gone(django_capture_on_commit_callbacks: Any) -> None:
    footage = received(b"not this one")
    with django_capture_on_commit_callbacks(execute=True):
        uploads.withdraw(footage.upload, actor=owner_of(footage))

    footage.refresh_from_db()
    assert footage.status == Footage.Status.WITHDRAWN
    assert not footage.upload.folder.exists()
    assert verbs(footage) == ["withdrawn"]


def test_owner_who_forgot_to_send_is_told_once() -> None:
    footage = received(b"waiting")
    assert delivery_records.remind_unsent() == 0
    Upload.objects.update(received_at=timezone.now() - timedelta(hours=3))

    assert (delivery_records.remind_unsent(), delivery_records.remind_unsent()) == (1, 0)
    assert Notice.objects.get(kind="footage_unsent").recipient == footage.upload.ask.site.owner


def test_room_of_forgotten_uploads_comes_back(django_capture_on_commit_callbacks: Any) -> None:
    going_on, forgotten = UploadFactory.create_batch(2)
    unsent, sent = received(b"never sent"), sealed(b"sent")
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.exclude(pk=going_on.pk).update(expires_at=past)
    Ask.objects.filter(uploads__in=[unsent.upload, sent.upload]).update(expires_at=past)

    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.forget_expired() == 2

    assert (going_on.folder.exists(), sent.upload.folder.exists()) == (True, True)
    assert (forgotten.folder.exists(), unsent.upload.folder.exists()) == (False, False)
    unsent.refresh_from_db()
    assert unsent.status == Footage.Status.WITHDRAWN


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"status": "accepted"}, "footage_judged_means_sent_and_reviewed_by_someone"),
        ({"sha256": ""}, "footage_checked_means_hashed_and_found"),
        ({"status": "inspecting"}, "footage_being_inspected_means_claimed"),
        ({"progress": 101}, "footage_progress_is_a_percentage"),
        ({"status": "withdrawn"}, "footage_taken_back_was_never_sent"),
    ],
)
def test_database_refuses_what_cannot_be(fields: dict[str, Any], constraint: str) -> None:
    footage = sealed()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Footage.objects.filter(pk=footage.pk).update(**fields)


def test_database_refuses_more_bytes_than_announced() -> None:
    upload = UploadFactory(size=10)

    with (
        pytest.raises(IntegrityError, match="upload_received_no_more_than_announced"),
        transaction.atomic(),
    ):
        Upload.objects.filter(pk=upload.pk).update(offset=11)


@pytest.mark.parametrize("machine", [Upload, Footage])
def test_every_state_is_in_the_table_and_every_end_is_reached(machine: Any) -> None:
    targets = set().union(*machine.NEXT.values())

    assert set(machine.NEXT) == set(machine.Status)
    assert targets | {machine.Status.values[0]} == set(machine.Status)
