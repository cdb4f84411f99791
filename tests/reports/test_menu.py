from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.conftest import SignIn
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def bar(client: Client, url: str = "/help/") -> list[str]:
    """Addresses of the bottom bar, in order."""
    menu = client.get(url).context["menu"]
    return [link.url for link in menu.links]


def test_a_stranger_sees_the_public_links(client: Client) -> None:
    assert bar(client) == ["/", "/communes/", "/campaigns/", "/help/"]


def test_a_resident_sees_her_own_links(sign_in: SignIn) -> None:
    assert bar(sign_in(UserFactory())) == ["/cameras/", "/inbox/", "/communes/", "/help/"]


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.HAMLET_LEADER, "/today/"),
        (Role.TREASURER, "/campaigns/manage/"),
        (Role.OFFICER, "/requests/search/"),
        (Role.CHIEF, "/requests/search/"),
        (Role.DUTY, "/requests/search/"),
        (Role.ADMINISTRATOR, "/appointments/"),
        (Role.SUPERVISOR, "/campaigns/manage/"),
        (Role.PROVINCE_READER, "/communes/"),
        (Role.OPERATOR, "/communes/"),
    ],
)
def test_an_appointment_decides_the_first_page_and_the_first_link(
    sign_in: SignIn, role: str, first: str
) -> None:
    client = sign_in(AppointmentFactory(role=role).person)

    assert client.get("/").headers["Location"] == first
    assert bar(client)[0] == first
    assert [client.get(place).status_code for place in bar(client)] == [200] * len(bar(client))
    assert 3 <= len(bar(client)) <= 4


def test_the_link_one_is_at_is_marked_and_only_that_one(sign_in: SignIn) -> None:
    client = sign_in(AppointmentFactory(role=Role.OFFICER).person)

    links = client.get("/requests/search/").context["menu"].links

    assert [link.url for link in links if link.is_here] == ["/requests/search/"]


def test_sign_in_has_no_links(client: Client) -> None:
    assert bar(client, "/sign-in/") == []


def test_the_bar_names_the_commune_of_the_appointment(sign_in: SignIn) -> None:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)

    menu = sign_in(appointment.person).get("/help/").context["menu"]

    assert (menu.area, menu.controller) == (appointment.commune, appointment.commune.profile)


def test_a_resident_is_shown_who_answers_for_her_data(sign_in: SignIn) -> None:
    site = SiteFactory()

    menu = sign_in(site.owner).get("/help/").context["menu"]

    assert menu.controller == site.commune.profile


def test_several_appointments_can_be_changed_between(sign_in: SignIn) -> None:
    person = UserFactory()
    AppointmentFactory(person=person, role=Role.HAMLET_LEADER)
    AppointmentFactory(person=person, role=Role.OFFICER)

    corner = sign_in(person).get("/help/").context["menu"].corner

    assert "/appointments/choose/" in [link.url for link in corner]


def test_the_count_on_the_menu_is_the_length_of_the_day(sign_in: SignIn) -> None:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    where = {"commune": appointment.commune, "hamlet": appointment.hamlet}
    SiteFactory.create_batch(2, **where)
    cluster = SiteFactory(**where, kind="public", owner=None)
    CameraFactory.create_batch(7, site=cluster, health="broken")
    SiteFactory(hamlet=HamletFactory(commune=appointment.commune), commune=appointment.commune)

    page = sign_in(appointment.person).get("/today/").context

    counts = {link.url: link.count for link in page["menu"].links}
    assert counts["/today/"] == len(page["tasks"]) == 6


@pytest.mark.parametrize("role", [None, Role.HAMLET_LEADER, Role.OFFICER])
def test_the_frame_asks_little_of_the_database(
    sign_in: SignIn, django_assert_max_num_queries: Any, role: str | None
) -> None:
    person = AppointmentFactory(role=role).person if role else UserFactory()
    client = sign_in(person)

    # Session and person, then the appointments, the commune or none, and one count.
    with django_assert_max_num_queries(5):
        client.get("/help/")


def test_the_frame_of_a_stranger_asks_nothing(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        client.get("/help/")


def test_a_resident_is_at_home_although_a_neighbour_has_left(sign_in: SignIn) -> None:
    own = CameraFactory(site=SiteFactory()).site
    SiteFactory(commune=own.commune, status="removed", removed_at=timezone.now())

    menu = sign_in(own.owner).get("/help/").context["menu"]

    assert menu.area == own.commune
