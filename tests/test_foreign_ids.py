"""What belongs to another commune or another person, named in the body of a form of one's own.

`test_who_may.py` asks every address; here the address is one's own and the body is not.
"""

import base64
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.campaigns.models import Gift
from portal.areas.models import Hamlet
from portal.people.models import Appointment, OneTimeCode, Role
from requests.asking.links import hash_of, token_of
from requests.asking.models import FootageRequest, Search
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.contributions.factories import CampaignFactory, treasurer_of
from tests.contributions.forms import cash_facts
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import AskableSiteFactory, AskFactory, SearchFactory
from tests.requests.forms import wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def search() -> Any:
    return SearchFactory()


def elsewhere() -> Any:
    """A site that looks at the same place, entered in another commune."""
    return AskableSiteFactory(commune=CommuneFactory(open=True))


def test_police_cannot_choose_a_site_of_another_commune(sign_in, search):
    foreign = elsewhere()
    officer = sign_in(search.officer)
    body = {"site": [str(foreign.public_id)], "once": str(uuid4())}

    officer.post(reverse("footage:hits", args=[search.public_id]), body)
    over_api = officer.post(
        reverse("api:search-draft", args=[search.public_id]),
        {"sites": body["site"], "once": body["once"]},
        content_type="application/json",
    )

    assert over_api.status_code == 409
    assert not FootageRequest.objects.exists()


def test_the_price_of_asking_counts_no_site_of_another_commune(sign_in, search):
    foreign = elsewhere()
    page = reverse("footage:price", args=[search.public_id])
    officer = sign_in(search.officer)

    nothing = officer.get(page).text

    assert officer.get(page, {"site": str(foreign.public_id)}).text == nothing


def test_a_site_number_of_another_commune_cannot_be_searched_around(sign_in, search):
    foreign = elsewhere()

    page = sign_in(search.officer).post(
        reverse("footage:search"), wanted(lat="", lng="", site_number=foreign.number)
    )

    assert page.status_code == 422
    assert Search.objects.get() == search


@pytest.mark.parametrize("of", ["another commune", "nowhere"])
def test_a_second_counter_is_one_of_the_campaign_s_own(sign_in, of):
    campaign = CampaignFactory(status="open")
    treasurer = treasurer_of(campaign)
    other = (
        treasurer_of(CampaignFactory(status="open")).person
        if of == "another commune"
        else UserFactory()
    )
    facts = cash_facts(treasurer) | {"second_counter": other.pk}

    page = sign_in(treasurer.person).post(
        reverse("contributions:cash", args=[campaign.public_id]), facts
    )

    assert list(page.context["form"].errors) == ["second_counter"]
    assert not Gift.objects.exists()


def test_an_administrator_appoints_in_no_hamlet_of_another_commune(sign_in):
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR)
    foreign = HamletFactory(commune=CommuneFactory(open=True))
    body = {
        "phone": "0912345678",
        "full_name": "Lê Văn Thử",
        "role": Role.HAMLET_LEADER,
        "hamlet": str(foreign.public_id),
        "since": "2026-11-22",
    }

    page = sign_in(administrator.person).post(reverse("people:appoint"), body)

    assert list(page.context["form"].errors) == ["hamlet"]
    assert list(Appointment.objects.all()) == [administrator]


def test_an_administrator_merges_no_hamlets_of_another_commune(sign_in):
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR)
    own = HamletFactory(commune=administrator.commune)
    foreign = HamletFactory(commune=CommuneFactory(open=True))
    body = {
        "once": str(uuid4()),
        "hamlets": [str(own.public_id), str(foreign.public_id)],
        "kind": own.kind,
        "name": "Chiếm Đất",
        "on": "2026-11-22",
    }

    page = sign_in(administrator.person).post(reverse("administration:merge"), body)

    assert list(page.context["form"].errors) == ["hamlets"]
    assert set(Hamlet.objects.current()) == {own, foreign}


def test_nobody_acts_in_an_appointment_of_another(sign_in):
    mine = AppointmentFactory(role=Role.HAMLET_LEADER)
    theirs = AppointmentFactory(role=Role.CHIEF)

    answer = sign_in(mine.person).post(
        reverse("people:choose_appointment"), {"appointment": str(theirs.public_id)}
    )

    assert answer.status_code == 404


def test_a_member_of_one_organisation_ends_nobody_s_membership_in_another(sign_in):
    mine, theirs = MembershipFactory(), MembershipFactory()

    answer = sign_in(mine.person).post(reverse("people:end_membership", args=[theirs.public_id]))

    theirs.refresh_from_db()
    assert (answer.status_code, theirs.until) == (404, None)


def test_a_code_goes_to_nobody_but_those_who_answer_for_the_site(client):
    shop = OrganisationFactory()
    for _ in range(2):
        MembershipFactory(organisation=shop)
    ask = AskFactory(
        site__owner=None,
        site__organisation=shop,
        site__kind="school",
        site__employees_told_at=timezone.now(),
    )
    ask.link_token_hash = hash_of(token_of(ask))
    ask.save()

    client.post(
        reverse("footage:answer", args=[token_of(ask)]),
        {"answer": "approved", "person": str(UserFactory().public_id)},
    )

    assert not OneTimeCode.objects.exists()


def test_an_upload_names_no_ask_of_somebody_else(sign_in):
    theirs = AskFactory(answer="approved")

    answer = sign_in(UserFactory()).post(
        reverse("footage:tus"),
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "10",
            "Upload-Metadata": "ask " + encoded(str(theirs.public_id)),
        },
    )

    assert answer.status_code == 404
    assert not theirs.uploads.exists()


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
