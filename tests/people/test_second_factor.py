import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import urlencode

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import LocalMessage, Notice
from portal.people import actions
from portal.people.models import Role
from portal.people.second_factors import present_code, present_codes
from tests.people.factories import AppointmentFactory, UserFactory
from tests.people.passkey import Passkey

pytestmark = pytest.mark.django_db
POSTS, SHOW = "/appointments/", "/account/second-factor/show/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def administrator():
    return AppointmentFactory(role=Role.ADMINISTRATOR).person


@pytest.fixture
def with_app(administrator):
    """An administrator whose app was set up a while ago."""
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        digits = present_code(SECRET)
        actions.add_app(administrator, actor=administrator, secret=SECRET, digits=digits)
    return administrator


def session_code_is_old(browser: Client) -> None:
    session = browser.session
    for shown in session["account_authentication_methods"]:
        shown["at"] -= 3600
    session.save()


def show(browser, digits, next_page=POSTS):
    return browser.post(SHOW, {"code": digits, "next": next_page})


def test_a_leader_needs_none_but_whoever_has_set_one_up_is_asked_for_it(sign_in):
    leader = AppointmentFactory(role=Role.HAMLET_LEADER).person
    browser = sign_in(leader, second_factor=False)
    vouching = reverse("cameras:vouching")
    assert browser.get(vouching).status_code == 200
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        actions.add_app(leader, actor=leader, secret=SECRET, digits=present_code(SECRET))

    asked = browser.get(vouching)

    assert asked.status_code == 302
    assert asked.url.startswith(reverse("people:second_factor"))
    show(browser, present_code(SECRET), vouching)
    assert browser.get(vouching).status_code == 200


def test_administrator_sets_up_an_app_and_gets_recovery_codes(sign_in, administrator):
    browser = sign_in(administrator, second_factor=False)
    offer = browser.get(POSTS, follow=True)
    page = browser.get(reverse("people:add_app"), {"next": POSTS})
    digits = present_code(page.context["secret"])

    answer = browser.post(reverse("people:add_app"), {"code": digits, "next": POSTS})
    codes = browser.get(answer.url)

    assert reverse("people:add_app") in offer.text
    assert "data:image/svg+xml;base64," in page.text
    assert answer.url == "/account/second-factor/recovery/?next=%2Fappointments%2F"
    assert len(codes.context["codes"]) == 10
    assert browser.get(POSTS).status_code == 200
    entry = Entry.objects.of(f"people:{administrator.public_id}").get()
    assert (entry.verb, entry.facts) == ("factor_added", {"type": "totp"})
    assert Notice.objects.inbox(administrator).get().kind == "people_factor_added"


def test_factor_is_set_up_only_with_a_fresh_code(
    sign_in, administrator, django_capture_on_commit_callbacks
):
    browser = sign_in(administrator, second_factor=False)
    session_code_is_old(browser)

    refused = browser.get(reverse("people:add_app"))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("people:confirm"), {"next": reverse("people:add_app")})
    message = LocalMessage.objects.get()
    digits = re.search(r"\d{6}", message.body)[0]
    back = browser.post(reverse("people:code"), {"digits": digits})

    assert refused.url.startswith(reverse("people:confirm"))
    assert message.address == administrator.phone
    assert back.url == reverse("people:add_app")
    assert browser.get(back.url).status_code == 200


def test_secret_of_an_app_is_sealed_in_the_database_and_in_the_session(sign_in, administrator):
    browser = sign_in(administrator, second_factor=False)
    secret = browser.get(reverse("people:add_app")).context["secret"]
    in_session = str(dict(browser.session.items()))
    browser.post(reverse("people:add_app"), {"code": present_code(secret)})

    factor = Authenticator.objects.get(user=administrator, type="totp")
    assert secret not in in_session
    assert secret not in str(factor.data)
    assert decrypt(factor.data["secret"]) == secret


def test_wrong_digits_set_nothing_up(sign_in, administrator):
    browser = sign_in(administrator, second_factor=False)
    secret = browser.get(reverse("people:add_app")).context["secret"]
    wrong = f"{(int(present_code(secret)) + 1) % 10**6:06}"

    answer = browser.post(reverse("people:add_app"), {"code": wrong})

    assert answer.status_code == 422
    assert answer.context["secret"] == secret
    assert not Authenticator.objects.exists()


def test_session_that_has_not_shown_the_factor_is_asked_and_then_goes_on(sign_in, with_app):
    browser = sign_in(with_app, second_factor=False)

    asked = browser.get(POSTS, follow=True)
    answer = show(browser, present_code(SECRET))

    assert asked.redirect_chain[-1][0] == f"{SHOW}?next=%2Fappointments%2F"
    assert answer.url == POSTS
    assert browser.get(POSTS).status_code == 200


