import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import override

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import LocalMessage
from portal.people import actions
from portal.people.models import Membership, Organisation
from portal.people.phones import masked, to_e164
from tests.areas.factories import CommuneFactory
from tests.people.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
MANAGER = Membership.Role.MANAGER


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912 345 678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("\u202a+84 912-345-678\u202c", "+84912345678"),
        ("(0912) 345.678", "+84912345678"),
        ("tel:0912345678", "+84912345678"),
        ("0084 912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
    ],
)
def test_number_is_kept_as_e164(typed, number):
    assert to_e164(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "+44 7911 123456",
        "+1 202 555 0143",
        "+880 1812 345678",
        "+234 802 123 4567",
        "+8816 3151 0000",
    ],
)
def test_no_code_goes_to_a_country_that_is_not_listed(typed):
    with pytest.raises(ValidationError):
        to_e164(typed)


def test_a_country_that_is_listed_gets_codes(settings):
    settings.PHONE_COUNTRIES = [84, 44]

    assert to_e164("+44 7911 123456") == "+447911123456"
    assert to_e164("0912 345 678") == "+84912345678"


@pytest.mark.parametrize("typed", ["", "+", "0912 345 67", "09123456789", "0203 300 0113", "+84 1"])
def test_number_that_no_mobile_phone_has_is_refused(typed):
    with pytest.raises(ValidationError):
        to_e164(typed)


def test_masked_number_shows_its_ends():
    assert masked("+84912345678") == "0912 xxx 678"


@pytest.mark.parametrize(
    ("name", "honorific", "address"),
    [("Lê Thị Hạnh", "bà", "bà Hạnh"), ("Hạnh", "", "Hạnh"), ("", "", "")],
)
def test_person_is_addressed_by_the_given_name(name, honorific, address):
    assert UserFactory.build(full_name=name, honorific=honorific).address_name == address


@pytest.mark.parametrize(
    ("name", "honorific", "address"),
    [
        ("Lê Thị Hạnh", "bà", "bà Hạnh"),
        ("Lê Thị Hạnh", "", "ông\u2060/\u2060bà Hạnh"),
        ("", "", ""),
    ],
)
def test_letter_calls_nobody_by_the_bare_name(name, honorific, address):
    with translation.override("vi"):
        assert UserFactory.build(full_name=name, honorific=honorific).polite_name == address


def test_account_page_asks_for_signing_in(client):
    assert client.get(reverse("people:account")).status_code == 302


@pytest.fixture
def browser(sign_in):
    person = UserFactory()
    client = sign_in(person)
    client.person = person
    return client


def change_to(browser, kind, value, capture):
    with capture(execute=True):
        browser.post(reverse("people:change_contact", args=[kind]), {kind: value})
    digits = re.search(r"\d{6}", LocalMessage.objects.latest("pk").body)[0]
    with capture(execute=True):
        return browser.post(reverse("people:code"), {"digits": digits}, follow=True)


def test_email_is_changed_by_a_code_sent_to_it(browser, django_capture_on_commit_callbacks):
    change_to(browser, "email", "Hanh@Example.vn", django_capture_on_commit_callbacks)

    browser.person.refresh_from_db()
    assert browser.person.email == "hanh@example.vn"
    entry = Entry.objects.of(f"people:{browser.person.public_id}").get()
    assert (entry.verb, entry.facts) == ("contact_changed", {"what": "email"})


def test_old_number_is_told_that_it_was_changed(browser, django_capture_on_commit_callbacks):
    old = browser.person.phone

    change_to(browser, "phone", "0987 654 321", django_capture_on_commit_callbacks)

    browser.person.refresh_from_db()
    assert browser.person.phone == "+84987654321"
    assert LocalMessage.objects.latest("pk").address == old


def test_number_of_somebody_else_is_not_taken(browser, django_capture_on_commit_callbacks):
    UserFactory(phone="+84987654321")
    old = browser.person.phone

    change_to(browser, "phone", "0987 654 321", django_capture_on_commit_callbacks)

    browser.person.refresh_from_db()
    assert browser.person.phone == old


def test_a_contact_is_changed_only_with_a_fresh_code(browser):
    session = browser.session
    for shown in session["account_authentication_methods"]:
        shown["at"] -= 3600
    session.save()

    answer = browser.get(reverse("people:change_contact", args=["phone"]))

    assert answer.url.startswith(reverse("people:confirm"))


def test_code_for_a_new_number_signs_nobody_in(browser, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("people:change_contact", args=["email"]), {"email": "a@example.vn"})
    session = client.session
    session["people_code"] = browser.session["people_code"]
    session.save()
    digits = re.search(r"\d{6}", LocalMessage.objects.get().body)[0]

    answer = client.post(reverse("people:code"), {"digits": digits})

    assert answer.url == reverse("people:sign_in")
    assert "_auth_user_id" not in client.session


