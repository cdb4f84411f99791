from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from portal.errors import RuleViolation
from portal.journal.actions import first_break
from portal.journal.models import Entry
from portal.notices.models import LocalMessage, Notice
from portal.people import actions
from portal.people.actions import AppointmentFacts
from portal.people.gates import HoldsRole, acting_appointment, appointments_of, role_required
from portal.people.models import Appointment, Role, User
from portal.people.models.appointments import name_of_appointment
from portal.people.roles import OF_A_COMMUNE, OF_A_HAMLET, OF_A_PROVINCE
from portal.people.second_factors import present_code
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def commune():
    return CommuneFactory(open=True)


@pytest.fixture
def administrator(commune):
    return AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune).person


def an_appointment(**changes):
    return {
        "phone": "0912 345 678",
        "full_name": "Đỗ Văn Mẫu",
        "honorific": "ông",
        "role": Role.OFFICER,
        "rank": "Đại úy",
        "since": TODAY().isoformat(),
        **changes,
    }


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (-10, None, True),
        (-10, 0, True),
        (0, 0, True),
        (0, None, True),
        (1, None, False),
        (-10, -1, False),
    ],
)
def test_both_ends_of_a_term_belong_to_it(since, until, held):
    appointment = AppointmentFactory(
        since=TODAY() + timedelta(days=since),
        until=None if until is None else TODAY() + timedelta(days=until),
    )

    assert Appointment.objects.current().filter(pk=appointment.pk).exists() == held
    assert Appointment.objects.current(on=TODAY()).filter(pk=appointment.pk).exists() == held


def test_appointment_ended_today_was_held_yesterday():
    yesterday = TODAY() - timedelta(days=1)
    appointment = AppointmentFactory(since=yesterday, ended_at=timezone.now())

    assert list(Appointment.objects.current(on=yesterday)) == [appointment]
    assert list(Appointment.objects.current()) == []


def test_appointments_of_a_commune_include_those_of_its_hamlets(commune):
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory(commune=commune))
    officer = AppointmentFactory(commune=commune)
    AppointmentFactory(commune=CommuneFactory(open=True))

    assert set(Appointment.objects.in_commune(commune)) == {leader, officer}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_held_in_an_area_of_its_level(role):
    appointment = AppointmentFactory(role=role)

    assert (appointment.hamlet is not None) == (role == Role.HAMLET_LEADER)
    assert (appointment.province is not None) == (role in OF_A_PROVINCE)
    assert (appointment.commune is not None) == (role in OF_A_COMMUNE | OF_A_HAMLET)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        (
            "appointment_has_an_area_of_its_role_s_level",
            {"role": Role.HAMLET_LEADER, "hamlet": None},
        ),
        ("appointment_has_an_area_of_its_role_s_level", {"role": Role.OPERATOR, "province": None}),
        ("appointment_ends_after_it_begins", {"until": date(2020, 1, 1)}),
    ],
)
def test_database_refuses_an_appointment_where(name, facts):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AppointmentFactory(**facts)


def test_database_refuses_an_appointment_given_to_oneself():
    person = UserFactory()

    with (
        pytest.raises(IntegrityError, match="appointment_is_not_given_to_oneself"),
        transaction.atomic(),
    ):
        AppointmentFactory(person=person, appointed_by=person)


def test_database_refuses_who_ended_an_appointment_that_goes_on():
    with pytest.raises(IntegrityError, match="appointment_ended_by_someone"), transaction.atomic():
        AppointmentFactory(ended_by=UserFactory())


def test_commune_has_one_chief_at_a_time(commune):
    AppointmentFactory(role=Role.CHIEF, commune=commune, until=TODAY())
    AppointmentFactory(role=Role.CHIEF, commune=commune, since=TODAY() + timedelta(days=1))

    with (
        pytest.raises(
            IntegrityError, match="appointment_one_chief_of_police_per_commune_at_a_time"
        ),
        transaction.atomic(),
    ):
        AppointmentFactory(role=Role.CHIEF, commune=commune)


