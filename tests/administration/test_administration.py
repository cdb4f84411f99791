import datetime as dt
import uuid

import pytest
from django.urls import reverse

from cameras.register.models import Site
from portal.administration.actions import merge_everywhere
from portal.areas.models import Hamlet
from portal.errors import RuleViolation
from portal.people import actions as people
from portal.people.models import Appointment, Role
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import SiteFactory
from tests.people.factories import AppointmentFactory, UserFactory


@pytest.fixture
def administrator(db):
    commune = CommuneFactory(open=True)
    return AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune)


PAGES = ["profile", "hamlets", "add", "merge"]


@pytest.mark.parametrize("page", PAGES)
def test_administrator_opens_the_pages_of_her_commune(administrator, sign_in, page) -> None:
    response = sign_in(administrator.person).get(reverse(f"administration:{page}"))

    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICER, Role.HAMLET_LEADER, Role.TREASURER])
@pytest.mark.parametrize("page", PAGES)
def test_others_of_the_commune_do_not(sign_in, page, role) -> None:
    appointment = AppointmentFactory(role=role)

    assert sign_in(appointment.person).get(reverse(f"administration:{page}")).status_code == 403


def test_hamlet_of_another_commune_is_not_found_and_stays(administrator, sign_in) -> None:
    other = HamletFactory(kind="thôn", name="Phú Hữu")
    url = reverse("administration:change", args=[other.public_id])

    response = sign_in(administrator.person).post(url, {"kind": "thôn", "name": "Khác"})

    other.refresh_from_db()
    assert (response.status_code, other.name) == (404, "Phú Hữu")


def test_adding_a_hamlet_twice_says_that_it_is_there(administrator, sign_in) -> None:
    client = sign_in(administrator.person)
    new = {
        "once": uuid.uuid4(),
        "kind": "thôn",
        "name": " Phú  Hữu ",
        "households": "214",
        "people": "830",
    }

    first = client.post(reverse("administration:add"), new)
    second = client.post(reverse("administration:add"), new | {"once": uuid.uuid4()})

    assert (first.status_code, second.status_code) == (302, 422)
    hamlet = Hamlet.objects.get(commune=administrator.commune)
    assert (str(hamlet), hamlet.households, hamlet.people) == ("thôn Phú Hữu", 214, 830)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"households": "-3"},
        {"households": "many"},
        {"households": "300", "people": "200"},
        {"kind": "city"},
    ],
)
def test_wrong_hamlet_keeps_what_was_typed_and_adds_nothing(administrator, sign_in, wrong) -> None:
    typed = {"once": uuid.uuid4(), "kind": "thôn", "name": "Phú Hữu"}
    typed |= {"households": "214", "people": "830", **wrong}

    response = sign_in(administrator.person).post(reverse("administration:add"), typed)

    assert response.status_code == 422
    assert not Hamlet.objects.filter(commune=administrator.commune).exists()


@pytest.mark.parametrize("typed", ["thôn Phú Hữu", "Thôn  Phú Hữu ", "Phú Hữu"])
def test_kind_written_into_the_name_stands_there_once(administrator, sign_in, typed) -> None:
    client = sign_in(administrator.person)

    new = {"once": uuid.uuid4(), "kind": "thôn", "name": typed}
    client.post(reverse("administration:add"), new)

    assert str(Hamlet.objects.get(commune=administrator.commune)) == "thôn Phú Hữu"


def test_kind_is_chosen_from_a_list_that_says_so(administrator, sign_in) -> None:
    page = sign_in(administrator.person).get(
        reverse("administration:add"), headers={"accept-language": "vi"}
    )

    assert '<option value="" selected>Chọn</option>' in page.text


def test_renaming_on_the_page_keeps_the_old_name(administrator, sign_in) -> None:
    hamlet = HamletFactory(commune=administrator.commune, kind="thôn", name="Phú Hữu")
    url = reverse("administration:change", args=[hamlet.public_id])

    sign_in(administrator.person).post(url, {"kind": "tổ dân phố", "name": "1", "households": "9"})

    hamlet.refresh_from_db()
    assert (str(hamlet), hamlet.former_names, hamlet.households) == (
        "tổ dân phố 1",
        ["thôn Phú Hữu"],
        9,
    )


def test_merger_takes_appointments_and_sites_along(administrator, sign_in) -> None:
    commune = administrator.commune
    west, east = HamletFactory(commune=commune), HamletFactory(commune=commune)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=west)
    site = SiteFactory(commune=commune, hamlet=east)
    form = {
        "once": str(uuid.uuid4()),
        "hamlets": [str(west.public_id), str(east.public_id)],
        "kind": "khu",
        "name": "Hòa Lạc",
        "on": "2026-01-05",
    }

    client, url = sign_in(administrator.person), reverse("administration:merge")
    asked = client.post(url, form)
    assert "Sáp nhập các thôn, tổ này?" in asked.text
    assert not Hamlet.objects.filter(name="Hòa Lạc").exists()
    assert dict(asked.context["sent"]).keys() == form.keys()

    response = client.post(url, {**form, "sure": "yes"})

    merged = Hamlet.objects.get(commune=commune, name="Hòa Lạc")
    leader.refresh_from_db()
    site.refresh_from_db()
    assert response.status_code == 302
    assert (leader.hamlet, site.hamlet) == (merged, merged)


