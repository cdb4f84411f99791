import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.notices.models import Delivery, LocalMessage, Notice
from portal.people import actions, known_browsers, tasks
from portal.people.models import User
from portal.people.models.one_time_codes import OneTimeCode
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db
PHONE = "0912 345 678"


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Do something with the mail and messages it causes really sent; gives the response."""

    def do(client, name, data=None, **query):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(name, query=query or None), data or {})

    return do


def last_code() -> str:
    return re.search(r"\b\d{6}\b", LocalMessage.objects.latest("pk").body)[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def enter(client, digits):
    return client.post(reverse("people:code"), {"digits": digits})


def test_new_person_signs_in_by_phone_and_is_asked_the_name(client, told):
    asked = told(client, "people:sign_in", {"contact": PHONE})
    answer = enter(client, last_code())

    person = User.objects.get()
    assert (asked.url, answer.url) == ("/sign-in/code/", "/sign-in/name/?next=%2F")
    assert (person.phone, person.full_name) == ("+84912345678", "")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_known_person_signs_in_by_email_and_goes_where_they_wanted(client, told):
    person = UserFactory(phone=None, email="hanh@example.vn")

    told(client, "people:sign_in", {"contact": "Hanh@Example.vn", "next": "/inbox/"}, by="email")
    answer = enter(client, last_code())

    assert answer.url == "/inbox/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_second_tap_on_the_button_is_harmless(told):
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("people:sign_in"))
    facts = {"contact": PHONE, "csrfmiddlewaretoken": page.context["csrf_token"]}
    told(client, "people:sign_in", facts)
    page = client.get(reverse("people:code"))
    facts = {"digits": last_code(), "csrfmiddlewaretoken": str(page.context["csrf_token"])}

    first = client.post(reverse("people:code"), facts)
    old_form = client.post(reverse("people:code"), facts)

    assert "_auth_user_id" in client.session
    assert (first.status_code, old_form.status_code, old_form.url) == (302, 302, "/")


def test_the_whole_message_may_be_pasted_for_its_code(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    enter(client, LocalMessage.objects.latest("pk").body)

    assert "_auth_user_id" in client.session


def test_a_name_is_as_long_as_it_is_read_however_it_is_composed(client):
    person = UserFactory(full_name="", honorific="")
    client.force_login(person)
    name = "Nguyễn Thị Hồng Nhường Ế " + "ễ" * 55

    client.post(reverse("people:name"), {"full_name": unicodedata.normalize("NFD", name)})

    person.refresh_from_db()
    assert person.full_name == name


def test_new_person_who_registers_a_camera_is_not_asked_the_name_twice(client, told):
    goal = reverse("cameras:register")
    told(client, "people:sign_in", {"contact": PHONE, "next": goal})

    assert enter(client, last_code()).url == goal


def test_name_page_keeps_composed_letters_and_the_form_of_address(client):
    person = UserFactory(full_name="", honorific="")
    client.force_login(person)

    client.post(reverse("people:name"), {"full_name": " Lê Thị  Ha\u0323nh", "honorific": "bà"})

    person.refresh_from_db()
    assert (person.full_name, person.address_name) == ("Lê Thị Hạnh", "bà Hạnh")


def test_known_and_unknown_numbers_get_the_same_answer_by_the_same_queries(told):
    UserFactory(phone="+84912345678")
    pages, counts = [], []

    for number in (PHONE, "0987 654 321"):
        browser = Client()
        with CaptureQueriesContext(connection) as queries:
            response = told(browser, "people:sign_in", {"contact": number})
        counts.append(len(queries))
        page = browser.get(response.url)
        # The number itself, the form's token and its key differ, and nothing else does.
        text = re.sub(r"09\d\d[\s\xa0]xxx[\s\xa0]\d{3}", "NUMBER", page.text)
        pages.append(re.sub(r'((csrfmiddlewaretoken|once)" value|nonce)="[^"]+"', "TOKEN", text))

    assert pages[0] == pages[1]
    assert counts[0] == counts[1]
    assert User.objects.count() == 1


def test_asking_for_a_code_makes_nobody(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    assert not User.objects.exists()


def test_code_is_kept_as_a_digest_and_wiped_from_the_notice_once_sent(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    digits, code = last_code(), OneTimeCode.objects.get()
    assert digits not in str(vars(code))
    assert digits not in str(client.session.items())
    assert Notice.objects.get().facts == {}


def test_message_is_one_segment_without_accents_and_says_to_tell_nobody(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    body = LocalMessage.objects.get().body
    assert body.isascii()
    assert len(body) <= 160


def test_of_two_messages_the_last_is_known_by_the_minute_it_names(client, told):
    with time_machine.travel(datetime(2026, 11, 28, 3, 42, tzinfo=UTC)):
        told(client, "people:sign_in", {"contact": PHONE})
    with time_machine.travel(datetime(2026, 11, 28, 3, 44, tzinfo=UTC)):
        told(client, "people:code_again")
        page = client.get(reverse("people:code"))
        refused = enter(client, wrong(last_code()))

    bodies = LocalMessage.objects.order_by("pk").values_list("body", flat=True)
    assert [re.findall(r"10:4\d", body) for body in bodies] == [["10:42"], ["10:44"]]
    assert "10:44" in page.text
    assert "10:44" in " ".join(refused.context["form"].errors["digits"])


def test_five_wrong_codes_close_the_code_for_the_right_one_too(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    code = last_code()

    answers = [enter(client, wrong(code)).status_code for _ in range(5)]
    last = enter(client, code)

    assert answers == [422] * 5
    assert last.status_code == 422
    assert "_auth_user_id" not in client.session
    assert OneTimeCode.objects.get().tries == 5


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_count_as_five_tries():
    code = actions.send_code("sign_in", phone="+84912345678")

    def guess(number):
        try:
            actions.spend_code(code, f"{number:06}")
        except RuleViolation:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(20)))

    code.refresh_from_db()
    assert code.tries <= 5


@pytest.mark.django_db(transaction=True)
def test_code_entered_twice_at_once_signs_in_once():
    code = actions.send_code("sign_in", phone="+84912345678")
    digits = last_code()

    def spend(_):
        try:
            actions.spend_code(code, digits)
        except RuleViolation:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(spend, range(4))) == 1


def test_code_older_than_five_minutes_opens_nothing(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    digits = last_code()

    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        answer = enter(client, digits)

    assert answer.status_code == 422
    assert "_auth_user_id" not in client.session


def test_code_opens_nothing_in_another_browser(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    assert enter(Client(), last_code()).url == reverse("people:sign_in")


def test_used_code_opens_nothing_again(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    code = OneTimeCode.objects.get()
    enter(client, last_code())

    with pytest.raises(RuleViolation):
        actions.spend_code(code, last_code())


def test_asking_again_within_a_minute_sends_nothing_more(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    told(client, "people:sign_in", {"contact": PHONE})
    told(client, "people:code_again")

    assert LocalMessage.objects.count() == 1


@pytest.mark.parametrize("which", [0, 1])
def test_after_a_minute_either_of_the_last_two_codes_opens(client, told, which):
    """The first message may be the late one."""
    told(client, "people:sign_in", {"contact": PHONE})
    codes = [last_code()]

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        told(client, "people:code_again")
        codes.append(last_code())
        answers = [enter(client, digits).status_code for digits in (wrong(codes[1]), codes[which])]

    assert LocalMessage.objects.count() == 2
    assert answers == [422, 302]
    assert "_auth_user_id" in client.session


def test_asked_for_on_the_first_page_again_the_earlier_code_opens_too(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    first = last_code()

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        told(client, "people:sign_in", {"contact": PHONE})
        answer = enter(client, first)

    assert answer.status_code == 302


def test_of_three_codes_and_of_another_number_the_earlier_opens_nothing(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    first, now = last_code(), timezone.now()
    with time_machine.travel(now + timedelta(seconds=61)):
        told(client, "people:code_again")
    with time_machine.travel(now + timedelta(seconds=122)):
        told(client, "people:code_again")
        of_three = enter(client, first)
        told(client, "people:sign_in", {"contact": "0912 345 679"})
        second = last_code()
        told(client, "people:sign_in", {"contact": PHONE})
        of_another = enter(client, second)

    assert [of_three.status_code, of_another.status_code] == [422, 422]


def test_two_open_codes_take_five_wrong_ones_together(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    first = last_code()
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        told(client, "people:code_again")
        for _ in range(5):
            enter(client, wrong(last_code()))
        answers = [enter(client, digits).status_code for digits in (first, last_code())]

    assert answers == [422, 422]
    assert "_auth_user_id" not in client.session


def test_fourth_code_to_a_number_within_a_minute_is_too_often_whoever_asks(told):
    answers = [told(Client(), "people:sign_in", {"contact": PHONE}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "thử lại" in answers[3].text or "try again" in answers[3].text
    assert LocalMessage.objects.count() == 3


def test_a_stranger_cannot_use_up_the_codes_of_somebody_s_own_browser(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    enter(client, last_code())
    client.post(reverse("people:sign_out"))
    for _ in range(4):
        last = told(Client(), "people:sign_in", {"contact": PHONE})
    another = told(client, "people:sign_in", {"contact": "0912 345 679"})
    own = told(client, "people:sign_in", {"contact": PHONE})

    assert (last.status_code, another.status_code, own.status_code) == (429, 302, 302)
    assert LocalMessage.objects.filter(address="+84912345678").count() == 4


def test_a_forged_cookie_gives_no_codes_of_its_own(client, told):
    client.cookies["known"] = "x:y:z"

    answers = [told(client, "people:sign_in", {"contact": PHONE}) for _ in range(4)]
    others = [told(Client(), "people:sign_in", {"contact": PHONE}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302] * 4  # one code, asked for again
    assert [answer.status_code for answer in others] == [302, 302, 429, 429]


def test_thirty_numbers_a_minute_from_one_address_are_enough(told):
    answers = [
        told(Client(), "people:sign_in", {"contact": f"09123456{n:02}"}).status_code
        for n in range(31)
    ]

    assert answers == [302] * 30 + [429]


def test_a_neighbour_behind_the_same_address_shuts_no_known_browser_out(client, told):
    told(client, "people:sign_in", {"contact": PHONE})
    enter(client, last_code())
    client.post(reverse("people:sign_out"))
    for n in range(31):
        last = told(Client(), "people:sign_in", {"contact": f"09123456{n:02}"})

    own = told(client, "people:sign_in", {"contact": PHONE})

    assert (last.status_code, own.status_code) == (429, 302)
    assert enter(client, last_code()).status_code == 302


def test_only_wrong_codes_count_against_an_address(told, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"people_try": "2/m/ip"}

    def come(number, digits=None):
        browser = Client()
        told(browser, "people:sign_in", {"contact": f"09123456{number}"})
        return enter(browser, digits or last_code()).status_code

    assert [come(number) for number in range(10, 14)] == [302] * 4
    assert [come(number, "xxxxxx") for number in (20, 21)] == [422] * 2
    assert [come(number, wrong(last_code())) for number in (30, 31, 32)] == [422, 422, 429]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("912 345 67", "8"),
        ("0912 345 67", "9"),
        ("0203 388 111", "mobile|di động"),
        ("xin chào", "digits|chữ số"),
        ("+1 000", "\\+84"),
        ("hanh@", "e-mail|email"),
        ("", "phone number|số điện thoại"),
    ],
)
def test_wrong_contact_is_named_and_kept(client, typed, sentence):
    answer = client.post(reverse("people:sign_in"), {"contact": typed})

    assert answer.status_code == 422
    assert re.search(sentence, answer.text)
    assert f'value="{typed}"' in answer.text or not typed
    assert not OneTimeCode.objects.exists()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_next_never_leads_away(client, told, target):
    told(client, "people:sign_in", {"contact": PHONE, "next": target})

    assert "evil" not in enter(client, last_code()).url
    assert "alert" not in client.session.get("people_code", {}).get("next", "")


def test_closed_account_is_told_so_and_stays_out(client, told):
    UserFactory(phone="+84912345678", is_active=False)
    told(client, "people:sign_in", {"contact": PHONE})

    answer = enter(client, last_code())

    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session


def test_page_speaks_the_language_the_person_chose_elsewhere(client, told):
    UserFactory(phone="+84912345678", language="en")
    told(client, "people:sign_in", {"contact": PHONE})

    assert enter(client, last_code()).cookies["django_language"].value == "en"


def test_session_lasts_ninety_days(client, told):
    told(client, "people:sign_in", {"contact": PHONE})

    answer = enter(client, last_code())

    assert answer.cookies["sessionid"]["max-age"] == 90 * 24 * 3600


def test_signing_out_everywhere_ends_the_other_browser_and_keeps_this_one(sign_in):
    person = UserFactory()
    here, there = sign_in(person), sign_in(person)

    here.post(reverse("people:sign_out_everywhere"))

    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302


def test_signing_out_takes_an_appointment(sign_in):
    browser = sign_in(UserFactory())

    assert browser.get(reverse("people:sign_out")).status_code == 405
    browser.post(reverse("people:sign_out"))
    assert "_auth_user_id" not in browser.session


def test_nobody_has_a_password():
    columns = {field.name for field in User._meta.get_fields()}
    person = UserFactory()

    assert "password" not in columns
    assert (person.has_usable_password(), person.check_password("x")) == (False, False)
    with pytest.raises(NotImplementedError):
        person.set_password("x")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/login/",
        "/signup/",
        "/password/reset/",
        "/password/change/",
        "/accounts/2fa/",
        "/admin/",
    ],
)
def test_no_page_of_allauth_or_the_admin_is_reachable(client, path):
    assert client.get(path).status_code == 404


def test_codes_and_their_numbers_are_forgotten_after_a_day():
    old = actions.send_code("sign_in", phone="+84912345678")
    OneTimeCode.objects.filter(pk=old.pk).update(sent_at=timezone.now() - timedelta(days=2))
    Notice.objects.update(created_at=timezone.now() - timedelta(days=2))
    young = actions.send_code("sign_in", phone="+84912345678")

    assert tasks.forget_codes() == 2
    assert OneTimeCode.objects.get() == young
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("user_is_reached_by_phone_or_email", {"phone": None, "email": None}),
        ("user_phone_is_written_in_e164", {"phone": "0912345678"}),
        ("user_email_is_in_lower_case", {"email": "Hanh@example.vn"}),
        ("user_honorific_is_known", {"honorific": "anh"}),
        ("user_language_is_spoken_here", {"language": "fr"}),
    ],
)
def test_database_refuses_a_person_who_is(name, facts):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        UserFactory(**facts)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("onetimecode_goes_to_a_phone_or_an_address", {"phone": ""}),
        ("onetimecode_goes_to_a_phone_or_an_address", {"email": "a@example.vn"}),
        ("onetimecode_is_tried_five_times_at_most", {"tries": 6}),
    ],
)
def test_database_refuses_a_code_that(name, facts):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        OneTimeCode.objects.create(
            **{"purpose": "sign_in", "digest": "x", "phone": "+84912345678", **facts}
        )


@pytest.mark.parametrize(
    "contact",
    [
        "root@localhost",
        "x@[10.0.0.5]",
        "x@[127.0.0.1]",
        "x@[IPv6:::1]",
        "x@mail.local",
        "x@db.internal",
        "x@xa.test",
        "x@xa.invalid",
        "x@localhost.localdomain.localhost",
    ],
)
def test_no_code_goes_to_an_address_that_is_not_public(client, contact):
    answer = client.post("/sign-in/", {"contact": contact})

    assert answer.status_code == 422
    assert not OneTimeCode.objects.exists()
    assert client.post("/sign-in/", {"contact": "x@gmail.com"}).status_code == 302
    assert OneTimeCode.objects.get().email == "x@gmail.com"


def test_the_portal_s_hour_is_used_up_by_strangers_alone(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"people_codes": "2/h/key"}
    known = signed_in_before("+84912345678")
    for number in ("0912 111 111", "0912 222 222"):
        assert Client().post("/sign-in/", {"contact": number}).status_code == 302

    assert Client().post("/sign-in/", {"contact": "0912 333 333"}).status_code == 429
    assert OneTimeCode.objects.filter(phone="+84912333333").count() == 0
    assert known.post("/sign-in/", {"contact": "0912 345 678"}).status_code == 302


def test_numbers_that_follow_each_other_share_an_hour(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"people_prefix": "2/h/key"}
    for number in ("0912 110 001", "0912 110 002"):
        assert Client().post("/sign-in/", {"contact": number}).status_code == 302

    assert Client().post("/sign-in/", {"contact": "0912 110 003"}).status_code == 429
    assert Client().post("/sign-in/", {"contact": "0912 340 003"}).status_code == 302


def signed_in_before(phone):
    """A browser that its number's owner has used."""
    response = HttpResponse()
    known_browsers.remember(response, phone)
    client = Client()
    client.cookies = response.cookies
    return client
