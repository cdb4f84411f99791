"""Who looks at the measured pages, and the first row of each kind they look at."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

HAMLETS = 8
HOMES = (21, 22, 23)  # sites that the resident owns
VILLAGE_CODE = "06712"


@dataclass(frozen=True)
class People:
    commune: Any
    hamlets: list[Any]
    resident: Any
    leader: Any
    treasurer: Any
    officer: Any
    appointment: Any  # the officer's


@dataclass(frozen=True)
class Cases:
    """Made by the tests' own factories; `growth` copies them by the hundred thousand."""

    campaign: Any
    waiting: Any
    approved: Any
    search: Any
    footage_request: Any


def people() -> People:
    from portal.areas.models import Commune
    from portal.people.models import Role
    from tests.areas.factories import HamletFactory, ProfileFactory
    from tests.people.factories import AppointmentFactory, UserFactory

    commune = Commune.objects.get(code=VILLAGE_CODE)
    if not hasattr(commune, "profile"):
        ProfileFactory(commune=commune, abbreviation="BENCH")
        HamletFactory.create_batch(HAMLETS, commune=commune)
    hamlets = list(commune.hamlets.order_by("pk"))
    phones = [f"+84970000{n:03}" for n in range(4)]
    resident, leader, treasurer, officer = [UserFactory(phone=phone) for phone in phones]
    AppointmentFactory(person=leader, role=Role.HAMLET_LEADER, hamlet=hamlets[0])
    AppointmentFactory(person=treasurer, role=Role.TREASURER, commune=commune)
    appointment = AppointmentFactory(person=officer, role=Role.CHIEF, commune=commune)
    return People(commune, hamlets, resident, leader, treasurer, officer, appointment)


def cases(people: People) -> Cases:
    from cameras.register.geometry import circle
    from cameras.register.models import Site
    from tests.contributions.factories import (
        BankAccountFactory,
        CampaignFactory,
        GiftFactory,
        PledgeFactory,
    )
    from tests.requests.factories import (
        AskFactory,
        FootageRequestFactory,
        IncidentFactory,
        SearchFactory,
        an_hour_yesterday,
    )
    from tests.requests.footage_factories import sealed

    by_leader = {"created_by": people.leader, "opened_by": people.leader}
    campaign = CampaignFactory(hamlet=people.hamlets[0], **by_leader)
    BankAccountFactory(campaign=campaign)
    PledgeFactory(campaign=campaign)
    by_two = {"first_counter": people.leader, "second_counter": people.treasurer}
    GiftFactory(campaign=campaign, number=1, **by_two)
    point = people.commune.centre
    search = SearchFactory(
        appointment=people.appointment, point=point, area=circle(point, 100), radius_metres=100
    )
    incident = IncidentFactory(commune=people.commune, opened_by=people.officer, case_number="VV 0")
    footage_request = FootageRequestFactory(
        appointment=people.appointment,
        incident=incident,
        status="sent",
        document_number="0/YC",
        since=an_hour_yesterday() - timedelta(days=1),
    )
    homes = [Site.objects.get(pk=pk) for pk in HOMES]
    waiting = AskFactory(footage_request=footage_request, site=homes[0], rank=1)
    approved = AskFactory(footage_request=footage_request, site=homes[1], rank=2, answer="approved")
    sealed(b"footage", ask=approved, name="CH01.mp4")
    return Cases(campaign, waiting, approved, search, footage_request)