def test_one_who_led_both_leads_the_new_one_once(administrator) -> None:
    commune, person = administrator.commune, UserFactory()
    hamlets = [HamletFactory(commune=commune), HamletFactory(commune=commune)]
    for hamlet in hamlets:
        AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet, person=person)

    merged = merge_everywhere(
        hamlets, actor=administrator.person, kind="khu", name="Hòa Lạc", on=dt.date(2026, 1, 5)
    )

    assert [appointment.hamlet for appointment in Appointment.objects.current().of(person)] == [
        merged
    ]


def test_only_its_administrator_merges_the_hamlets_of_a_commune(administrator) -> None:
    hamlets = [HamletFactory(commune=administrator.commune) for _ in range(2)]
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlets[0])
    elsewhere = AppointmentFactory(role=Role.ADMINISTRATOR, commune=HamletFactory().commune)

    for stranger in (leader.person, elsewhere.person):
        with pytest.raises(RuleViolation, match="cán bộ phụ trách Sổ Camera"):
            merge_everywhere(
                hamlets, actor=stranger, kind="khu", name="Hòa Lạc", on=dt.date(2026, 1, 5)
            )
        with pytest.raises(RuleViolation, match="cán bộ phụ trách Sổ Camera"):
            people.follow_merger(hamlets[:1], hamlets[1], actor=stranger)

    leader.refresh_from_db()
    assert leader.hamlet == hamlets[0]
    assert set(Hamlet.objects.current().filter(commune=administrator.commune)) == set(hamlets)


@pytest.mark.parametrize(
    "wrong", [{"hamlets": []}, {"name": ""}, {"on": "2999-01-01"}, {"on": "soon"}, {"one": True}]
)
def test_wrong_merger_changes_nothing(administrator, sign_in, wrong) -> None:
    hamlets = [HamletFactory(commune=administrator.commune) for _ in range(2)]
    chosen = hamlets[:1] if wrong.pop("one", False) else hamlets
    form = {
        "once": str(uuid.uuid4()),
        "hamlets": [str(hamlet.public_id) for hamlet in chosen],
        "kind": "khu",
        "name": "Hòa Lạc",
        "on": "2026-01-05",
        "sure": "yes",
        **wrong,
    }

    response = sign_in(administrator.person).post(reverse("administration:merge"), form)

    assert response.status_code == 422
    assert set(Hamlet.objects.current().filter(commune=administrator.commune)) == set(hamlets)
    assert not Site.objects.exists()


def profile_form(**changes: str) -> dict[str, str]:
    lines = {f"line{number}-{part}": "" for number in range(6) for part in ("label", "phone")}
    return {
        "police_name": "Công an phường",
        "police_phone": "0203 300 0113",
        "committee_phone": "0203 300 0100",
        "data_officer_name": "Hoàng Thị Mai",
        "data_officer_phone": "0203 300 0101",
        "data_officer_email": "dulieu@socamera.example",
        "households": "5120",
        "people": "18460",
        **lines,
        **changes,
    }


def test_contacts_and_hotlines_are_kept(administrator, sign_in) -> None:
    lines = {"line1-label": "Cứu hỏa", "line1-phone": "114"}

    response = sign_in(administrator.person).post(
        reverse("administration:profile"), profile_form(**lines)
    )

    administrator.commune.profile.refresh_from_db()
    assert response.status_code == 302
    assert administrator.commune.profile.data_officer_name == "Hoàng Thị Mai"
    assert [str(line) for line in administrator.commune.hotlines.all()] == ["Cứu hỏa 114"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"line0-label": "Cứu hỏa"},
        {"line0-phone": "114"},
        {"police_phone": "trực ban"},
        {"data_officer_email": "no address"},
    ],
)
def test_wrong_contacts_change_nothing(administrator, sign_in, wrong) -> None:
    response = sign_in(administrator.person).post(
        reverse("administration:profile"), profile_form(**wrong)
    )

    administrator.commune.profile.refresh_from_db()
    assert response.status_code == 422
    assert administrator.commune.profile.data_officer_name == ""
    assert not administrator.commune.hotlines.exists()


def test_wrong_hotline_is_named_at_the_top_of_the_long_page(administrator, sign_in) -> None:
    wrong = profile_form(**{"police_phone": "trực ban", "line0-phone": "114", "line0-label": ""})

    page = sign_in(administrator.person).post(reverse("administration:profile"), wrong)

    assert '<a href="#id_police_phone">' in page.text
    assert '<a href="#id_line0-label">' in page.text


def test_list_takes_as_many_statements_for_many_hamlets(
    administrator, sign_in, django_assert_max_num_queries
) -> None:
    client = sign_in(administrator.person)
    HamletFactory(commune=administrator.commune)
    with django_assert_max_num_queries(30) as few:
        client.get(reverse("administration:hamlets"))
    for _ in range(2):
        HamletFactory(commune=administrator.commune)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("administration:hamlets"))
