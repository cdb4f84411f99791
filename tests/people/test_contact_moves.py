"""A number one signs in with is moved by its owner alone, and can be taken back."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from portal.notices.models import LocalMessage
from portal.people import actions, tasks
from portal.people.models import ContactMove, Invitation, Role, User
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.second_factors import present_code
from tests.people.factories import AppointmentFactory, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "+84912000161", "+84912345699"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PHONE = reverse("people:change_contact", args=["phone"])
EMAIL = reverse("people:change_contact", args=["email"])
TAKE_BACK, ACCOUNT = reverse("people:take_back"), reverse("people:account")


@pytest.fixture
def person():
    return UserFactory(phone=OLD, email="hanh@gmail.com")


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Press something, with its messages really sent."""

    def press(client, url, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data or {})

    return press


def digits():
    sent = LocalMessage.objects.order_by("-pk").values_list("body", flat=True)
    return next(found[0] for body in sent if (found := re.search(r"\b\d{6}\b", body)))


def move(told, client, url=PHONE, value="0912 345 699"):
    """Through the pages: the new one, then the code sent to it."""
    told(client, url, {url.rstrip("/").rpartition("/")[2]: value})
    return told(client, reverse("people:code"), {"digits": digits()})


def sign_in_with(told, contact=OLD):
    client = Client()
    told(client, reverse("people:sign_in"), {"contact": contact})
    return client, told(client, reverse("people:code"), {"digits": digits()})


def moved(person, phone=NEW):
    code = OneTimeCode.objects.create(purpose="contact", phone=phone, person=person, digest="x")
    return actions.change_contact(person, code, actor=person)


def phone_of(person):
    person.refresh_from_db()
    return person.phone


# --- Who may move it ----------------------------------------------------------------------


@pytest.mark.parametrize("url", [PHONE, EMAIL])
def test_without_the_second_factor_shown_nothing_is_moved(sign_in, told, person, url):
    actions.add_app(person, actor=person, secret=SECRET, digits=present_code(SECRET))
    client = sign_in(person, second_factor=False)

    asked = client.get(url)
    sent = told(client, url, {"phone": "0912 345 699", "email": "x@gmail.com"})

    assert asked.url.startswith(reverse("people:second_factor"))
    assert sent.status_code == 401
    assert not OneTimeCode.objects.exists()


def test_who_needs_a_second_factor_and_has_none_sets_it_up_first(sign_in, told):
    officer = AppointmentFactory(role=Role.OFFICER).person
    client = sign_in(officer, second_factor=False)

    asked, sent = client.get(PHONE), told(client, PHONE, {"phone": "0912 345 699"})

    assert asked.url.startswith(reverse("people:second_factor"))
    assert sent.status_code == 401
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize("when", [{"since": "tomorrow"}, {"taken_up_at": None}])
def test_an_appointment_that_has_not_begun_counts_too(sign_in, when):
    if "since" in when:
        when = {"since": timezone.localdate() + timedelta(days=3)}
    officer = AppointmentFactory(role=Role.OFFICER, **when).person

    answer = sign_in(officer, second_factor=False).get(PHONE)

    assert answer.url.startswith(reverse("people:second_factor"))


def test_an_appointment_that_is_over_asks_for_nothing(sign_in):
    officer = AppointmentFactory(role=Role.OFFICER, ended_at=timezone.now()).person

    assert sign_in(officer, second_factor=False).get(PHONE).status_code == 200


def test_with_the_factor_shown_the_number_is_moved(sign_in, told, person):
    actions.add_app(person, actor=person, secret=SECRET, digits=present_code(SECRET))

    move(told, sign_in(person))

    assert phone_of(person) == NEW


def test_a_resident_without_a_factor_moves_it_with_a_fresh_code(sign_in, told, person):
    move(told, sign_in(person, second_factor=False))

    assert phone_of(person) == NEW


# --- What follows -------------------------------------------------------------------------


def test_every_other_session_ends_and_this_one_goes_on_under_a_new_id(sign_in, told, person):
    here, there = sign_in(person), sign_in(person)
    before = here.session.session_key

    move(told, here)

    assert here.get(ACCOUNT).status_code == 200
    assert here.session.session_key != before
    assert there.get(ACCOUNT).status_code == 302


def test_whatever_reached_her_before_is_told_and_how_to_undo_it(sign_in, told, person):
    move(told, sign_in(person))

    sent = {
        one.address: one.body
        for one in LocalMessage.objects.filter(address__in=[OLD, "hanh@gmail.com"])
    }
    assert set(sent) == {OLD, "hanh@gmail.com"}
    assert TAKE_BACK in sent[OLD]
    assert len(sent[OLD]) <= 160
    assert "0912" not in sent[OLD]


def test_her_number_is_told_of_an_address_that_was_added(sign_in, told):
    person = UserFactory(phone=OLD, email=None)

    move(told, sign_in(person), EMAIL, "attacker@gmail.com")

    assert TAKE_BACK in LocalMessage.objects.get(address=OLD).body


def test_the_same_number_again_changes_nothing(sign_in, told, person):
    client, there = sign_in(person), sign_in(person)

    move(told, client, value=OLD)

    assert not ContactMove.objects.exists()
    assert there.get(ACCOUNT).status_code == 200


