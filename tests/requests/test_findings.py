"""What both sides are told of a file: the owner only what she can do something about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from portal.notices.models import Notice
from portal.people.models import Role
from requests.evidence import inspection, malware, media, tasks
from requests.evidence.models import DeliveryRecord, Footage
from tests.people.factories import AppointmentFactory
from tests.requests.footage_factories import film, received, sealed
from tests.requests.recordings import bare_pieces, captions, program_stream, recording, scrambled

pytestmark = pytest.mark.django_db
MAKER = b"GVRec\1\2\0" + bytes(range(1, 256)) * 40


def handed_over(content: bytes, **kwargs: Any) -> Footage:
    """Sent, and still to be checked."""
    footage = received(content, **kwargs)
    ask: Any = footage.upload.ask
    footage.delivery_record = DeliveryRecord.objects.create(
        ask=ask,
        commune=ask.footage_request.commune,
        number=f"BN-2026-{8000 + ask.pk}",
        given_by=ask.answered_by,
    )
    footage.save()
    return footage


def cut() -> bytes:
    all_of_it = recording("mkv", seconds=6)
    return all_of_it[: len(all_of_it) // 2]


def encrypted() -> bytes:
    return program_stream([scrambled(piece) for piece in bare_pieces()])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (film, []),
        (lambda: MAKER, []),
        (encrypted, []),
        (lambda: b"MZ\x90\0" + MAKER, []),
        (lambda: b"PK\x03\x04" + MAKER, []),
        (lambda: film()[: len(film()) // 3], ["footage_unreadable"]),
        (lambda: bytes(5000), ["footage_unreadable"]),
        (cut, ["footage_cut"]),
        (lambda: b"a list of things to buy", ["footage_no_film"]),
    ],
)
def test_an_owner_is_told_only_what_she_can_mend(
    content: Callable[[], bytes], told: list[str]
) -> None:
    footage = handed_over(content())

    tasks.inspect(footage.pk)

    assert list(Notice.objects.values_list("kind", flat=True)) == told


def test_of_a_check_that_did_not_finish_nobody_is_told_to_copy_again() -> None:
    footage = handed_over(film())
    Footage.objects.update(deaths=9)

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert footage.finding == "unknown"
    assert not Notice.objects.exists()


def test_of_malware_the_owner_is_told_what_it_is(clamd: Callable[..., str], settings: Any) -> None:
    settings.CLAMD_SOCKET = clamd(b"stream: Win.Trojan.Agent-1 FOUND\0")
    footage = handed_over(film())

    tasks.inspect(footage.pk)

    assert [notice.kind for notice in Notice.objects.all()] == ["footage_infected"]


@pytest.mark.parametrize(
    ("answer", "checked"),
    [
        (b"stream: OK\0", "clean"),
        (b"stream: Eicar-Test-Signature FOUND\0", "infected"),
        (b"stream: Heuristics.Phishing.Email.SpoofedDomain FOUND\0", "infected"),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", "not_checked"),
        (b"stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0", "not_checked"),
        (b"stream: Heuristics.Limits.Exceeded FOUND\0", "not_checked"),
        (b"stream: Heuristics.Encrypted.Zip FOUND\0", "not_checked"),
        (b"stream: Heuristics.Broken.Media.JPEG FOUND\0", "not_checked"),
        (b"stream: (null) FOUND\0", "not_checked"),
        (b"stream: Can't allocate memory ERROR\0", "not_checked"),
        (b"INSTREAM size limit exceeded. ERROR\0", "not_checked"),
        (b"", "not_checked"),
    ],
)
def test_what_was_not_looked_at_is_neither_clean_nor_malware(
    clamd: Callable[..., str], settings: Any, answer: bytes, checked: str
) -> None:
    settings.CLAMD_SOCKET = clamd(answer)

    assert malware.check(received(b"bytes").original, lambda: None) == checked


@pytest.mark.parametrize(
    ("size", "answer", "checked"),
    [
        (1000, b"stream: OK\0", "clean"),
        (1001, b"stream: OK\0", "not_checked"),
        (1001, b"stream: Eicar-Test-Signature FOUND\0", "infected"),
    ],
)
def test_of_a_file_larger_than_the_scanner_looks_into_ok_says_nothing(
    clamd: Callable[..., str], settings: Any, size: int, answer: bytes, checked: str
) -> None:
    settings.CLAMD_SOCKET, settings.CLAMD_LARGEST_BYTES = clamd(answer), 1000

    assert malware.check(received(bytes(size)).original, lambda: None) == checked


def test_a_film_with_captions_is_seen_to_its_end_by_the_worker() -> None:
    footage = handed_over(recording("mp4", beside=captions("mov_text")))

    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    assert (footage.status, footage.finding, footage.seconds) == ("ready", "video", 4)
    assert footage.has_poster
    assert footage.preview_seconds == 4


def test_what_went_wrong_in_the_child_is_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*anything: Any) -> None:
        raise RuntimeError("of its own")

    monkeypatch.setattr(media, "look", fail)
    footage = received(film())

    assert inspection.look(footage, lambda percent: None) == {"finding": "unknown"}
    assert f"{footage.public_id} failed: RuntimeError: of its own" in caplog.text


def page_of_police(sign_in: Any, footage: Footage) -> str:
    footage_request = footage.upload.ask.footage_request
    officer = AppointmentFactory(role=Role.OFFICER, commune=footage_request.commune).person
    address = reverse("footage:review", args=[footage_request.public_id])
    return str(sign_in(officer).get(address).content.decode())


def page_of_owner(sign_in: Any, footage: Footage) -> str:
    ask = footage.upload.ask
    address = reverse("footage:delivery_record", args=[ask.public_id])
    return str(sign_in(ask.site.owner).get(address).content.decode())


COPY_AGAIN = ("Chép lại", "chép lại", "chọn nhầm")


@pytest.mark.parametrize(
    ("facts", "for_owner", "for_police", "is_asked_again"),
    [
        ({"finding": "video"}, "Đã nhận đủ", "Đã nhận đủ", False),
        ({"finding": "video", "is_cut": True}, "thiếu đoạn cuối", "đến chỗ bị ngắt", True),
        ({"finding": "picture", "is_cut": True}, "thiếu đoạn cuối", "đến chỗ bị ngắt", True),
        (
            {"finding": "foreign", "status": "doubtful"},
            "không cần làm gì thêm",
            "phần mềm của hãng",
            False,
        ),
        ({"finding": "unknown", "status": "doubtful"}, "vẫn giữ nguyên", "chưa xong", False),
        ({"finding": "broken", "status": "doubtful"}, "không mở được", "không mở được", True),
        (
            {
                "finding": "disguised",
                "status": "doubtful",
                "media_type": "application/vnd.microsoft.portable-executable",
            },
            "Có đầu ghi lưu hình kèm luôn phần mềm xem",
            "phần mềm xem của đầu ghi",
            False,
        ),
        (
            {"finding": "disguised", "status": "doubtful", "media_type": "application/zip"},
            "tệp nén",
            "tệp nén",
            False,
        ),
        (
            {"finding": "disguised", "status": "doubtful", "media_type": "audio/mp4"},
            "không có hình",
            "Tệp chỉ có tiếng",
            True,
        ),
        (
            {"finding": "disguised", "status": "doubtful", "media_type": "text/plain"},
            "không phải video",
            "không phải video",
            True,
        ),
    ],
)
def test_both_sides_read_what_the_file_is(
    sign_in: Any, facts: dict[str, Any], for_owner: str, for_police: str, is_asked_again: bool
) -> None:
    footage = sealed(film())
    Footage.objects.update(**facts)

    owner, police = page_of_owner(sign_in, footage), page_of_police(sign_in, footage)

    assert for_owner in owner
    assert for_police in police
    assert any(words in owner for words in COPY_AGAIN) == is_asked_again


@pytest.mark.parametrize(
    ("facts", "is_excerpt", "has_pauses"),
    [
        ({"seconds": 157, "preview_seconds": 8}, False, True),
        ({"seconds": 7200, "preview_seconds": 600, "is_excerpt": True}, True, False),
        ({"seconds": 60, "preview_seconds": 59}, False, False),
        ({"seconds": None, "preview_seconds": 59}, False, False),
    ],
)
def test_police_are_told_what_the_preview_leaves_out(
    sign_in: Any, facts: dict[str, Any], is_excerpt: bool, has_pauses: bool
) -> None:
    footage = sealed(film())
    Footage.objects.update(**facts)

    page = page_of_police(sign_in, footage)

    assert ("Bản xem nhanh có" in page) == is_excerpt
    assert ("có lúc ngừng" in page) == has_pauses