def test_language_is_kept_for_pages_and_for_messages(browser):
    answer = browser.post(reverse("people:change_language"), {"language": "en"})

    browser.person.refresh_from_db()
    assert browser.person.language == "en"
    assert answer.cookies["django_language"].value == "en"


def test_language_nobody_speaks_here_is_not_found(browser):
    assert browser.post(reverse("people:change_language"), {"language": "xx"}).status_code == 404


# --- Organisations ------------------------------------------------------------------------


def test_who_founds_an_organisation_manages_it(browser):
    commune = CommuneFactory(open=True)
    facts = {"name": "Trường Hòa Lạc", "kind": "school", "commune": commune.code}
    facts["once"] = uuid.uuid4()

    answer = browser.post(reverse("people:create_organisation"), facts)

    school = Organisation.objects.of(browser.person).get()
    assert (school.name, school.kind, school.commune) == ("Trường Hòa Lạc", "school", commune)
    assert list(Organisation.objects.managed_by(browser.person)) == [school]
    assert answer.url == reverse("people:organisation", args=[school.public_id])


def test_organisation_lies_in_a_commune_that_uses_the_portal(browser):
    facts = {"name": "Trường Hòa Lạc", "kind": "school", "commune": CommuneFactory().code}
    facts["once"] = uuid.uuid4()

    assert browser.post(reverse("people:create_organisation"), facts).status_code == 422
    assert not Organisation.objects.exists()


@pytest.fixture
def shop(browser):
    return MembershipFactory(person=browser.person, role=MANAGER).organisation


def page_of(shop):
    return reverse("people:organisation", args=[shop.public_id])


def test_member_cannot_invite(sign_in, shop):
    member = MembershipFactory(organisation=shop).person
    facts = {"phone": "0987 654 321", "full_name": "Anh Nam", "role": "member"}

    answer = sign_in(member).post(page_of(shop), facts)

    assert answer.status_code == 422
    assert not shop.invitations.exists()


def test_stranger_does_not_find_the_organisation(sign_in, shop):
    stranger = sign_in(UserFactory())
    membership = shop.memberships.get()

    assert stranger.get(page_of(shop)).status_code == 404
    ending = stranger.post(reverse("people:end_membership", args=[membership.public_id]))
    assert ending.status_code == 404
    assert shop.memberships.current().exists()


def test_manager_ends_a_membership_and_the_member_sees_nothing_more(browser, shop):
    membership = MembershipFactory(organisation=shop)

    browser.post(reverse("people:end_membership", args=[membership.public_id]), {"sure": "yes"})

    assert not Organisation.objects.of(membership.person).exists()


def test_member_may_leave_but_not_send_others_away(shop):
    mine, other = MembershipFactory.create_batch(2, organisation=shop)

    actions.end_membership(mine, actor=mine.person)
    with pytest.raises(RuleViolation):
        actions.end_membership(other, actor=mine.person)

    other.refresh_from_db()
    assert other.until is None


def test_last_manager_stays(browser, shop):
    membership = shop.memberships.get()

    with pytest.raises(RuleViolation):
        actions.end_membership(membership, actor=browser.person)

    membership.refresh_from_db()
    assert membership.until is None


def test_what_ends_is_told_by_the_name_that_the_members_read(browser, shop):
    membership = MembershipFactory(organisation=shop, person__full_name="Nguyễn Thị Kín")

    page = browser.post(reverse("people:end_membership", args=[membership.public_id]))

    assert membership.shown_as in page.text
    assert "Kín" not in page.text


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("organisation_kind_is_known", lambda: OrganisationFactory(kind="club")),
        ("organisation_has_a_name", lambda: OrganisationFactory(name="")),
        ("membership_role_is_known", lambda: MembershipFactory(role="owner")),
        (
            "membership_ends_after_it_begins",
            lambda: MembershipFactory(until=timezone.now() - timedelta(days=1)),
        ),
    ],
)
def test_database_refuses(name, make):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_database_refuses_two_memberships_at_a_time():
    membership = MembershipFactory()

    with (
        pytest.raises(IntegrityError, match="membership_one_at_a_time"),
        transaction.atomic(),
    ):
        MembershipFactory(organisation=membership.organisation, person=membership.person)


@pytest.mark.parametrize(
    "typed",
    ["0912 34 Tuan", "0912 345 abc", "0912345678 - chị Hà", "O912345678", "0912 345 678 x9"],
)
def test_letters_are_not_read_as_the_keys_of_a_telephone(typed):
    with override("vi"), pytest.raises(ValidationError, match="Chỉ ghi số"):
        to_e164(typed)