def test_nobody_holds_the_same_appointment_twice_at_a_time(commune):
    appointment = AppointmentFactory(commune=commune)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER)

    with (
        pytest.raises(IntegrityError, match="appointment_of_a_commune_is_held_once"),
        transaction.atomic(),
    ):
        AppointmentFactory(commune=commune, person=appointment.person)
    with (
        pytest.raises(IntegrityError, match="appointment_of_a_hamlet_is_held_once"),
        transaction.atomic(),
    ):
        AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=leader.hamlet, person=leader.person)


# --- Gates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("stranger", 403),
        ("officer", 403),
        ("expired", 403),
        ("not yet", 403),
        ("ended", 403),
        ("administrator", 200),
    ],
)
def test_who_can_open_the_list_of_appointments(client, sign_in, commune, who, status):
    role = {"role": Role.ADMINISTRATOR, "commune": commune}
    people = {
        "stranger": lambda: UserFactory(),
        "officer": lambda: AppointmentFactory(commune=commune).person,
        "expired": lambda: (
            AppointmentFactory(
                **role, since=date(2020, 1, 1), until=TODAY() - timedelta(days=1)
            ).person
        ),
        "not yet": lambda: AppointmentFactory(**role, since=TODAY() + timedelta(days=1)).person,
        "ended": lambda: AppointmentFactory(**role, ended_at=timezone.now()).person,
        "administrator": lambda: AppointmentFactory(**role).person,
    }
    browser = client if who == "anonymous" else sign_in(people[who]())

    assert browser.get(reverse("people:appointments")).status_code == status


def test_appointment_that_ends_while_the_person_works_opens_nothing_more(
    sign_in, commune, administrator
):
    browser = sign_in(administrator)
    before = browser.get(reverse("people:appointments")).status_code

    Appointment.objects.filter(person=administrator).update(
        since=date(2020, 1, 1), until=TODAY() - timedelta(days=1)
    )

    assert (before, browser.get(reverse("people:appointments")).status_code) == (200, 403)


def test_anonymous_comes_back_after_signing_in(client):
    answer = client.get(reverse("people:appointments") + "?page=2")

    assert answer.url == "/sign-in/?next=%2Fappointments%2F%3Fpage%3D2"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/appointments/?page=2", "%2Fappointments%2F%3Fpage%3D2"),
        ("https://evil.example/x", "%2F"),
    ],
)
def test_form_sent_after_the_session_ended_leads_back_to_where_it_stood(client, referer, back):
    answer = client.post(reverse("people:sign_out_everywhere"), headers={"referer": referer})

    assert answer.url == f"/sign-in/?next={back}"


def test_what_was_written_stays_in_sight_when_the_session_ended(client):
    page = client.post(
        reverse("people:create_organisation"), {"name": 'Tiệm "Hòa"', "tax_code": ""}
    )

    assert page.status_code == 401
    assert '<input type="hidden" name="name" value="Tiệm &quot;Hòa&quot;">' in page.text
    assert f'action="{reverse("people:create_organisation")}"' in page.text
    assert 'href="/sign-in/?next=%2F" target="_blank"' in page.text


def test_what_staff_wrote_stays_in_sight_when_the_second_factor_ended(sign_in, administrator):
    browser = sign_in(administrator, second_factor=False)

    page = browser.post(reverse("people:appoint"), {"full_name": "Bùi Kim Thoa"})

    assert page.status_code == 401
    assert 'name="full_name" value="Bùi Kim Thoa"' in page.text
    assert 'href="/account/second-factor/?next=%2F" target="_blank"' in page.text


def test_staff_appointment_opens_nothing_until_the_second_factor_is_shown(sign_in, administrator):
    answer = sign_in(administrator, second_factor=False).get(reverse("people:appointments"))

    assert answer.url == "/account/second-factor/?next=%2Fappointments%2F"


def test_leader_needs_no_second_factor(sign_in):
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)

    assert (
        _acting(sign_in(appointment.person, second_factor=False), Role.HAMLET_LEADER) == appointment
    )


def test_acting_appointment_is_none_until_the_second_factor_is_shown(sign_in, commune):
    appointment = AppointmentFactory(commune=commune)

    assert _acting(sign_in(appointment.person, second_factor=False), Role.OFFICER) is None
    assert _acting(sign_in(appointment.person), Role.OFFICER) == appointment
    assert _acting(sign_in(appointment.person), Role.CHIEF) is None


