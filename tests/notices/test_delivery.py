import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import time_machine
from django.db.models.functions import Now
from django.utils import timezone

from portal.notices import actions, tasks
from portal.notices.actions import deliveries
from portal.notices.models import CLAIM_LASTS, TRIES, Delivery, LocalMessage, Notice
from portal.notices.wording import SEGMENT, plain, words_of
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

Status = Delivery.Status


@pytest.fixture(autouse=True)
def words(settings, tmp_path):
    """A kind of notice of the tests' own."""
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / "greeting.txt").write_text(
        "{% load i18n %}{% block subject %}{% translate 'Inbox' %} {{ name }}{% endblock %}"
        "{% block body %}{{ name }}\n{{ url }}{% endblock %}"
        "{% block sms %}Sổ Camera: đã nhận {{ name }}. {{ url }}{% endblock %}"
    )
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [engine]
    settings.SITE_URL = "https://so.example"
    settings.LOCAL_OUTBOX = False


class Gateway(BaseHTTPRequestHandler):
    """An SMS gateway that answers what it is told to and keeps what it got."""

    status = 200
    got: list[tuple[dict[str, str], str | None]] = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.got.append((body, self.headers["Idempotency-Key"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway(settings):
    Gateway.got, Gateway.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_BRAND_NAME = "SOCAMERA"
    yield Gateway
    server.shutdown()
    server.server_close()


def test_person_is_told_in_the_inbox_and_by_email_after_commit(
    mailoutbox, django_capture_on_commit_callbacks
):
    person = UserFactory(email="hanh@example.vn", language="en")

    with django_capture_on_commit_callbacks(execute=True):
        actions.tell(person, "greeting", url="/cameras/", name="Hạnh")
        assert mailoutbox == []

    assert [notice.kind for notice in Notice.objects.inbox(person)] == ["greeting"]
    assert [(mail.subject, mail.body) for mail in mailoutbox] == [
        ("Inbox Hạnh", "Hạnh\nhttps://so.example/cameras/")
    ]
    assert [sent.status for sent in Delivery.objects.all()] == [Status.SENT]


def test_sms_goes_only_to_those_who_allowed_it(gateway, django_capture_on_commit_callbacks):
    allowed, silent = UserFactory(email=None), UserFactory(email=None)
    actions.prefer(allowed, "sms", wanted=True, actor=allowed)

    with django_capture_on_commit_callbacks(execute=True):
        actions.tell(allowed, "greeting", name="Hạnh")
        actions.tell(silent, "greeting", name="Sáu")

    assert [body["to"] for body, _key in gateway.got] == [allowed.phone]
    assert gateway.got[0][0]["text"] == "So Camera: da nhan Hanh."


def test_refusing_email_stops_it_and_is_journalled(mailoutbox, django_capture_on_commit_callbacks):
    from portal.journal.models import Entry

    person = UserFactory(email="hanh@example.vn")
    actions.prefer(person, "email", wanted=False, actor=person)
    actions.prefer(person, "email", wanted=False, actor=person)

    with django_capture_on_commit_callbacks(execute=True):
        actions.tell(person, "greeting", name="Hạnh")

    assert mailoutbox == []
    entries = Entry.objects.of(f"people:{person.public_id}")
    assert [(entry.verb, entry.facts) for entry in entries] == [
        ("channel_refused", {"channel": "email"})
    ]


def test_secret_facts_are_wiped_once_sent(gateway, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        notice = actions.send("greeting", phone="+84912000111", is_secret=True, name="408126")
        notice.refresh_from_db()
        assert notice.facts == {"name": "408126"}

    notice.refresh_from_db()
    assert notice.facts == {}
    assert "408126" in gateway.got[0][0]["text"]


def test_message_delivered_twice_is_sent_once(gateway):
    notice = actions.send("greeting", phone="+84912000111", name="Hạnh")
    sent = notice.deliveries.get()

    assert deliveries.deliver(sent.pk) == Status.SENT
    assert deliveries.deliver(sent.pk) == ""

    assert len(gateway.got) == 1


def test_gateway_that_fails_is_tried_again_later_and_then_given_up(gateway):
    gateway.status = 503
    sent = actions.send("greeting", phone="+84912000111", name="Hạnh").deliveries.get()
    outcomes = []

    for _try in range(TRIES):
        assert Delivery.objects.deliverable().exists() == (_try == 0)
        Delivery.objects.update(due_at=Now())
        outcomes.append(deliveries.deliver(sent.pk))

    assert outcomes == [Status.WAITING] * (TRIES - 1) + [Status.FAILED]
    assert {key for _body, key in gateway.got} == {str(sent.public_id)}
    assert not Delivery.objects.deliverable().exists()


def test_delivery_of_a_killed_worker_is_found_again(gateway):
    sent = actions.send("greeting", phone="+84912000111", name="Hạnh").deliveries.get()
    Delivery.objects.update(status=Status.SENDING, claimed_at=Now())
    assert not Delivery.objects.deliverable().exists()

    Delivery.objects.update(claimed_at=Now() - CLAIM_LASTS * 2)
    assert deliveries.deliver(sent.pk) == Status.SENT

    assert len(gateway.got) == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_worker_whose_clock_is_a_day_off_sends_what_is_due_and_nothing_else(gateway, days):
    due, later = (actions.send("greeting", phone="+84912000111", name="Hạnh") for _ in range(2))
    later.deliveries.update(due_at=Now() + timedelta(minutes=5))

    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        tasks.deliver_waiting()

    assert due.deliveries.get().status == Status.SENT
    assert later.deliveries.get().status == Status.WAITING
    assert due.deliveries.filter(sent_at__gt=Now() - timedelta(minutes=1)).exists()


def test_what_a_worker_ahead_of_time_claimed_or_put_off_does_not_wait_for_its_day(gateway):
    claimed, put_off = (actions.send("greeting", phone="+84912000111", name=n) for n in "ab")
    tomorrow = Now() + timedelta(days=1)
    claimed.deliveries.update(status=Status.SENDING, claimed_at=tomorrow)
    put_off.deliveries.update(tries=1, due_at=tomorrow)

    assert tasks.deliver_waiting() == 2
    assert {delivery.status for delivery in Delivery.objects.all()} == {Status.SENT}


def test_trial_portal_keeps_messages_instead_of_sending(settings, client):
    settings.LOCAL_OUTBOX = True
    deliveries.deliver(
        actions.send("greeting", phone="+84912000111", name="408126").deliveries.get().pk
    )

    page = client.get("/outbox/")

    assert [message.address for message in LocalMessage.objects.all()] == ["+84912000111"]
    assert "408126" in page.content.decode()


def test_outbox_does_not_exist_where_messages_are_really_sent(client):
    LocalMessage.objects.create(channel="sms", address="+84912000111", body="408126")

    assert client.get("/outbox/").status_code == 404


def test_words_are_the_readers_and_the_sms_has_no_accents(gateway):
    notice = actions.send("greeting", phone="+84912000111", name="Đỗ Thị Bưởi", url="/y/1")

    assert words_of(notice, language="en").subject == "Inbox Đỗ Thị Bưởi"
    sms = words_of(notice, language="vi", url="https://so.example/y/1").sms
    assert sms == "So Camera: da nhan Do Thi Buoi. https://so.example/y/1"
    assert len(sms) <= SEGMENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đường Lý Tự Trọng", "Duong Ly Tu Trong"),
        ("“Phú Hữu – Tân Phú”…", '"Phu Huu - Tan Phu"...'),
    ],
)
def test_plain_letters(text, expected):
    assert plain(text) == expected
    assert plain(text).isascii()
