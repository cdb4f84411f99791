from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contributions.campaigns.models import Reversal
from portal.people.models import Role
from portal.reports import today
from tests.areas.factories import HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.conftest import SignIn
from tests.contributions.factories import CampaignFactory, GiftFactory
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_only_a_leader_has_a_day_here(client: Client, sign_in: SignIn) -> None:
    assert client.get("/today/").headers["Location"].startswith("/sign-in/")
    assert sign_in(UserFactory()).get("/today/").headers["Location"] == "/cameras/"
    officer = sign_in(AppointmentFactory(role=Role.OFFICER).person)
    assert officer.get("/today/").headers["Location"] == "/requests/search/"
    assert (
        sign_in(AppointmentFactory(role=Role.HAMLET_LEADER).person).get("/today/").status_code
        == 200
    )


def test_a_leader_whose_term_is_over_has_none(sign_in: SignIn) -> None:
    past = timezone.localdate() - timedelta(days=1)
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER, since=past, until=past)

    assert sign_in(appointment.person).get("/today/").headers["Location"] == "/cameras/"


def test_a_quiet_day_says_so(sign_in: SignIn) -> None:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)

    response = sign_in(appointment.person).get("/today/")

    assert response.context["tasks"] == []
    assert response.context["campaign"] is None


def test_registrations_of_another_hamlet_are_not_hers() -> None:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    SiteFactory(commune=appointment.commune, hamlet=HamletFactory(commune=appointment.commune))

    assert today.tasks_of(appointment.person, appointment) == []


def test_cash_waits_for_its_second_counter_only() -> None:
    campaign = CampaignFactory()
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=campaign.hamlet)
    GiftFactory(campaign=campaign, second_counter=appointment.person, amount=500_000)
    GiftFactory(campaign=campaign, amount=900_000)

    titles = [task.title for task in today.tasks_of(appointment.person, appointment)]

    assert len(titles) == 1
    assert "500" in titles[0]


def test_things_and_corrections_wait_as_money_does(sign_in: SignIn) -> None:
    campaign = CampaignFactory()
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=campaign.hamlet)
    GiftFactory(
        campaign=campaign,
        second_counter=appointment.person,
        channel="kind",
        amount=None,
        item="Trụ kẽm",
    )
    booked = GiftFactory(campaign=campaign, status="booked", decided_at=timezone.now())
    Reversal.objects.create(
        gift=booked,
        second_counter=appointment.person,
        asked_by=booked.first_counter,
        reason="Ghi nhầm",
    )

    tasks = today.tasks_of(appointment.person, appointment)

    assert [task.title for task in tasks] == [
        "Xác nhận 1 khoản hiện vật, ngày công",
        "Xác nhận trừ lại 1 khoản",
    ]
    assert today.how_many(appointment.person, appointment) == 2
    assert sign_in(appointment.person).get(tasks[0].url).status_code == 200


def test_a_dead_public_camera_is_named_with_the_way_to_it(sign_in: SignIn) -> None:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    cluster = SiteFactory(
        commune=appointment.commune,
        hamlet=appointment.hamlet,
        kind="public",
        owner=None,
        label="Ngã ba",
    )
    CameraFactory(site=cluster, health="doubtful")
    CameraFactory(site=cluster, health="working")

    tasks = today.tasks_of(appointment.person, appointment)

    assert len(tasks) == 1
    assert "Ngã ba" in tasks[0].title
    page = sign_in(appointment.person).get(tasks[0].url)
    assert (page.status_code, 'id="clusters-heading"' in page.text) == (200, True)
    assert "Ngã ba" in page.text


def test_the_newest_open_campaign_of_her_hamlet_is_the_running_one() -> None:
    campaign = CampaignFactory()
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=campaign.hamlet)
    CampaignFactory(hamlet=campaign.hamlet, status="closed")
    CampaignFactory()

    assert today.running_campaign(appointment) == campaign