def test_second_factor_of_another_person_in_the_same_browser_counts_for_nothing(sign_in, commune):
    appointment = AppointmentFactory(commune=commune)
    browser = sign_in(UserFactory())
    browser.force_login(appointment.person)

    assert _acting(browser, Role.OFFICER) is None


def _request(browser) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = browser.session
    request.user = User.objects.get(pk=browser.session["_auth_user_id"])
    return request


def _acting(browser, *roles):
    return acting_appointment(_request(browser), *roles)


def test_gate_puts_the_appointment_and_its_commune_on_the_request(sign_in, commune):
    appointment = AppointmentFactory(commune=commune)
    request = _request(sign_in(appointment.person))
    view = role_required(Role.OFFICER)(
        lambda request: HttpResponse(f"{request.appointment.pk} {request.commune.pk}")
    )

    assert view(request).content.decode() == f"{appointment.pk} {commune.pk}"


def test_api_gate_is_the_same_gate(sign_in, commune):
    appointment = AppointmentFactory(commune=commune)
    gate: Any = HoldsRole.of(Role.OFFICER)()

    class Wrapped:
        def __init__(self, browser):
            self._request = _request(browser)

    shown, hidden = (
        Wrapped(sign_in(appointment.person)),
        Wrapped(sign_in(appointment.person, second_factor=False)),
    )
    assert gate.has_permission(shown, None)
    assert shown.appointment == shown._request.appointment == appointment
    assert not gate.has_permission(hidden, None)


def test_appointments_are_read_once_a_request(sign_in, django_assert_num_queries):
    appointment = AppointmentFactory()
    request = _request(sign_in(appointment.person))
    assert "account_authentication_methods" in request.session  # it is read once by now

    with django_assert_num_queries(1):
        for _again in range(3):
            assert appointments_of(request)[0].commune.profile


# --- Appointing ---------------------------------------------------------------------------


def test_rank_of_the_police_is_not_given_to_a_treasurer(sign_in, administrator):
    treasurer = an_appointment(role=Role.TREASURER, rank="Đại úy")

    sign_in(administrator).post(reverse("people:appoint"), treasurer)

    assert Appointment.objects.get(role=Role.TREASURER).rank == ""


def test_administrator_appoints_an_officer_who_is_told_and_it_is_journalled(
    sign_in, commune, administrator
):
    answer = sign_in(administrator).post(reverse("people:appoint"), an_appointment())

    assert answer.url == reverse("people:appointments")
    appointment = Appointment.objects.get(role=Role.OFFICER)
    assert (
        appointment.appointed_phone,
        appointment.shown_as,
        appointment.rank,
        appointment.commune,
    ) == (
        "+84912345678",
        "Đỗ Văn Mẫu",
        "Đại úy",
        commune,
    )
    entry = Entry.objects.of(f"appointments:{commune.code}").get()
    assert (entry.verb, entry.actor_id, entry.subject) == (
        "appointment_given",
        administrator.pk,
        str(appointment.public_id),
    )
    assert "Mẫu" not in str(entry.facts)
    assert first_break(f"appointments:{commune.code}") is None
    assert Notice.objects.inbox(appointment.person).get().kind == "people_appointment_given"


def test_known_person_keeps_their_own_name_when_appointed(sign_in, commune, administrator):
    person = UserFactory(phone="+84912345678", full_name="Đỗ Thị Thật")

    sign_in(administrator).post(reverse("people:appoint"), an_appointment())

    assert Appointment.objects.get(role=Role.OFFICER).person == person
    person.refresh_from_db()
    assert person.full_name == "Đỗ Thị Thật"