def test_factor_is_asked_again_after_twelve_hours(sign_in, with_app):
    browser = sign_in(with_app, second_factor=False)
    show(browser, present_code(SECRET))

    with time_machine.travel(timezone.now() + timedelta(hours=12, seconds=1)):
        assert browser.get(POSTS).status_code == 302


def test_code_of_the_app_opens_once(sign_in, with_app):
    digits = present_code(SECRET)
    first, second = (sign_in(with_app, second_factor=False) for _ in range(2))

    answers = [show(browser, digits).status_code for browser in (first, second)]

    assert answers == [302, 422]
    assert second.get(POSTS).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_code_of_the_app_shown_eight_times_at_once_opens_once(with_app):
    digits, start = present_code(SECRET), Barrier(8)

    def use(_):
        connection.ensure_connection()
        start.wait()
        try:
            return actions.use_factor_code(with_app, digits, actor=with_app) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1


@pytest.mark.parametrize(("seconds", "opens"), [(-29, True), (29, True), (-95, False), (95, False)])
def test_clock_of_the_phone_may_be_half_a_minute_wrong(with_app, seconds, opens):
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        digits = present_code(SECRET)

    assert (actions.use_factor_code(with_app, digits, actor=with_app) is not None) == opens


def test_code_that_set_the_app_up_opens_nothing(administrator):
    digits = present_code(SECRET)
    actions.add_app(administrator, actor=administrator, secret=SECRET, digits=digits)

    assert actions.use_factor_code(administrator, digits, actor=administrator) is None


def test_recovery_code_opens_once(sign_in, with_app):
    recovery = Authenticator.objects.get(user=with_app, type="recovery_codes")
    code = recovery.wrap().get_unused_codes()[0]
    first, second = (sign_in(with_app, second_factor=False) for _ in range(2))

    # As it stands on the paper, with a space in the middle.
    answers = [show(browser, f"{code[:4]} {code[4:]}").status_code for browser in (first, second)]

    assert answers == [302, 422]


def test_new_recovery_codes_replace_the_old(sign_in, with_app):
    browser = sign_in(with_app)
    old = browser.get(reverse("people:recovery_codes")).context["codes"]

    asked = browser.post(reverse("people:recovery_codes"))
    assert "Tạo 10 mã mới?" in asked.text
    assert browser.get(reverse("people:recovery_codes")).context["codes"] == old
    browser.post(reverse("people:recovery_codes"), {"sure": "yes"})
    new = browser.get(reverse("people:recovery_codes")).context["codes"]

    assert len(new) == 10
    assert not set(old) & set(new)
    assert actions.use_factor_code(with_app, old[0], actor=with_app) is None


def test_five_tries_a_minute_are_enough(sign_in, with_app):
    browser = sign_in(with_app, second_factor=False)
    wrong = f"{(int(present_code(SECRET)) + 1) % 10**6:06}"

    answers = [show(browser, wrong).status_code for _ in range(5)]

    assert answers == [422] * 5
    assert show(browser, present_code(SECRET)).status_code == 429


def test_stolen_number_alone_cannot_change_the_factor(sign_in, with_app):
    browser = sign_in(with_app, second_factor=False)
    factor = Authenticator.objects.get(user=with_app, type="totp")

    for name in ("add_app", "add_passkey", "recovery_codes", "remove_factor"):
        answer = browser.post(reverse(f"people:{name}"), {"factor": factor.pk})
        assert answer.url.startswith(SHOW)

    assert Authenticator.objects.filter(user=with_app).count() == 2


def test_removing_the_last_factor_takes_the_recovery_codes_along(sign_in, with_app):
    factor = Authenticator.objects.get(user=with_app, type="totp")

    sign_in(with_app).post(reverse("people:remove_factor"), {"factor": factor.pk, "sure": "yes"})

    assert not Authenticator.objects.filter(user=with_app).exists()


def test_removing_a_factor_ends_the_other_sessions_and_what_this_one_had_shown(sign_in, with_app):
    stolen, own = sign_in(with_app), sign_in(with_app)
    factor = Authenticator.objects.get(user=with_app, type="totp")

    own.post(reverse("people:remove_factor"), {"factor": factor.pk, "sure": "yes"})

    assert stolen.get("/account/").status_code == 302
    assert own.get("/account/").status_code == 200
    assert "account_authentication_methods" not in own.session


