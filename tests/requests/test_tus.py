"""The tus server, case by case as tusd's own tests have them."""

import base64
import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cameras.register.models import Site
from portal.people import actions as people
from portal.people.models import Membership, User
from requests.asking.actions import answers, footage_requests
from requests.asking.gates import PROVEN
from requests.asking.models import Ask, RequestPolicy
from requests.evidence import file_names, piece_digests, spool, tasks
from requests.evidence.actions import pieces
from requests.evidence.models import Footage, Upload
from tests.people.factories import MembershipFactory, UserFactory
from tests.requests.factories import AskableSiteFactory, AskFactory
from tests.requests.footage_factories import BYTES, Tus, UploadFactory, encoded

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
    """An upload of ten bytes that has just been announced."""
    location: str = tus.create(ask, 10)["Location"]
    return location


def offset_of(url: str) -> int:
    """What is safe on the disk, as HEAD would make sure."""
    return pieces.count_safe(Upload.objects.get(public_id=url.split("/")[-2])).offset


def checksum(algorithm: str, body: bytes) -> str:
    digest = hashlib.new(algorithm, body).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


def test_server_says_what_it_can(client: Client) -> None:
    response = client.options("/uploads/")

    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert response["Tus-Extension"] == (
        "creation,creation-with-upload,termination,expiration,checksum"
    )
    assert response["Tus-Max-Size"] == "2000000000"
    assert response["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_piece_asks_the_database_who_sends_it_and_no_more(
    tus: Tus, url: str, django_assert_num_queries: Any
) -> None:
    tus.send(url, 0, b"01234")

    # The session, its person, and the upload with what decides about it.
    with django_assert_num_queries(3):
        tus.send(url, 5, b"567")


def owner_of(ask: Ask) -> User:
    assert ask.site.owner
    return ask.site.owner


def _sign_out(ask: Ask) -> None:
    Session.objects.all().delete()


def _let_the_session_run_out(ask: Ask) -> None:
    Session.objects.update(expire_date=timezone.now())


def _sign_out_everywhere(ask: Ask) -> None:
    people.sign_out_everywhere(owner_of(ask), actor=owner_of(ask))


def _shut_out(ask: Ask) -> None:
    User.objects.filter(pk=owner_of(ask).pk).update(is_active=False)


def _pass_the_site_on(ask: Ask) -> None:
    Site.objects.filter(pk=ask.site_id).update(owner=UserFactory())


def _change_the_answer(ask: Ask) -> None:
    answers.answer(ask, Ask.Answer.DECLINED, actor=owner_of(ask))


def _recall(ask: Ask) -> None:
    footage_requests.recall(ask.footage_request, actor=ask.footage_request.officer)


@pytest.mark.parametrize(
    ("happens", "status"),
    [
        (_sign_out, 404),
        (_let_the_session_run_out, 404),
        (_sign_out_everywhere, 404),
        (_shut_out, 404),
        (_pass_the_site_on, 404),
        (_change_the_answer, 410),
        (_recall, 410),
    ],
)
def test_whoever_is_shut_out_between_two_pieces_sends_no_more(
    ask: Ask, tus: Tus, url: str, happens: Callable[[Ask], None], status: int
) -> None:
    tus.send(url, 0, b"01234")

    happens(ask)

    assert tus.send(url, 5, b"567").status_code == status
    assert Upload.objects.get().original.read_bytes() == b"01234"


def test_a_member_who_leaves_between_two_pieces_sends_no_more(sign_in: Any) -> None:
    member = MembershipFactory()
    ask = AskFactory(
        answer=Ask.Answer.APPROVED,
        answered_by=member.person,
        site=AskableSiteFactory(kind="school", organisation=member.organisation, owner=None),
    )
    tus = Tus(sign_in(member.person))
    url = tus.create(ask, 10)["Location"]
    assert tus.send(url, 0, b"01234").status_code == 204

    Membership.objects.update(until=timezone.now())

    assert tus.send(url, 5, b"567").status_code == 404
    assert Upload.objects.get().original.read_bytes() == b"01234"


def test_of_two_who_showed_a_code_one_may_sign_out_everywhere(ask: Ask, url: str) -> None:
    owner, other = owner_of(ask), UserFactory()
    browser = Tus(Client())
    session = browser.client.session
    session[PROVEN] = {str(one.pk): one.get_session_auth_hash() for one in (owner, other)}
    session.save()
    assert browser.send(url, 0, b"01").status_code == 204

    people.sign_out_everywhere(other, actor=other)
    assert browser.send(url, 2, b"23").status_code == 204

    people.sign_out_everywhere(owner, actor=owner)
    assert browser.send(url, 4, b"45").status_code == 404


