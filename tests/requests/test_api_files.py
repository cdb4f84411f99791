"""Over the API: what owners sent, as police read it and as the owner reads it herself."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.journal.models import Entry
from portal.people.models import Membership, Role
from requests.asking.actions import answers, outcomes
from requests.asking.models import Ask
from requests.evidence.actions import exports
from requests.evidence.actions import footage as actions
from requests.evidence.models import DeliveryRecord, Export, Footage, Upload
from tests.people.factories import AppointmentFactory, MembershipFactory, UserFactory
from tests.requests.factories import PDF, AskFactory
from tests.requests.footage_factories import UploadFactory, film, received, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask() -> Any:
    return AskFactory(answer="approved")


@pytest.fixture
def officer(ask: Any, sign_in: Any) -> Client:
    client: Client = sign_in(ask.footage_request.officer)
    return client


@pytest.fixture
def owner(ask: Any, sign_in: Any) -> Client:
    client: Client = sign_in(ask.site.owner)
    return client


def get(client: Client, name: str, row: Any) -> Any:
    return client.get(reverse(f"api:{name}", args=[row.public_id]))


def post(client: Client, name: str, row: Any, **body: Any) -> Any:
    url = reverse(f"api:{name}", args=[row.public_id])
    return client.post(url, body, content_type="application/json")


def verbs(footage: Footage) -> list[str]:
    return [entry.verb for entry in Entry.objects.of(footage.stream)]


# POLICE


def test_police_read_what_was_sent_with_its_hash_and_state(ask, officer):
    footage = sealed(ask=ask, name="CH01.mp4")
    received(b"not sent yet", ask=ask)

    (row,) = get(officer, "request-evidence-files", ask.footage_request).json()["results"]

    assert (row["public_id"], row["name"], row["size"]) == (str(footage.public_id), "CH01.mp4", 12)
    assert (row["status"], row["sha256"]) == ("ready", footage.sha256)
    assert (row["site"], row["delivery_record"]) == (
        ask.site.number,
        footage.delivery_record.number,
    )


def test_a_list_of_files_is_not_a_look_and_a_link_followed_is(ask, officer):
    footage = sealed(film(), ask=ask)
    footage.preview.write_bytes(b"a film")
    Footage.objects.update(preview_seconds=2)

    shown = get(officer, "footage-detail", footage).json()
    assert verbs(footage) == []

    assert b"".join(officer.get(shown["preview"])) == b"a film"
    assert b"".join(officer.get(shown["original"])) == film()
    assert verbs(footage) == ["viewed", "downloaded"]


def test_there_are_no_links_to_what_is_not_there(ask, officer):
    day = timezone.now()
    judged = {"reviewer": ask.footage_request.officer, "reviewed_at": day, "dispose_after": day}
    footage = sealed(ask=ask, status="declined", reason="nothing", **judged)
    before = get(officer, "footage-detail", footage).json()
    Footage.objects.update(preview_seconds=2)
    actions.dispose(footage.pk, timezone.now())

    after = get(officer, "footage-detail", footage).json()

    assert (before["poster"], before["preview"]) == (None, None)
    assert before["original"]
    assert (after["status"], after["preview"], after["original"]) == ("disposed", None, None)
    assert after["certificate"]


def test_a_file_is_accepted_or_declined_with_a_reason(ask, officer):
    footage = sealed(ask=ask)

    assert post(officer, "footage-accept", footage).json()["status"] == "accepted"
    again = post(officer, "footage-accept", footage)
    assert (again.status_code, list(again.json())) == (409, ["detail"])
    for nothing in ({}, {"reason": ""}, {"reason": "because"}):
        refused = post(officer, "footage-decline", footage, **nothing)
        assert (refused.status_code, list(refused.json())) == (400, ["reason"])
    declined = post(officer, "footage-decline", footage, reason="unclear").json()

    assert (declined["status"], declined["reason"]) == ("declined", "unclear")
    assert declined["dispose_after"]
    assert verbs(footage) == ["accepted", "declined"]


def test_an_export_is_made_listed_and_downloaded_once_something_is_accepted(ask, officer):
    footage = sealed(ask=ask)

    early = post(officer, "request-evidence-exports", ask.footage_request, once=str(uuid.uuid4()))
    assert (early.status_code, list(early.json())) == (409, ["detail"])
    assert not Export.objects.exists()
    actions.accept(footage, actor=ask.footage_request.officer)
    made = post(officer, "request-evidence-exports", ask.footage_request, once=str(uuid.uuid4()))

    assert made.status_code == 201
    assert (made.json()["file_count"], made.json()["is_whole"]) == (1, True)
    listed = get(officer, "request-evidence-exports", ask.footage_request).json()["results"]
    assert listed == [made.json()]
    archive = officer.get(made.json()["download"])
    assert (archive.status_code, b"".join(archive)[:2]) == (200, b"PK")
    stream = Entry.objects.of(ask.footage_request.stream)
    assert [entry.verb for entry in stream] == ["exported", "export_downloaded"]


def test_an_export_with_a_deleted_file_has_no_download(ask, officer):
    person = ask.footage_request.officer
    footage = sealed(ask=ask)
    actions.accept(footage, actor=person)
    exports.make(ask.footage_request, actor=person)
    actions.decline(footage, actor=person, reason="double")
    actions.dispose(footage.pk, timezone.now() + timedelta(days=400))

    (row,) = get(officer, "request-evidence-exports", ask.footage_request).json()["results"]

    assert (row["is_whole"], row["download"]) == (False, None)


def test_the_outcome_told_stands_with_the_request(ask, officer):
    sealed(ask=ask)

    post(
        officer,
        "request-outcome",
        ask.footage_request,
        kind="used",
        words="Đã tìm được xe.",
        once=str(uuid.uuid4()),
    )

    (told,) = get(officer, "request-detail", ask.footage_request).json()["outcomes"]
    assert (told["kind"], told["words"]) == ("used", "Đã tìm được xe.")


def test_no_outcome_is_told_without_a_key(ask, officer):
    sealed(ask=ask)

    response = post(officer, "request-outcome", ask.footage_request, kind="used")

    assert (response.status_code, list(response.json())) == (400, ["once"])
    assert not ask.footage_request.outcomes.exists()


@pytest.mark.parametrize("verb", ["request-outcome", "request-refuse"])
def test_what_is_missing_is_said_in_the_pages_sentences(ask, officer, verb):
    sentences = {
        "request-outcome": {"kind": ["Chọn kết quả của vụ việc."]},
        "request-refuse": {"note": ["Ghi rõ cần sửa gì."]},
    }

    response = post(officer, verb, ask.footage_request, once=str(uuid.uuid4()))

    assert response.status_code == 400
    assert list(response.json()) == list(sentences[verb])
    assert "bắt buộc" not in response.text


@pytest.mark.parametrize("who", ["elsewhere", "owner", "stranger", "anonymous"])
def test_nobody_else_gets_to_a_file_or_an_export(ask, who, sign_in, client):
    footage = sealed(ask=ask)
    people = {
        "elsewhere": AppointmentFactory(role=Role.CHIEF).person,
        "owner": ask.site.owner,
        "stranger": UserFactory(),
    }
    other = sign_in(people[who]) if who in people else client
    expected = 404 if who == "elsewhere" else 403

    for name, row in [
        ("footage-detail", footage),
        ("request-evidence-files", ask.footage_request),
    ]:
        assert get(other, name, row).status_code == expected
    assert get(other, "request-evidence-exports", ask.footage_request).status_code == expected
    for name, row in [
        ("footage-accept", footage),
        ("footage-decline", footage),
        ("request-evidence-exports", ask.footage_request),
    ]:
        assert post(other, name, row, reason="unclear").status_code == expected
    assert Footage.objects.get().status == "ready"
    assert not Export.objects.exists()


def test_without_the_second_factor_no_file_is_shown(ask, sign_in):
    footage = sealed(ask=ask)
    client = sign_in(ask.footage_request.officer, second_factor=False)

    assert get(client, "footage-detail", footage).status_code == 403
    assert post(client, "footage-accept", footage).status_code == 403


def test_who_acts_in_an_appointment_elsewhere_reads_nothing_of_the_first(ask, sign_in):
    footage = sealed(ask=ask)
    person = ask.footage_request.officer
    second = AppointmentFactory(role=Role.OFFICER, person=person)
    client = sign_in(person)
    client.post(reverse("people:choose_appointment"), {"appointment": str(second.public_id)})

    assert get(client, "footage-detail", footage).status_code == 404
    assert get(client, "request-evidence-files", ask.footage_request).status_code == 404


# THE OWNER


def test_the_owner_reads_her_files_on_their_way_arrived_and_sent(ask, owner):
    sent = sealed(ask=ask, name="một.mp4")
    waiting = received(b"arrived", ask=ask, name="hai.mp4")
    arriving = UploadFactory(ask=ask, name="ba.mp4")
    UploadFactory(ask=ask, status="withdrawn")

    rows = get(owner, "ask-evidence-uploads", ask).json()["results"]

    assert [row["public_id"] for row in rows] == [
        str(upload.public_id) for upload in (arriving, waiting.upload, sent.upload)
    ]
    assert rows[0]["footage"] is None
    assert rows[0]["tus"].endswith(reverse("footage:tus_upload", args=[arriving.public_id]))
    assert [row["footage"]["is_sent"] for row in rows[1:]] == [False, True]
    assert rows[2]["footage"]["sha256"] == sent.sha256


def test_she_hands_over_what_has_arrived_and_gets_one_delivery_record(ask, owner):
    early = post(owner, "ask-evidence-deliver", ask)
    assert (early.status_code, list(early.json())) == (409, ["detail"])
    footage = received(b"arrived", ask=ask)

    first, second = (
        post(owner, "ask-evidence-deliver", ask),
        post(owner, "ask-evidence-deliver", ask),
    )

    delivery_record = DeliveryRecord.objects.get()
    assert first.json()["delivery_record"] == second.json()["delivery_record"]
    assert first.json()["delivery_record"]["number"] == delivery_record.number
    assert owner.get(first.json()["delivery_record_paper"])["Content-Type"] == "application/pdf"
    assert Footage.objects.get(pk=footage.pk).delivery_record == delivery_record


def test_she_takes_back_what_was_not_sent_and_nothing_else(ask, owner):
    kept, dropped = sealed(ask=ask), received(b"arrived", ask=ask)

    assert post(owner, "upload-withdraw", dropped.upload).json()["status"] == "withdrawn"
    assert post(owner, "upload-withdraw", kept.upload).status_code == 409
    assert Upload.objects.live().get() == kept.upload


def test_her_own_log_has_every_answer_and_the_outcome_only_once_she_gave(ask, owner):
    following_words = "Cảm ơn bà."
    for given in ("held", "declined", "approved"):
        answers.answer(ask, given, actor=ask.site.owner)
    other = AskFactory(footage_request=ask.footage_request, answer="approved", rank=2)
    sealed(ask=other)
    officer = ask.footage_request.officer
    outcomes.tell_outcome(ask.footage_request, "used", actor=officer, words=following_words)

    before = get(owner, "ask-detail", ask).json()
    sealed(ask=Ask.objects.get(pk=ask.pk))
    after = get(owner, "ask-detail", ask).json()

    assert [line["answer"] for line in before["answers"]] == ["held", "declined", "approved"]
    assert (before["outcomes"], before["delivery_record"], before["delivery_record_paper"]) == (
        [],
        None,
        None,
    )
    assert [told["words"] for told in after["outcomes"]] == [following_words]


def test_the_document_is_read_through_its_own_address(ask, owner, officer):
    shown = get(owner, "ask-detail", ask).json()
    theirs = get(officer, "request-detail", ask.footage_request).json()

    assert b"".join(owner.get(shown["document"])) == PDF
    assert b"".join(officer.get(theirs["document"])) == PDF
    assert officer.get(shown["document"]).status_code == 404
    assert shown["officer"] == ask.footage_request.officer.full_name


@pytest.mark.parametrize("who", ["officer", "stranger", "former member", "anonymous"])
def test_nobody_else_gets_to_what_she_sends(who, sign_in, client):
    member = MembershipFactory(organisation__kind="school")
    Membership.objects.update(until=timezone.now())
    colleague = MembershipFactory(organisation=member.organisation)
    ask = AskFactory(
        site__kind="school",
        site__organisation=member.organisation,
        site__owner=None,
        answer="approved",
        answered_by=colleague.person,
    )
    footage = received(b"arrived", ask=ask)
    people = {
        "officer": ask.footage_request.officer,
        "stranger": UserFactory(),
        "former member": member.person,
    }
    other = sign_in(people[who]) if who in people else client
    expected = 404 if who in people else 403

    assert get(other, "ask-evidence-uploads", ask).status_code == expected
    assert get(other, "upload-detail", footage.upload).status_code == expected
    assert post(other, "upload-withdraw", footage.upload).status_code == expected
    assert post(other, "ask-evidence-deliver", ask).status_code == expected
    assert not DeliveryRecord.objects.exists()
    assert Upload.objects.live().exists()
    assert get(sign_in(colleague.person), "ask-evidence-uploads", ask).json()["results"]


def test_lists_ask_as_often_for_three_rows_as_for_one(ask, officer, owner):
    lists = {
        "request-evidence-files": (officer, ask.footage_request),
        "request-evidence-exports": (officer, ask.footage_request),
        "ask-evidence-uploads": (owner, ask),
        "ask-detail": (owner, ask),
        "request-detail": (officer, ask.footage_request),
    }
    counts: dict[str, list[int]] = {name: [] for name in lists}
    for more in (1, 2):
        for _ in range(more):
            footage = sealed(ask=ask)
            actions.accept(footage, actor=ask.footage_request.officer)
            exports.make(ask.footage_request, actor=ask.footage_request.officer)
        for name, (client, row) in lists.items():
            get(client, name, row)
            with CaptureQueriesContext(connection) as queries:
                found = get(client, name, row).json()
            counts[name].append(len(queries))
            assert len(found.get("results", [1] * (1 if more == 1 else 3))) == (
                1 if more == 1 else 3
            )

    assert all(one == three for one, three in counts.values()), counts
