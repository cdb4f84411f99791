"""The pages of a received file: what the owner gets, what the officer does, who sees what."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.journal.models import Entry
from portal.people.models import Role, User
from requests.asking.models import Ask
from requests.evidence import tasks
from requests.evidence.models import DeliveryRecord, Footage, Upload
from requests.evidence.views.stored_files import wanted_range
from tests.people.factories import AppointmentFactory
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import UploadFactory, film, received, sealed

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def officer_of(footage: Footage) -> User:
    return footage.upload.ask.footage_request.officer


def verbs(footage: Footage) -> list[str]:
    return list(Entry.objects.of(footage.stream).values_list("verb", flat=True))


@pytest.fixture
def ready() -> Footage:
    """A real film, handed over and checked."""
    footage = sealed(film())
    unseen = {"status": "waiting", "sha256": "", "crc32": None, "finding": ""}
    Footage.objects.filter(pk=footage.pk).update(**unseen)
    tasks.inspect(footage.pk)
    footage.refresh_from_db()
    return footage


def test_owner_sees_what_arrived_and_what_is_unfinished(sign_in: SignIn) -> None:
    footage = received(film())
    ask = footage.upload.ask
    UploadFactory(ask=ask, name="half.mp4", size=1000, offset=620)

    page = sign_in(ask.site.owner).get(reverse("footage:upload", args=[ask.public_id])).text

    assert footage.upload.name in page
    assert "half.mp4" in page
    assert "62%" in page


@pytest.mark.parametrize("answer", ["waiting", "held", "declined", "nothing"])
def test_upload_page_opens_only_after_approving(answer: str, sign_in: SignIn) -> None:
    ask = AskFactory(answer=answer)

    response = sign_in(ask.site.owner).get(reverse("footage:upload", args=[ask.public_id]))

    assert response.status_code == 302
    assert response["Location"] == reverse("footage:asked", args=[ask.public_id])


def test_owner_sends_and_gets_her_delivery_record(sign_in: SignIn) -> None:
    footage = received(b"film")
    ask = footage.upload.ask
    client = sign_in(ask.site.owner)

    response = client.post(reverse("footage:deliver", args=[ask.public_id]), follow=True)

    delivery_record = DeliveryRecord.objects.get()
    assert delivery_record.number in response.text
    assert footage.upload.name in response.text
    assert ask.footage_request.officer.full_name in response.text


def test_pressing_send_twice_gives_one_delivery_record(sign_in: SignIn) -> None:
    footage = received(b"film")
    client = sign_in(footage.upload.ask.site.owner)
    url = reverse("footage:deliver", args=[footage.upload.ask.public_id])

    client.post(url)
    client.post(url)

    assert DeliveryRecord.objects.count() == 1
    assert verbs(footage) == ["sent"]


def test_sending_nothing_is_refused_in_words(sign_in: SignIn) -> None:
    ask = AskFactory(answer=Ask.Answer.APPROVED)
    client = sign_in(ask.site.owner)

    response = client.post(reverse("footage:deliver", args=[ask.public_id]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("footage:upload", args=[ask.public_id])
    assert not DeliveryRecord.objects.exists()


def test_hash_shows_on_the_delivery_record_as_soon_as_it_is_known(sign_in: SignIn) -> None:
    footage = received(b"film")
    ask = footage.upload.ask
    client = sign_in(ask.site.owner)
    client.post(reverse("footage:deliver", args=[ask.public_id]))
    rows = reverse("footage:delivery_record_files", args=[ask.public_id])
    assert "data-pending" in client.get(rows).text

    Upload.objects.update(sha256="ab" * 32)
    assert "ab" * 32 in client.get(rows).text
    Upload.objects.update(sha256="")
    tasks.inspect(footage.pk)

    footage.refresh_from_db()
    page = client.get(rows).text
    assert footage.sha256 in page
    assert "data-pending" not in page


def test_delivery_record_is_a_paper_too(ready: Footage, sign_in: SignIn) -> None:
    ask = ready.upload.ask

    response = sign_in(ask.site.owner).get(
        reverse("footage:delivery_record_pdf", args=[ask.public_id])
    )

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_officer_looks_and_each_look_is_on_record(ready: Footage, sign_in: SignIn) -> None:
    client = sign_in(officer_of(ready))

    page = client.get(
        reverse("footage:review", args=[ready.upload.ask.footage_request.public_id])
    ).text
    poster = client.get(reverse("footage:poster", args=[ready.public_id]))
    preview = client.get(reverse("footage:preview", args=[ready.public_id]))
    original = client.get(reverse("footage:original", args=[ready.public_id]))

    assert ready.upload.name in page
    assert poster["Content-Type"] == "image/jpeg"
    assert b"".join(preview)[4:8] == b"ftyp"
    assert b"".join(original) == film()
    assert verbs(ready)[-3:] == ["pictured", "viewed", "downloaded"]
    assert Entry.objects.filter(verb="downloaded").get().actor == officer_of(ready)


@pytest.mark.parametrize("route", ["poster", "preview", "original"])
def test_what_is_not_there_was_not_looked_at(route: str, sign_in: SignIn) -> None:
    footage = sealed()
    footage.original.unlink()
    client = sign_in(footage.upload.ask.footage_request.officer)

    response = client.get(reverse(f"footage:{route}", args=[footage.public_id]))

    # Of an original that the disk has lost it is said so, on the page it was asked from.
    assert response.status_code == (302 if route == "original" else 404)
    assert not Entry.objects.of(footage.stream).exists()


def test_original_leaves_as_a_sandboxed_attachment(sign_in: SignIn) -> None:
    footage = sealed(b"<script>alert(1)</script>", name='a"b;<c>é\u202e.html')
    Footage.objects.update(media_type="text/html")

    response = sign_in(officer_of(footage)).get(
        reverse("footage:original", args=[footage.public_id])
    )

    assert response["Content-Disposition"].startswith("attachment;")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    b"".join(response)


@pytest.mark.parametrize(
    ("header", "status", "content_range", "body"),
    [
        ("", 200, None, b"0123456789"),
        ("bytes=0-", 200, None, b"0123456789"),
        ("bytes=2-4", 206, "bytes 2-4/10", b"234"),
        ("bytes=7-", 206, "bytes 7-9/10", b"789"),
        ("bytes=-3", 206, "bytes 7-9/10", b"789"),
        ("bytes=5-999", 206, "bytes 5-9/10", b"56789"),
        ("bytes=10-", 416, "bytes */10", b""),
        ("bytes=-0", 416, "bytes */10", b""),
        ("bytes=4-2", 416, "bytes */10", b""),
        ("bytes=0-1,3-4", 200, None, b"0123456789"),
        ("lines=1-2", 200, None, b"0123456789"),
    ],
)
def test_players_may_ask_for_a_piece(
    sign_in: SignIn, header: str, status: int, content_range: str | None, body: bytes
) -> None:
    footage = sealed(b"0123456789")
    client = sign_in(officer_of(footage))

    response: Any = client.get(
        reverse("footage:original", args=[footage.public_id]),
        headers={"Range": header} if header else {},
    )

    got = b"".join(response) if response.streaming else response.content
    assert (response.status_code, got) == (status, body)
    assert response.headers.get("Content-Range") == content_range


def test_ranges_are_read_exactly() -> None:
    assert wanted_range("bytes=0-0", 10) == (0, 1)
    assert wanted_range("bytes=-20", 10) == (0, 10)
    assert wanted_range(f"bytes={'9' * 5000}-", 10) == (0, 10)


def test_nginx_hands_the_file_out_where_it_may(sign_in: SignIn, settings: Any) -> None:
    settings.ACCEL_LOCATION = "/inside/"
    footage = sealed(b"film")

    response = sign_in(officer_of(footage)).get(
        reverse("footage:original", args=[footage.public_id])
    )

    folder = footage.upload.public_id.hex
    assert response["X-Accel-Redirect"] == f"/inside/{folder[:2]}/{folder}/original"
    assert verbs(footage) == ["downloaded"]


def test_officer_accepts_or_declines_with_a_press(sign_in: SignIn) -> None:
    footage = sealed()
    client = sign_in(officer_of(footage))

    client.post(reverse("footage:decline", args=[footage.public_id]), {"reason": "unclear"})
    footage.refresh_from_db()
    assert (footage.status, footage.reason) == ("declined", "unclear")

    client.post(reverse("footage:accept", args=[footage.public_id]))
    footage.refresh_from_db()
    assert footage.status == "accepted"


@pytest.mark.parametrize("reason", ["", "because", "<script>"])
def test_declining_for_no_listed_reason_changes_nothing(sign_in: SignIn, reason: str) -> None:
    footage = sealed()
    client = sign_in(officer_of(footage))

    response = client.post(
        reverse("footage:decline", args=[footage.public_id]), {"reason": reason}, follow=True
    )

    assert response.status_code == 200
    footage.refresh_from_db()
    assert footage.status == "ready"


@pytest.mark.parametrize("route", ["poster", "preview", "original"])
def test_another_commune_s_police_sees_nothing(ready: Footage, route: str, sign_in: SignIn) -> None:
    outsider = AppointmentFactory(role=Role.OFFICER).person
    before = verbs(ready)

    response = sign_in(outsider).get(reverse(f"footage:{route}", args=[ready.public_id]))

    assert response.status_code == 404
    assert verbs(ready) == before


def test_unsent_files_are_not_there_for_police(sign_in: SignIn) -> None:
    footage = received(b"mine still")
    request = footage.upload.ask.footage_request
    client = sign_in(request.officer)

    page = client.get(reverse("footage:review", args=[request.public_id])).text
    response = client.get(reverse("footage:original", args=[footage.public_id]))

    assert footage.upload.name not in page
    assert response.status_code == 404


def test_progress_shows_to_police_only_of_what_was_sent(sign_in: SignIn) -> None:
    agreed = UploadFactory(ask=sealed().upload.ask, size=100, offset=62, name="agreed.mp4")
    request = agreed.ask.footage_request
    unsent = AskFactory(footage_request=request, answer=Ask.Answer.APPROVED)
    UploadFactory(ask=unsent, size=100, offset=40, name="unsent.mp4")
    changed_her_mind = AskFactory(footage_request=request, answer=Ask.Answer.DECLINED)
    UploadFactory(ask=changed_her_mind, size=100, offset=10, name="hers.mp4")

    page = sign_in(request.officer).get(reverse("footage:review", args=[request.public_id])).text

    assert "agreed.mp4" in page
    assert "62%" in page
    assert ("hers.mp4" in page, "unsent.mp4" in page, "40%" in page) == (False, False, False)


def test_review_asks_the_database_as_much_for_three_files_as_for_one(sign_in: SignIn) -> None:
    first = sealed()
    request = first.upload.ask.footage_request
    client = sign_in(request.officer)
    url = reverse("footage:review", args=[request.public_id])
    client.get(url)

    one = _count(client, url)
    sealed(ask=first.upload.ask)
    sealed(ask=AskFactory(footage_request=request, answer=Ask.Answer.APPROVED))
    assert _count(client, url) == one


def _count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_file_names_are_shown_as_text(sign_in: SignIn) -> None:
    footage = sealed(name="<img src=x onerror=alert(1)>.mp4")

    page = (
        sign_in(officer_of(footage))
        .get(reverse("footage:review", args=[footage.upload.ask.footage_request.public_id]))
        .text
    )

    assert not re.search(r"<img src=x", page)


def test_dropping_a_file_is_asked_once_and_then_done(sign_in: Any) -> None:
    upload = UploadFactory()
    client = sign_in(upload.ask.site.owner)
    press = reverse("footage:withdraw", args=[upload.ask.public_id, upload.public_id])

    asked = client.post(press)
    upload.refresh_from_db()

    assert "Bỏ tệp này?" in asked.text
    assert upload.name in asked.text
    assert upload.status == Upload.Status.RECEIVING
    assert client.post(press, {"sure": "yes"}).status_code == 302
    upload.refresh_from_db()
    assert upload.status == Upload.Status.WITHDRAWN