@pytest.mark.parametrize("method", ["HEAD", "PATCH"])
def test_an_upload_taken_back_this_moment_has_ended(
    ask: Ask, tus: Tus, url: str, method: str
) -> None:
    spool.remove(Upload.objects.get().folder)  # The row we read may be a moment older.

    response = tus.send(url, 0, b"01234") if method == "PATCH" else tus.ask_for(method, url)

    assert response.status_code == 410


def test_file_arrives_in_pieces_and_is_closed(
    ask: Ask, tus: Tus, url: str, django_capture_on_commit_callbacks: Any
) -> None:
    first = tus.send(url, 0, b"01234")
    head = tus.ask_for("HEAD", url)
    second = tus.send(url, 5, b"56789")

    assert (first.status_code, first["Upload-Offset"]) == (204, "5")
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("5", "10")
    assert head["Cache-Control"] == "no-store"
    assert "Upload-Expires" in first
    assert (second.status_code, second["Upload-Offset"]) == (204, "10")
    upload = Upload.objects.get()
    assert upload.status == Upload.Status.RECEIVED
    assert upload.original.read_bytes() == b"0123456789"
    assert upload.sha256 == hashlib.sha256(b"0123456789").hexdigest()
    assert Footage.objects.get().status == Footage.Status.WAITING


def test_creation_may_carry_the_first_bytes(ask: Ask, tus: Tus) -> None:
    response = tus.create(ask, 10, body=b"0123")

    assert (response.status_code, response["Upload-Offset"]) == (201, "4")
    assert offset_of(response["Location"]) == 4


def test_wrong_offset_is_409_and_moves_nothing(tus: Tus, url: str) -> None:
    tus.send(url, 0, b"01234")

    duplicate = tus.send(url, 0, b"01234")
    beyond = tus.send(url, 7, b"789")

    assert (duplicate.status_code, beyond.status_code) == (409, 409)
    assert offset_of(url) == 5


def test_bytes_past_the_end_are_413(tus: Tus, url: str) -> None:
    assert tus.send(url, 0, b"0123456789+").status_code == 413
    assert offset_of(url) == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_right_checksum_is_kept(tus: Tus, url: str, algorithm: str) -> None:
    right = tus.send(url, 0, b"01234", **{"Upload-Checksum": checksum(algorithm, b"01234")})

    assert (right.status_code, offset_of(url)) == (204, 5)


def test_bad_checksum_is_460_and_nothing_of_it_is_kept(tus: Tus, url: str) -> None:
    tus.send(url, 0, b"01234")

    wrong = tus.send(url, 5, b"56789", **{"Upload-Checksum": checksum("sha1", b"other")})
    again = tus.send(url, 5, b"56789", **{"Upload-Checksum": checksum("sha1", b"56789")})

    assert (wrong.status_code, again.status_code) == (460, 204)
    assert Upload.objects.get().original.read_bytes() == b"0123456789"