def test_a_term_typed_by_hand_begins_on_the_day_that_was_meant(sign_in, administrator):
    facts = an_appointment(since="05/11/2026")

    sign_in(administrator).post(reverse("people:appoint"), facts)

    appointment = Appointment.objects.get(role=Role.OFFICER)
    assert appointment.since == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("phone", {"phone": "12"}),
        ("full_name", {"full_name": " "}),
        ("role", {"role": ""}),
        ("role", {"role": Role.OPERATOR}),
        ("role", {"role": Role.PROVINCE_READER}),
        ("hamlet", {"role": Role.HAMLET_LEADER}),
        ("since", {"since": "yesterday"}),
        ("until", {"until": "2020-01-01"}),
    ],
)
def test_wrong_appointment_is_named_and_nothing_is_made(sign_in, administrator, field, changes):
    answer = sign_in(administrator).post(reverse("people:appoint"), an_appointment(**changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert Appointment.objects.count() == 1
    assert User.objects.count() == 1


def test_hamlet_of_another_commune_cannot_be_chosen(sign_in, administrator):
    elsewhere = HamletFactory()
    facts = an_appointment(role=Role.HAMLET_LEADER, hamlet=elsewhere.public_id)

    answer = sign_in(administrator).post(reverse("people:appoint"), facts)

    assert answer.status_code == 422
    assert Appointment.objects.count() == 1


def test_administrator_cannot_appoint_in_another_commune(administrator):
    facts = AppointmentFacts(role=Role.OFFICER, commune=CommuneFactory(open=True))
    with pytest.raises(RuleViolation):
        actions.appoint(UserFactory(), facts, actor=administrator)

    assert not Appointment.objects.of_role(Role.OFFICER).exists()


@pytest.mark.parametrize("role", sorted(OF_A_PROVINCE))
def test_administrator_cannot_appoint_readers_and_operators(administrator, commune, role):
    for area in ({"province": commune.province}, {"commune": commune}):
        with pytest.raises(RuleViolation):
            actions.appoint(UserFactory(), AppointmentFacts(role=role, **area), actor=administrator)


def test_nobody_appoints_themself(administrator, commune):
    facts = AppointmentFacts(role=Role.OFFICER, commune=commune)
    with pytest.raises(RuleViolation):
        actions.appoint(administrator, facts, actor=administrator)


def test_second_chief_is_refused_with_a_sentence_and_nobody_is_made(
    sign_in, commune, administrator
):
    AppointmentFactory(role=Role.CHIEF, commune=commune)
    people = User.objects.count()

    answer = sign_in(administrator).post(reverse("people:appoint"), an_appointment(role=Role.CHIEF))

    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert (User.objects.count(), Appointment.objects.of_role(Role.CHIEF).count()) == (people, 1)


def test_administrator_ends_an_appointment_at_once(sign_in, commune, administrator):
    officer = AppointmentFactory(commune=commune)

    sign_in(administrator).post(reverse("people:end_appointment", args=[officer.public_id]))

    officer.refresh_from_db()
    assert officer.ended_by == administrator
    assert not Appointment.objects.current().filter(pk=officer.pk).exists()
    assert Entry.objects.of(f"appointments:{commune.code}").get().verb == "appointment_ended"
    assert Notice.objects.inbox(officer.person).get().kind == "people_appointment_ended"


def test_administrator_sets_a_last_day(sign_in, commune, administrator):
    officer = AppointmentFactory(commune=commune)
    last = TODAY() + timedelta(days=7)

    sign_in(administrator).post(
        reverse("people:end_appointment", args=[officer.public_id]), {"on": last.isoformat()}
    )

    officer.refresh_from_db()
    assert (officer.until, officer.ended_at) == (last, None)
    assert (
        not Appointment.objects.current(on=last + timedelta(days=1)).of_role(Role.OFFICER).exists()
    )


def test_last_day_cannot_lie_in_the_past(sign_in, commune, administrator):
    officer = AppointmentFactory(commune=commune)

    answer = sign_in(administrator).post(
        reverse("people:end_appointment", args=[officer.public_id]), {"on": "2020-01-01"}
    )

    assert answer.status_code == 422
    officer.refresh_from_db()
    assert officer.until is None


def test_last_administrator_stays(commune, administrator):
    appointment = administrator.appointments.get()

    with pytest.raises(RuleViolation):
        actions.end_appointment(appointment, actor=administrator)

    AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune)
    assert actions.end_appointment(appointment, actor=administrator).has_ended


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one(commune):
    appointments = AppointmentFactory.create_batch(2, role=Role.ADMINISTRATOR, commune=commune)

    def end(pair):
        try:
            actions.end_appointment(pair[0], actor=pair[1].person)
        except RuleViolation:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as pool:
        assert (
            sum(
                pool.map(
                    end, [(appointments[0], appointments[1]), (appointments[1], appointments[0])]
                )
            )
            == 1
        )
    assert Appointment.objects.current().in_commune(commune).count() == 1


def test_appointment_is_ended_once(commune, administrator):
    officer = AppointmentFactory(commune=commune)
    actions.end_appointment(officer, actor=administrator)

    with pytest.raises(RuleViolation):
        actions.end_appointment(officer, actor=administrator)

    assert Entry.objects.of(f"appointments:{commune.code}").count() == 1


def test_appointment_of_another_commune_is_not_found_and_goes_on(sign_in, administrator):
    elsewhere = AppointmentFactory(commune=CommuneFactory(open=True))

    answer = sign_in(administrator).post(
        reverse("people:end_appointment", args=[elsewhere.public_id])
    )

    assert answer.status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.ended_at is None
    with pytest.raises(RuleViolation):
        actions.end_appointment(elsewhere, actor=administrator)


def test_list_of_appointments_shows_only_the_own_commune_by_as_many_queries_for_three_as_for_one(
    sign_in, commune, administrator, django_assert_num_queries
):
    browser = sign_in(administrator)
    stranger = AppointmentFactory(commune=CommuneFactory(open=True))
    browser.get(reverse("people:appointments"))
    with CaptureQueriesContext(connection) as one:
        page = browser.get(reverse("people:appointments"))
    AppointmentFactory.create_batch(2, commune=commune)
    with django_assert_num_queries(len(one)):
        browser.get(reverse("people:appointments"))

    assert administrator.full_name in page.text
    assert stranger.person.full_name not in page.text


def test_appointments_of_other_days_stand_last_entered_first(sign_in, commune, administrator):
    later = AppointmentFactory(commune=commune, since=TODAY() + timedelta(days=9))
    earlier = AppointmentFactory(commune=commune, since=date(2026, 1, 1), until=date(2026, 2, 1))

    page = sign_in(administrator).get(reverse("people:appointments"))

    assert page.context["past"].rows == [earlier, later]
    assert "Ghi sau cùng đứng trước." in page.text


# --- Several appointments ------------------------------------------------------------------------


def test_person_with_two_appointments_chooses_in_which_to_act(sign_in, commune):
    first = AppointmentFactory(commune=commune, since=date(2026, 1, 1))
    second = AppointmentFactory(person=first.person, commune=CommuneFactory(open=True))
    browser = sign_in(first.person)
    before = _acting(browser, Role.OFFICER)

    browser.post(reverse("people:choose_appointment"), {"appointment": second.public_id})

    assert (before, _acting(browser, Role.OFFICER)) == (first, second)


def test_appointment_of_another_person_cannot_be_chosen(sign_in):
    mine, theirs = AppointmentFactory(), AppointmentFactory()
    browser = sign_in(mine.person)

    answer = browser.post(reverse("people:choose_appointment"), {"appointment": theirs.public_id})

    assert answer.status_code == 404
    assert _acting(browser, Role.OFFICER) == mine


@pytest.mark.parametrize(
    ("area", "name"),
    [
        ("thôn Phú Hữu", "Trưởng thôn Phú Hữu"),
        ("tổ dân phố Gia Thạnh", "Tổ trưởng tổ dân phố Gia Thạnh"),
    ],
)
def test_a_leader_is_called_as_people_call_her(area, name):
    with override("vi"):
        assert name_of_appointment(Role.HAMLET_LEADER, area) == name


def test_the_second_tap_on_appoint_says_what_is_so(administrator, sign_in):
    client, url = sign_in(administrator), reverse("people:appoint")

    answers = [client.post(url, an_appointment(), follow=True) for _ in range(2)]
    other = client.post(url, an_appointment(rank="Thiếu tá"))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Appointment.objects.exclude(person=administrator).count() == 1
    assert other.status_code == 422


# --- Whose number it is, and who begins -----------------------------------------------------------

LIST = reverse("people:appointments")


def take_up_page(appointment):
    return reverse("people:take_up", args=[appointment.public_id])


def appointed(commune, administrator, phone="+84912345678", role=Role.TREASURER, **facts):
    given = {"shown_as": "Tên Bịa", "shown_honorific": "ông", **facts}
    about = AppointmentFacts(role=role, commune=commune, **given)
    return actions.appoint_by_phone(phone, about, actor=administrator)


def pages_of(client, appointment):
    """Whatever the administrator reads of an appointment."""
    names = ("end_appointment", "correct_number")
    own = [reverse(f"people:{name}", args=[appointment.public_id]) for name in names]
    return "".join(client.get(url).text for url in (LIST, *own))


def test_a_number_is_not_turned_into_the_name_of_who_has_it(sign_in, commune, administrator):
    UserFactory(phone="+84912345678", full_name="Mallory Kẻ Xấu", honorific="bà")
    known = appointed(commune, administrator)
    unknown = appointed(commune, administrator, "+84912345679")
    client = sign_in(administrator)

    pages = [pages_of(client, one) for one in (known, unknown)]

    for page in pages:
        assert "Tên Bịa" in page
        assert "Kẻ Xấu" not in page
    assert "0912 345 678" in pages[0]


def test_nothing_is_written_into_the_account_of_who_is_appointed(commune, administrator):
    person = UserFactory(phone="+84912345678", full_name="", honorific="")

    appointed(commune, administrator)

    person.refresh_from_db()
    assert (person.full_name, person.honorific) == ("", "")


def test_who_is_appointed_begins_once_and_is_shown_by_the_own_name_from_then(
    sign_in, commune, administrator
):
    person = UserFactory(phone="+84912345678", full_name="Đỗ Thị Thật")
    leader = appointed(
        commune,
        administrator,
        role=Role.HAMLET_LEADER,
        hamlet=HamletFactory(commune=commune),
    )
    client, address = sign_in(person, second_factor=False), reverse("cameras:vouching")

    asked = client.get(address)
    first = client.get("/", follow=True)
    begun = [client.post(asked.url).url for _ in range(2)]

    assert asked.url == f"{take_up_page(leader)}?next=%2Fcameras%2Fvouching%2F"
    assert first.redirect_chain[-1][0] == take_up_page(leader)
    assert begun == [address] * 2
    assert client.get(address).status_code == 200
    assert "Đỗ Thị Thật" in sign_in(administrator).get(LIST).text
    verbs = Entry.objects.of(leader.stream).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["appointment_given", "appointment_taken_up"]


def test_the_second_factor_comes_before_the_beginning(sign_in, commune, administrator):
    treasurer = appointed(commune, administrator)
    address = reverse("contributions:manage")

    without = sign_in(treasurer.person, second_factor=False).get(address)
    shown = sign_in(treasurer.person).get(address)

    assert without.url.startswith(reverse("people:second_factor"))
    assert shown.url.startswith(take_up_page(treasurer))


def test_who_has_no_name_yet_says_it_when_beginning(sign_in, commune, administrator):
    treasurer = appointed(commune, administrator)
    client = sign_in(treasurer.person)

    page = client.get(take_up_page(treasurer))
    empty = client.post(take_up_page(treasurer), {"full_name": " "})
    client.post(take_up_page(treasurer), {"full_name": "Đỗ Văn Mẫu", "honorific": "ông"})

    treasurer.refresh_from_db()
    assert 'value="Tên Bịa"' in page.text
    assert empty.status_code == 422
    assert (treasurer.holder, treasurer.person.full_name) == ("Đỗ Văn Mẫu", "Đỗ Văn Mẫu")


def test_the_api_opens_nothing_before_the_beginning_either(sign_in, commune, administrator):
    treasurer = appointed(commune, administrator)
    client = sign_in(treasurer.person)
    before = client.get("/api/v1/gifts/").status_code

    actions.take_up(treasurer, actor=treasurer.person, full_name="Đỗ Văn Mẫu")

    assert (before, client.get("/api/v1/gifts/").status_code) == (403, 200)


def test_who_has_not_begun_keeps_the_pages_of_a_resident(sign_in, commune, administrator):
    leader = appointed(
        commune,
        administrator,
        role=Role.HAMLET_LEADER,
        hamlet=HamletFactory(commune=commune),
    )

    page = sign_in(leader.person).get("/cameras/")

    assert reverse("cameras:vouching") not in page.text
    assert take_up_page(leader) in sign_in(leader.person).get(reverse("people:account")).text


def test_somebody_else_neither_begins_nor_refuses(sign_in, commune, administrator):
    treasurer, stranger = appointed(commune, administrator), UserFactory()
    client = sign_in(stranger)
    refuse = reverse("people:refuse_appointment", args=[treasurer.public_id])

    assert [client.post(url).status_code for url in (take_up_page(treasurer), refuse)] == [404] * 2
    with pytest.raises(RuleViolation):
        actions.take_up(treasurer, actor=stranger)
    with pytest.raises(RuleViolation):
        actions.refuse_appointment(treasurer, actor=stranger)
    treasurer.refresh_from_db()
    assert (treasurer.taken_up_at, treasurer.ended_at) == (None, None)


def test_who_was_not_meant_says_so_and_the_administrator_is_told(sign_in, commune, administrator):
    person = UserFactory(phone="+84912345678", full_name="Mallory Kẻ Xấu")
    treasurer = appointed(commune, administrator)
    client = sign_in(person)

    for _ in range(2):
        client.post(reverse("people:refuse_appointment", args=[treasurer.public_id]))

    told = Notice.objects.inbox(administrator).get()
    assert (told.kind, told.facts["name"]) == ("people_appointment_refused", "Tên Bịa")
    assert not Appointment.objects.of(person).current().exists()
    page = sign_in(administrator).get(LIST).text
    assert "Tên Bịa" in page
    assert "Kẻ Xấu" not in page


def test_who_has_begun_does_not_refuse_any_more(commune):
    treasurer = AppointmentFactory(role=Role.TREASURER, commune=commune)

    with pytest.raises(RuleViolation):
        actions.refuse_appointment(treasurer, actor=treasurer.person)


def test_a_mistyped_number_is_corrected_once_and_both_are_told(
    sign_in, commune, administrator, django_capture_on_commit_callbacks
):
    wrong = appointed(commune, administrator, rank="", until=TODAY() + timedelta(days=90))
    client = sign_in(administrator)
    address = reverse("people:correct_number", args=[wrong.public_id])

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(address, {"phone": "0912 345 679"}).url for _ in range(2)]

    wrong.refresh_from_db()
    right = Appointment.objects.current().of_role(Role.TREASURER).get()
    assert answers == [LIST] * 2
    assert (wrong.ended_by, right.person.phone) == (administrator, "+84912345679")
    assert (right.shown_as, right.until) == ("Tên Bịa", wrong.until)
    told = set(LocalMessage.objects.values_list("address", flat=True))
    assert told >= {"+84912345678", "+84912345679"}
    verbs = Entry.objects.of(right.stream).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["appointment_given", "appointment_ended", "appointment_given"]


