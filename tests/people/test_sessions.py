"""What a session is: short before anyone is known, under a new id at each rise of rights."""

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.people import actions
from portal.people.second_factors import present_code
from tests.people.factories import UserFactory
from tests.test_who_may import WAYS, world
from tests.who_may.addresses import address_of

__all__ = ["world"]

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_app(person):
    actions.add_app(person, actor=person, secret=SECRET, digits=present_code(SECRET))
    return person


def ids():
    return set(Session.objects.values_list("session_key", flat=True))


def test_browsers_without_cookies_leave_nothing_by_asking_to_be_forgotten():
    for _ in range(5):
        Client().post(reverse("footage:forget_browser"))

    assert not Session.objects.exists()


def test_a_browser_nobody_has_signed_in_with_is_kept_a_day(client, sign_in):
    client.post(reverse("people:sign_in"), {"contact": "0912 345 678"})

    [waiting] = Session.objects.all()
    assert waiting.expire_date < timezone.now() + timedelta(days=1, minutes=1)
    sign_in(UserFactory())
    assert Session.objects.latest("expire_date").expire_date > timezone.now() + timedelta(days=89)


def test_sessions_that_ran_out_are_cleared_and_others_stay(sign_in):
    sign_in(UserFactory())
    left = ids()
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now())

    assert actions.forget_sessions() == 1
    assert ids() == left


def test_a_second_factor_shown_gives_the_session_a_new_id(sign_in, monkeypatch):
    person = with_app(UserFactory())
    client = sign_in(person, second_factor=False)
    before, later = client.session.session_key, time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)

    client.post(reverse("people:show_factor"), {"code": present_code(SECRET)})

    assert any(one["method"] == "mfa" for one in client.session["account_authentication_methods"])
    assert client.session.session_key != before
    assert before not in ids()


def test_no_press_of_a_stranger_begins_a_session_but_one_that_waits_for_a_code(world):
    begun = set()
    for name, method in WAYS:
        if method == "POST":
            before = Session.objects.count()
            sent = {"contact": "0912 345 678", "answer": "held"} | world.data.get(name, {})
            Client().post(address_of(name, world.args), sent)
            if Session.objects.count() > before:
                begun.add(name)

    # A code is on its way in both, counted by number and network.
    assert begun == {"footage:answer", "people:sign_in"}


@pytest.mark.parametrize("key", ['"\\000aaaaaaaaaa"', "'; --------", "x", "é" * 20])
def test_a_key_that_is_none_of_ours_is_no_session(client, key):
    for page in ("/", reverse("people:sign_in"), reverse("footage:list")):
        assert client.get(page, headers={"Cookie": f"sessionid={key}"}).status_code < 400