@pytest.mark.parametrize("header", ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha1", "sha1 ###"])
def test_unknown_checksum_is_400(tus: Tus, url: str, header: str) -> None:
    assert tus.send(url, 0, b"01234", **{"Upload-Checksum": header}).status_code in {400, 460}
    assert offset_of(url) == 0


@pytest.mark.parametrize(
    ("size", "status"),
    [
        ("0", 400),
        ("-1", 400),
        ("", 400),
        ("1e3", 400),
        ("2000000001", 413),
        (str(2 * 10**12), 413),
        (str(2**60), 413),
        ("9" * 40, 400),
    ],
)
def test_impossible_sizes_are_refused_before_a_byte(
    ask: Ask, tus: Tus, size: str, status: int
) -> None:
    response = tus.create(ask, size)

    assert response.status_code == status
    assert response.content.decode().strip()
    assert not Upload.objects.exists()


def test_length_must_be_known(ask: Ask, tus: Tus) -> None:
    assert tus.create(ask, 10, **{"Upload-Defer-Length": "1"}).status_code == 400


def test_a_creating_post_whose_answer_was_lost_makes_no_second_upload(ask: Ask, tus: Tus) -> None:
    once = str(uuid.uuid4())

    locations = {tus.create(ask, 1_990_000_000, once=once)["Location"] for _ in range(6)}

    assert len(locations) == 1
    assert Upload.objects.count() == 1


def test_without_a_key_what_nothing_has_come_of_is_taken_for_it(ask: Ask, tus: Tus) -> None:
    locations = [tus.create(ask, 10, fingerprint="sample-1")["Location"] for _ in range(6)]
    assert len(set(locations)) == 1

    tus.send(locations[0], 0, b"0")  # not counted yet, but there

    assert tus.create(ask, 10, fingerprint="sample-1")["Location"] not in locations
    assert tus.create(ask, 10, fingerprint="sample-2")["Location"] not in locations
    assert tus.create(ask, 10, fingerprint="sample-1", filename="b")["Location"] not in locations
    assert tus.create(ask, 11, fingerprint="sample-1")["Location"] not in locations


def test_two_files_alike_in_all_that_is_said_of_them_are_two_by_their_keys(
    ask: Ask, tus: Tus
) -> None:
    for _ in range(2):
        tus.create(ask, 10, fingerprint="sample-1", once=str(uuid.uuid4()))

    assert Upload.objects.count() == 2


def test_a_creating_post_is_repeated_when_bytes_have_come(ask: Ask, tus: Tus) -> None:
    once = str(uuid.uuid4())
    first = tus.create(ask, 10, once=once, body=b"01234")

    again = tus.create(ask, 10, once=once, body=b"01234")

    assert (again.status_code, again["Location"]) == (201, first["Location"])
    assert again["Upload-Offset"] == "5"
    assert tus.send(first["Location"], 5, b"56789").status_code == 204
    whole = tus.create(ask, 10, once=once)
    assert (whole.status_code, whole["Upload-Offset"]) == (201, "10")
    assert Upload.objects.get().original.read_bytes() == b"0123456789"


def test_a_key_of_an_upload_that_was_taken_back_or_of_another_file_makes_none(
    ask: Ask, tus: Tus
) -> None:
    once = str(uuid.uuid4())
    url = tus.create(ask, 10, once=once)["Location"]
    assert tus.create(ask, 11, once=once).status_code == 409
    tus.ask_for("DELETE", url)

    assert tus.create(ask, 10, once=once).status_code == 410
    assert tus.create(ask, 10, once="x").status_code == 400
    assert Upload.objects.count() == 1


def test_what_has_arrived_can_be_compared_piece_by_piece(
    ask: Ask, tus: Tus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(piece_digests, "PIECE", 4)
    monkeypatch.setattr(piece_digests, "PIECES", 2)
    url = tus.create(ask, 20)["Location"]
    tus.send(url, 0, b"0123456789")

    first = tus.ask_for("GET", f"{url}digests/")
    rest = tus.ask_for("GET", f"{url}digests/?at=8")
    beyond = tus.ask_for("GET", f"{url}digests/?at=12")

    assert first.json() == {"offset": 10, "piece": 4, "sha256": digests_of(b"0123", b"4567")}
    assert rest.json() == {"offset": 10, "piece": 4, "sha256": digests_of(b"89")}
    assert beyond.json()["sha256"] == []
    for start in ("3", "-4", "x", "", "1" * 30):
        assert tus.ask_for("GET", f"{url}digests/?at={start}").status_code == 400


def digests_of(*parts: bytes) -> list[str]:
    return [hashlib.sha256(part).hexdigest() for part in parts]


def test_a_file_that_is_no_more_there_has_no_digests(tus: Tus, url: str) -> None:
    tus.send(url, 0, b"0123456789")
    assert tus.ask_for("GET", f"{url}digests/").status_code == 200
    Upload.objects.get().original.unlink()

    assert tus.ask_for("GET", f"{url}digests/?at=0").status_code in {200, 410}
    piece_digests._digest.cache_clear()
    assert tus.ask_for("GET", f"{url}digests/?at=0").status_code == 410


def test_more_files_than_the_link_takes_are_413(ask: Ask, tus: Tus) -> None:
    RequestPolicy.objects.create(commune=ask.footage_request.commune, files_per_link=2)
    UploadFactory.create_batch(2, ask=ask)

    assert tus.create(ask, 10).status_code == 413
    assert Upload.objects.count() == 2


def test_more_bytes_than_the_link_takes_are_413(ask: Ask, tus: Tus) -> None:
    RequestPolicy.objects.create(
        commune=ask.footage_request.commune, file_bytes_most=100, link_bytes_most=150
    )
    UploadFactory(ask=ask, size=100)

    assert tus.create(ask, 51).status_code == 413
    assert tus.create(ask, 50).status_code == 201


def test_full_disk_is_507_before_a_byte(ask: Ask, tus: Tus, settings: Any) -> None:
    settings.UPLOAD_LEAST_FREE_BYTES = 2**60

    assert tus.create(ask, 10).status_code == 507
    assert not Upload.objects.exists()


def test_disk_that_fills_up_keeps_what_came(tus: Tus, url: str, monkeypatch: Any) -> None:
    tus.send(url, 0, b"01234")
    with monkeypatch.context() as full_disk:
        full_disk.setattr(spool, "free", lambda: 4)
        full = tus.send(url, 5, b"56789")
    freed = tus.send(url, 5, b"56789")

    assert (full.status_code, freed.status_code) == (507, 204)


@pytest.mark.parametrize("metadata", ["ask", "ask ###", "ä YQ==", "ask /w==", "x" * 5000])
def test_bad_metadata_is_refused(tus: Tus, metadata: str) -> None:
    response = tus.client.post(
        "/uploads/",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "10",
            "Upload-Metadata": metadata.encode().decode("latin-1"),
        },
    )

    assert response.status_code in {400, 413}
    assert not Upload.objects.exists()


def test_other_versions_are_412(tus: Tus, url: str) -> None:
    response = tus.client.head(url, headers={"Tus-Resumable": "0.2.2"})

    assert (response.status_code, response["Tus-Version"]) == (412, "1.0.0")


def test_other_content_types_are_415(tus: Tus, url: str) -> None:
    assert tus.send(url, 0, b"01234", content_type="text/plain").status_code == 415


@pytest.mark.parametrize(
    "content_type",
    [f"{BYTES}; charset=UTF-8", BYTES.upper(), f"{BYTES} ;x=y", "Application/Offset+octet-stream"],
)
def test_bytes_are_known_by_their_type_alone(tus: Tus, url: str, content_type: str) -> None:
    assert tus.send(url, 0, b"01234", content_type=content_type).status_code == 204
    assert offset_of(url) == 5


def test_method_may_be_named_in_a_header(tus: Tus, url: str) -> None:
    response = tus.client.post(
        url,
        b"01234",
        content_type=BYTES,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
            "X-HTTP-Method-Override": "PATCH",
        },
    )

    assert (response.status_code, offset_of(url)) == (204, 5)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_other_sites_may_not_upload(ask: Ask, tus: Tus, headers: dict[str, str]) -> None:
    assert tus.create(ask, 10, **headers).status_code == 403
    assert not Upload.objects.exists()