@pytest.mark.parametrize("phone", ["0912 345 678", "12", ""])
def test_a_number_that_is_none_or_the_same_corrects_nothing(sign_in, commune, administrator, phone):
    treasurer = appointed(commune, administrator)
    address = reverse("people:correct_number", args=[treasurer.public_id])

    answer = sign_in(administrator).post(address, {"phone": phone})

    assert answer.status_code == 422
    assert Appointment.objects.of_role(Role.TREASURER).get().ended_at is None


def test_once_somebody_has_begun_the_number_is_not_corrected(sign_in, commune, administrator):
    treasurer = AppointmentFactory(role=Role.TREASURER, commune=commune)
    address = reverse("people:correct_number", args=[treasurer.public_id])

    answer = sign_in(administrator).post(address, {"phone": "0912 345 679"})

    assert answer.status_code == 422
    assert Appointment.objects.of_role(Role.TREASURER).get().person == treasurer.person


def test_nobody_corrects_a_number_in_another_commune(sign_in, administrator):
    elsewhere = AppointmentFactory(commune=CommuneFactory(open=True), taken_up_at=None)
    address = reverse("people:correct_number", args=[elsewhere.public_id])

    assert sign_in(administrator).get(address).status_code == 404
    with pytest.raises(RuleViolation):
        actions.correct_number(elsewhere, "+84912345679", actor=administrator)


def test_a_leader_with_a_factor_not_shown_is_led_to_it_from_the_first_page(sign_in):
    leader = AppointmentFactory(role=Role.HAMLET_LEADER).person
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    actions.add_app(leader, actor=leader, secret=secret, digits=present_code(secret))

    answer = sign_in(leader, second_factor=False).get("/today/")

    assert answer.url.startswith(reverse("people:second_factor"))