# --- Taking it back -----------------------------------------------------------------------


def test_the_old_number_takes_it_back_and_makes_no_account(sign_in, told, person):
    thief = sign_in(person)
    move(told, thief)
    people = User.objects.count()

    owner, answer = sign_in_with(told)
    page = owner.get(answer.url)
    back = told(owner, TAKE_BACK)

    assert (answer.url, back.url) == (TAKE_BACK, ACCOUNT)
    assert "0912 xxx 699" in page.text.replace("\xa0", " ")
    assert (phone_of(person), User.objects.count()) == (OLD, people)
    assert owner.get(ACCOUNT).context["user"] == person
    assert thief.get(ACCOUNT).status_code == 302
    stream = f"people:{person.public_id}"
    verbs = Entry.objects.of(stream).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["contact_changed", "contact_moved_back"]
    assert first_break(stream) is None
    assert LocalMessage.objects.filter(address=NEW).latest("pk").body.startswith("So Camera")


def test_until_it_is_pressed_nothing_is_undone(sign_in, told, person):
    move(told, sign_in(person))

    owner, _answer = sign_in_with(told)
    owner.get(TAKE_BACK)

    assert phone_of(person) == NEW
    assert owner.get(ACCOUNT).status_code == 302


def test_two_tabs_take_it_back_once(person):
    moved(person)
    taken_back = ContactMove.objects.get()

    for _ in range(2):
        actions.take_contact_back(taken_back, actor=person)

    assert phone_of(person) == OLD
    assert Entry.objects.of(f"people:{person.public_id}").count() == 2


def test_the_first_number_wins_over_every_later_one(told, person):
    moved(person)
    moved(person, "+84912345600")

    owner, _answer = sign_in_with(told)
    told(owner, TAKE_BACK)
    later, answer = sign_in_with(told, NEW)

    assert phone_of(person) == OLD
    assert answer.url != TAKE_BACK
    assert later.get(ACCOUNT).context["user"] != person


def test_the_address_somebody_put_in_first_goes_as_well(sign_in, told):
    person = UserFactory(phone=OLD, email=None)
    thief = sign_in(person)
    move(told, thief, EMAIL, "thief@gmail.com")
    move(told, thief)

    owner, _answer = sign_in_with(told)
    told(owner, TAKE_BACK)

    person.refresh_from_db()
    assert (person.phone, person.email) == (OLD, None)


def test_who_is_signed_in_takes_back_an_address_that_was_added(sign_in, told):
    person = UserFactory(phone=OLD, email=None)
    move(told, sign_in(person), EMAIL, "thief@gmail.com")
    person.refresh_from_db()
    owner = sign_in(person)

    assert TAKE_BACK in owner.get(ACCOUNT).text
    told(owner, TAKE_BACK)

    person.refresh_from_db()
    assert person.email is None
    assert owner.get(ACCOUNT).status_code == 200


def test_a_code_an_hour_old_takes_nothing_back(told, person):
    moved(person)
    owner, _answer = sign_in_with(told)

    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        told(owner, TAKE_BACK)

    assert phone_of(person) == NEW


def test_who_has_shown_nothing_is_shown_the_way_and_takes_nothing_back(sign_in, told, person):
    moved(person)

    for client in (Client(), sign_in(UserFactory())):
        page = told(client, TAKE_BACK)
        assert page.status_code == 200
        assert "912" not in page.text

    assert phone_of(person) == NEW


def test_after_72_hours_the_number_is_free_and_undoes_nothing(told, person):
    moved(person)
    with time_machine.travel(timezone.now() + timedelta(hours=72, seconds=1)):
        with pytest.raises(RuleViolation):
            actions.take_contact_back(ContactMove.objects.get(), actor=person)
        client, answer = sign_in_with(told)

        assert answer.url != TAKE_BACK
        assert client.get(ACCOUNT).context["user"].phone == OLD
        assert tasks.forget_codes() >= 1
        assert not ContactMove.objects.exists()
    assert phone_of(person) == NEW


# --- Meanwhile nobody else has it ---------------------------------------------------------


def test_nobody_else_takes_a_number_that_can_be_taken_back(person):
    moved(person)
    other = UserFactory()

    with pytest.raises(RuleViolation):
        moved(other, OLD)

    assert phone_of(other) != OLD


def test_who_moved_it_may_move_it_back(person):
    moved(person)

    moved(person, OLD)

    assert phone_of(person) == OLD


def test_a_number_that_can_be_taken_back_is_not_appointed(sign_in, person):
    moved(person)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR).person
    people = User.objects.count()

    page = sign_in(administrator).post(
        reverse("people:appoint"),
        {
            "phone": OLD,
            "full_name": "Đỗ Văn Mẫu",
            "role": Role.OFFICER,
            "since": timezone.localdate().isoformat(),
        },
    )

    assert page.status_code == 422
    assert User.objects.count() == people


def test_an_invitation_waits_for_a_number_that_is_taken_back(person):
    person = moved(person)
    invitation = InvitationFactory(phone=OLD)
    assert not Invitation.objects.to(person).exists()

    person = actions.take_contact_back(ContactMove.objects.get(), actor=person)

    assert Invitation.objects.to(person).get() == invitation