def test_strangers_see_nothing_and_change_nothing(
    ask: Ask, tus: Tus, url: str, client: Client, sign_in: Callable[..., Client]
) -> None:
    for stranger in (Tus(client), Tus(sign_in(UserFactory()))):
        assert stranger.create(ask, 10).status_code == 404
        assert stranger.ask_for("HEAD", url).status_code == 404
        assert stranger.send(url, 0, b"01234").status_code == 404
        assert stranger.ask_for("DELETE", url).status_code == 404
    assert offset_of(url) == 0
    assert Upload.objects.count() == 1


def test_unknown_upload_is_404(tus: Tus) -> None:
    assert tus.ask_for("HEAD", f"/uploads/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("answer", ["waiting", "held", "declined"])
def test_only_an_approved_ask_takes_files(answer: str, sign_in: Callable[..., Client]) -> None:
    ask = AskFactory(answer=answer)

    assert Tus(sign_in(ask.site.owner)).create(ask, 10).status_code == 410
    assert not Upload.objects.exists()


def test_expired_link_takes_nothing_more(ask: Ask, tus: Tus, url: str) -> None:
    Ask.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert tus.send(url, 0, b"01234").status_code == 410
    assert tus.ask_for("HEAD", url).status_code == 410
    assert offset_of(url) == 0


def test_expired_upload_is_410(tus: Tus, url: str) -> None:
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert tus.send(url, 0, b"01234").status_code == 410
    assert tus.ask_for("HEAD", url).status_code == 410


def test_termination_gives_the_room_back(
    tus: Tus, url: str, django_capture_on_commit_callbacks: Any
) -> None:
    folder = Upload.objects.get().folder
    with django_capture_on_commit_callbacks(execute=True):
        ended = tus.ask_for("DELETE", url)

    assert ended.status_code == 204
    assert not folder.exists()
    assert tus.ask_for("HEAD", url).status_code == 410
    assert tus.send(url, 0, b"0").status_code == 410


def test_bytes_that_were_never_counted_are_written_over(tus: Tus, url: str) -> None:
    """As after kill -9 between the disk and the database."""
    tus.send(url, 0, b"01234")
    upload = Upload.objects.get()
    with upload.original.open("ab") as file:
        file.write(b"lost in the middle of a word")

    tus.send(url, 5, b"56789")

    upload.refresh_from_db()
    assert upload.original.read_bytes() == b"0123456789"
    assert upload.sha256 == hashlib.sha256(b"0123456789").hexdigest()


def test_bytes_that_were_kept_but_not_yet_counted_outlive_a_killed_process(
    tus: Tus, url: str
) -> None:
    tus.send(url, 0, b"01234")
    upload = Upload.objects.get()
    assert upload.offset == 0  # Small pieces are not made safe one by one.

    head = tus.ask_for("HEAD", url)

    upload.refresh_from_db()
    assert (head["Upload-Offset"], upload.offset) == ("5", 5)


def test_after_a_power_cut_only_what_was_counted_is_believed(
    tus: Tus, url: str, monkeypatch: Any
) -> None:
    tus.send(url, 0, b"012")
    tus.ask_for("HEAD", url)
    tus.send(url, 3, b"34")
    monkeypatch.setattr(spool, "_this_boot", lambda: b"another boot")

    assert tus.send(url, 5, b"56789").status_code == 409
    assert tus.ask_for("HEAD", url)["Upload-Offset"] == "3"
    assert tus.send(url, 3, b"3456789").status_code == 204
    assert Upload.objects.get().original.read_bytes() == b"0123456789"


def test_upload_counted_to_the_end_by_a_dead_process_is_closed() -> None:
    upload = UploadFactory(size=5, offset=5, bytes_on_disk=b"01234")

    assert tasks.inspect_forgotten() == 1

    upload.refresh_from_db()
    assert upload.status == Upload.Status.RECEIVED


def test_complete_upload_takes_nothing_more(tus: Tus, url: str) -> None:
    tus.send(url, 0, b"0123456789")

    assert tus.send(url, 0, b"0").status_code == 409
    assert tus.ask_for("HEAD", url)["Upload-Offset"] == "10"


def test_hash_is_left_to_the_worker_after_a_restart(tus: Tus, url: str) -> None:
    tus.send(url, 0, b"01234")
    spool.running_hashes._kept.clear()

    tus.send(url, 5, b"56789")

    assert Upload.objects.get().sha256 == ""


class Cut:
    """A body whose connection breaks."""

    def __init__(self, *pieces: bytes, reset: bool = False) -> None:
        self.pieces, self.reset = list(pieces), reset

    def read(self, size: int) -> bytes:
        if not self.pieces and self.reset:
            raise ConnectionResetError
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize("reset", [False, True])
def test_a_cut_keeps_what_came(reset: bool) -> None:
    upload = UploadFactory(size=10)

    pieces.take_in(upload, Cut(b"012", b"34", reset=reset), offset=0, length=10)

    upload.refresh_from_db()
    assert (upload.offset, upload.original.read_bytes()) == (5, b"01234")


def test_a_cut_under_a_checksum_keeps_nothing() -> None:
    upload = UploadFactory(size=10)
    right = pieces.Checksum("sha1", hashlib.sha1(b"0123456789").digest())  # noqa: S324

    pieces.take_in(upload, Cut(b"01234"), offset=0, length=10, checksum=right)

    upload.refresh_from_db()
    assert (upload.offset, upload.original.read_bytes()) == (0, b"")


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("CH01_20261120_181000.mp4", "CH01_20261120_181000.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\video\\hình 1.avi", "hình 1.avi"),
        ("a\r\nSet-Cookie: x\x00.mp4", "aSet-Cookie: x.mp4"),
        ("\u202egpj.exe", "gpj.exe"),
        ("CH02 cổng\u2028sau.mp4", "CH02 cổng sau.mp4"),
        ("..", "video"),
        ("", "video"),
        ("ế" * 300 + ".mp4", "ế" * 196 + ".mp4"),
    ],
)
def test_file_names_are_kept_without_what_could_hurt(sent: str, kept: str) -> None:
    assert file_names.recorded(sent) == kept


def test_path_of_the_file_has_nothing_of_its_name(ask: Ask, tus: Tus) -> None:
    tus.create(ask, 10, filename="../../../etc/cron.d/x")

    upload = Upload.objects.get()
    assert upload.name == "x"
    assert upload.original.is_relative_to(settings.UPLOAD_ROOT)
    assert "cron" not in str(upload.original)


def test_metadata_of_a_plain_client_is_understood() -> None:
    from requests.evidence.views.tus import parse_metadata

    assert parse_metadata(encoded({"filename": "hình.mp4"}) + ", empty") == {
        "filename": "hình.mp4",
        "empty": "",
    }
