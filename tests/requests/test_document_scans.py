"""The scanned document: drawn anew, refused by its content, only ever downloaded."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from requests.asking.models import FootageRequest
from tests.requests.factories import (
    PDF,
    FootageRequestFactory,
    empty_draft,
)
from tests.requests.forms import written

pytestmark = pytest.mark.django_db


Status = FootageRequest.Status


def picture(kind):
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_of_the_document_is_drawn_anew(sign_in, appointment, kind):
    draft = empty_draft(appointment)
    said = written(document_scan=SimpleUploadedFile("scan.pdf", picture(kind)))

    sign_in(appointment.person).post(reverse("footage:write", args=[draft.public_id]), said)

    draft.refresh_from_db()
    assert draft.document_scan.name.endswith(".jpg")
    with draft.document_scan.open("rb") as scan:
        assert Image.open(scan).format == "JPEG"
    assert len(draft.document_scan_sha256) == 64


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>alert(1)</script>", b"GIF89a", b"%PDF-1.4 cut off", b"\x89PNG\r\n\x1a\n"],
)
def test_what_is_no_document_is_refused_by_its_content(sign_in, appointment, content):
    draft = empty_draft(appointment)
    said = written(
        document_scan=SimpleUploadedFile("document.pdf", content, content_type="application/pdf")
    )

    response = sign_in(appointment.person).post(
        reverse("footage:write", args=[draft.public_id]), said
    )

    assert response.status_code == 422
    assert "document_scan" in response.context["form"].errors
    draft.refresh_from_db()
    assert (draft.status, bool(draft.document_scan)) == (Status.DRAFT, False)


def test_the_scan_is_only_ever_downloaded(sign_in, appointment):
    sent = FootageRequestFactory(appointment=appointment, status=Status.SENT)

    response = sign_in(appointment.person).get(reverse("footage:document", args=[sent.public_id]))

    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/pdf",
        "nosniff",
    )
    assert b"".join(response.streaming_content) == PDF


def progressive(scans):
    """A progressive JPEG whose last scan is drawn again and again."""
    drawn = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(drawn, "JPEG", progressive=True)
    content = drawn.getvalue()
    head, last = content.rsplit(b"\xff\xda", 1)
    last = b"\xff\xda" + last.removesuffix(b"\xff\xd9")
    already = content.count(b"\xff\xda")
    return head + last * (scans - already + 1) + b"\xff\xd9"


@pytest.mark.parametrize(("scans", "status"), [(32, 302), (33, 422), (2000, 422)])
def test_a_picture_drawn_over_and_over_again_is_refused(sign_in, appointment, scans, status):
    draft = empty_draft(appointment)
    said = written(document_scan=SimpleUploadedFile("scan.jpg", progressive(scans)))

    response = sign_in(appointment.person).post(
        reverse("footage:write", args=[draft.public_id]), said
    )

    assert response.status_code == status


def test_a_scan_that_another_takes_the_place_of_is_deleted(
    sign_in, appointment, django_capture_on_commit_callbacks
):
    draft, client = empty_draft(appointment), sign_in(appointment.person)
    names = []
    for kind in ("JPEG", "PNG"):
        with django_capture_on_commit_callbacks(execute=True):
            scan = SimpleUploadedFile("scan.pdf", picture(kind))
            client.post(
                reverse("footage:write", args=[draft.public_id]),
                written(document_scan=scan, then="keep"),
            )
        draft.refresh_from_db()
        names.append(draft.document_scan.name)

    there = [draft.document_scan.storage.exists(str(name)) for name in names]
    assert there == [False, True]