def test_a_press_cut_short_leads_back_to_the_page_it_stood_on(sign_in, with_app):
    factor = Authenticator.objects.get(user=with_app, type="totp")
    list_of_factors = reverse("people:second_factor")

    answer = sign_in(with_app, second_factor=False).post(
        reverse("people:remove_factor"),
        {"factor": factor.pk},
        headers={"referer": f"http://testserver{list_of_factors}"},
    )

    assert answer.url == f"{reverse('people:show_factor')}?{urlencode({'next': list_of_factors})}"
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_factor_of_somebody_else_cannot_be_removed(sign_in, with_app):
    factor = Authenticator.objects.get(user=with_app, type="totp")

    answer = sign_in(UserFactory()).post(
        reverse("people:remove_factor"), {"factor": factor.pk, "sure": "yes"}
    )

    assert answer.status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_second_app_is_refused(with_app):
    other = SECRET[::-1]

    with pytest.raises(RuleViolation):
        actions.add_app(with_app, actor=with_app, secret=other, digits=present_code(other))


def test_operator_forgets_the_factors_of_somebody_who_lost_them(sign_in, with_app):
    stolen = sign_in(with_app)

    actions.forget_factors(with_app, actor=None)

    assert stolen.get("/account/").status_code == 302
    assert not Authenticator.objects.filter(user=with_app).exists()
    assert Entry.objects.of(f"people:{with_app.public_id}").last().verb == "factors_forgotten"


def test_trial_portal_shows_what_the_apps_of_its_staff_show(with_app, settings):
    appointment = with_app.appointments.get()

    assert present_codes() == [(appointment, present_code(SECRET))]
    settings.LOCAL_OUTBOX = False
    assert present_codes() == []


# --- Passkeys -----------------------------------------------------------------------------


@pytest.fixture
def secure(sign_in, administrator):
    """Browsers make passkeys over https only."""
    browser = sign_in(administrator, second_factor=False)
    browser.defaults["wsgi.url_scheme"] = "https"
    return browser


def make(browser, passkey):
    page = browser.get(reverse("people:add_passkey"))
    options = json.loads(json.dumps(page.context["options"], default=dict))
    facts = {"name": "Điện thoại", "credential": json.dumps(passkey.make(options))}
    return browser.post(reverse("people:add_passkey"), facts)


def test_passkey_is_made_and_shown(secure, sign_in, administrator):
    passkey = Passkey()
    made = make(secure, passkey)
    other = sign_in(administrator, second_factor=False)
    other.defaults["wsgi.url_scheme"] = "https"
    question = other.get(reverse("people:passkey_question")).json()

    answer = other.post(SHOW, {"credential": json.dumps(passkey.show(question)), "next": POSTS})

    assert made.status_code == 302
    assert answer.url == POSTS
    assert other.get(POSTS).status_code == 200


def test_answer_of_a_passkey_opens_once(secure, sign_in, administrator):
    passkey = Passkey()
    make(secure, passkey)
    other = sign_in(administrator, second_factor=False)
    other.defaults["wsgi.url_scheme"] = "https"
    shown = json.dumps(passkey.show(other.get(reverse("people:passkey_question")).json()))

    answers = [other.post(SHOW, {"credential": shown}).status_code for _ in range(2)]

    assert answers == [302, 422]


@pytest.mark.parametrize("credential", ["{}", "[]", "null", "1", '{"response": {}}', "no JSON"])
def test_nonsense_instead_of_a_passkey_is_refused(secure, credential):
    facts = {"name": "x", "credential": credential}

    assert secure.post(reverse("people:add_passkey"), facts).status_code == 422
    assert not Authenticator.objects.exists()


def test_passkey_of_another_place_is_refused(secure):
    assert make(secure, Passkey(origin="https://evil.example")).status_code == 422
    assert not Authenticator.objects.exists()


def wrong_code():
    now = int(time.time()) // 30
    right = {format_hotp_value(hotp_value(SECRET, now + drift)) for drift in range(-2, 3)}
    return next(f"{guess:06}" for guess in range(10) if f"{guess:06}" not in right)


def guess(person, times):
    for _ in range(times):
        actions.use_factor_code(person, wrong_code(), actor=person)


def test_who_guesses_codes_is_stopped_for_a_day_and_the_person_is_told(with_app):
    guess(with_app, 10)

    with pytest.raises(RuleViolation, match="sai mã quá nhiều lần"):
        actions.use_factor_code(with_app, present_code(SECRET), actor=with_app)

    kinds = [notice.kind for notice in Notice.objects.inbox(with_app)]
    verbs = [entry.verb for entry in Entry.objects.of(f"people:{with_app.public_id}")]
    assert kinds.count("people_factor_guessed") == 2
    assert verbs.count("factor_code_wrong") == 10
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert actions.use_factor_code(with_app, present_code(SECRET), actor=with_app)


def test_a_right_code_forgives_the_wrong_ones_before_it(with_app):
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        guess(with_app, 9)
        assert actions.use_factor_code(with_app, present_code(SECRET), actor=with_app)
        guess(with_app, 9)


def test_the_page_says_that_there_were_too_many(sign_in, with_app):
    guess(with_app, 10)

    answer = show(sign_in(with_app, second_factor=False), present_code(SECRET))

    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]
