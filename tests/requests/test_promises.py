"""Promises to owners, tried from the side of whoever would like to know more."""

import re
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import checks
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people import actions as people
from portal.people.models import OneTimeCode
from requests.asking import gates
from requests.asking.actions import answers
from requests.asking.links import hash_of, token_of
from requests.asking.models import Ask
from requests.evidence import inspection, sandbox
from requests.evidence.actions import delivery_records, uploads
from requests.evidence.models import Footage
from requests.evidence.views.stored_files import SANDBOX
from tests.requests.factories import AskFactory
from tests.requests.footage_factories import UploadFactory, received, sealed

pytestmark = pytest.mark.django_db


def linked(**kwargs):
    ask = AskFactory(**kwargs)
    ask.link_token_hash = hash_of(token_of(ask))
    ask.save()
    return ask


def steady(response):
    return re.sub(r'nonce="[^"]+"|csrfmiddlewaretoken" value="[^"]+"', "", response.text)


def proven(ask):
    """A browser that has shown the code of the ask's owner, without signing in."""
    client = Client()
    session = client.session
    request = type("Request", (), {"session": session})()
    gates.prove(request, ask.site.owner)
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    return client


def test_a_relative_s_phone_can_be_made_a_stranger_again():
    ask = linked()
    phone = proven(ask)
    page = reverse("footage:asked", args=[ask.public_id])
    assert "forget" in phone.get(page).text

    phone.post(reverse("footage:forget_browser"))

    assert phone.get(page).status_code == 302


def test_an_approval_given_back_after_a_decline_shows_nothing_of_the_decline():
    ask = linked()
    answers.answer(ask, "approved", actor=ask.site.owner)
    before = list(Entry.objects.of(ask.footage_request.stream).values_list("verb", flat=True))
    told_at = Ask.objects.get(pk=ask.pk).told_at

    answers.answer(ask, "declined", actor=ask.site.owner)
    again = answers.answer(ask, "approved", actor=ask.site.owner)

    after = list(Entry.objects.of(ask.footage_request.stream).values_list("verb", flat=True))
    assert (after, again.told_at) == (before, told_at)
    assert again.accepts_uploads


@pytest.mark.parametrize("given", ["declined", "nothing"])
def test_a_forwarded_link_does_not_tell_whether_the_owner_has_answered(client, given):
    ask = linked()
    url = reverse("footage:ask", args=[token_of(ask)])
    before = steady(client.get(url))

    answers.answer(ask, given, actor=ask.site.owner)

    assert steady(client.get(url)) == before


def test_signing_out_everywhere_also_ends_browsers_that_only_showed_the_answer_code():
    ask = linked()
    browser = proven(ask)
    page = reverse("footage:asked", args=[ask.public_id])
    assert browser.get(page).status_code == 200

    people.sign_out_everywhere(ask.site.owner, actor=ask.site.owner)

    assert browser.get(page).status_code in {302, 404}
    answered = browser.post(
        reverse("footage:answer_asked", args=[ask.public_id]), {"answer": "approved"}
    )
    assert answered.status_code == 404
    assert Ask.objects.get(pk=ask.pk).answer == "waiting"


@pytest.mark.parametrize("asked_for", ["bytes=1-", "bytes=5-8", "bytes=-3"])
def test_a_player_that_skips_the_first_byte_leaves_its_line_too(sign_in, asked_for):
    footage = sealed()
    footage.preview.write_bytes(b"a small film")
    officer = sign_in(footage.upload.ask.footage_request.officer)

    officer.get(reverse("footage:preview", args=[footage.public_id]), headers={"Range": asked_for})

    assert list(Entry.objects.of(footage.stream).values_list("verb", flat=True)) == ["viewed"]


def test_one_playing_in_many_pieces_leaves_one_line(sign_in):
    footage = sealed()
    footage.preview.write_bytes(b"a small film")
    officer = sign_in(footage.upload.ask.footage_request.officer)

    for piece in ("bytes=0-", "bytes=4-", "bytes=8-"):
        officer.get(reverse("footage:preview", args=[footage.public_id]), headers={"Range": piece})

    assert Entry.objects.of(footage.stream).count() == 1


def test_the_child_says_nothing_but_what_is_asked_of_it(monkeypatch):
    """Bytes that take the child over shall not write any column they like."""
    footage = received(b"hostile")
    said = {"finding": "video", "sha256": "0" * 64, "status": "accepted", "delivery_record_id": 1}
    monkeypatch.setattr(sandbox, "run", lambda *args, **kwargs: iter([said, {"preview": "x"}]))

    assert inspection.look(footage, lambda percent: None) == {"finding": "video"}


def test_the_child_cannot_invent_a_finding(monkeypatch):
    footage = received(b"hostile")
    monkeypatch.setattr(sandbox, "run", lambda *args, **kwargs: iter([{"finding": "<b>"}]))

    assert inspection.look(footage, lambda percent: None) == {"finding": Footage.Finding.UNKNOWN}


@pytest.mark.parametrize("meanwhile", ["declined", "nothing", "held"])
def test_a_file_still_on_its_way_when_the_owner_changes_her_mind_goes_nowhere(meanwhile):
    sent = sealed()
    ask = sent.upload.ask
    owner = ask.site.owner
    assert owner
    under_way = UploadFactory(ask=ask, content=b"the rest", status="receiving", received_at=None)

    answers.answer(ask, meanwhile, actor=owner)
    uploads.receive(under_way)
    delivery_records.deliver(ask, actor=owner)  # "Send", still open in another tab.

    assert Footage.objects.get(upload=under_way).delivery_record is None
    assert list(Footage.objects.sent()) == [sent]


def test_what_nginx_hands_out_for_us_runs_nowhere_either():
    """nginx drops these headers of the portal's own answer, so its place has to set them."""
    site = (settings.BASE_DIR / "deploy" / "nginx-site.conf").read_text()
    place = site.partition("location /protected/ {")[2].partition("}")[0]

    assert "internal;" in place
    assert "X-Content-Type-Options nosniff always;" in place
    assert f'Content-Security-Policy "{SANDBOX}" always;' in place


def test_who_holds_a_link_gets_ten_codes_a_day_to_guess_at():
    ask = linked()
    now = timezone.now()
    for number in range(10):
        OneTimeCode.objects.create(
            purpose=OneTimeCode.Purpose.ANSWER,
            about=ask.stream,
            phone=ask.site.owner.phone,
            person=ask.site.owner,
            browser="theirs",
            digest="-",
            sent_at=now - timedelta(hours=2, minutes=number),
        )

    with pytest.raises(RuleViolation, match=r"a day|một ngày"):
        answers.send_code(ask, ask.site.owner, browser="theirs")


def test_a_place_that_cannot_lock_files_in_is_told_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyseccomp", None)

    assert [found.id for found in checks.hostile_files_are_locked_in(None)] == ["portal.W003"]
