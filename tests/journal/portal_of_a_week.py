"""A week of a small portal: something of everything that is compared with the journal, made by
the actions that journal it, and a root signed every night."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest.mock import patch

import time_machine

from cameras.register.actions import consents
from cameras.register.consent_choices import ConsentChoice, ConsentSource
from cameras.register.models import Site
from cameras.register.verbs import Verb as SiteVerb
from contributions.campaigns import actions as campaigns
from contributions.campaigns.facts import BankFacts
from contributions.campaigns.models import Campaign
from portal.journal import actions, clock
from portal.journal.actions import entries
from portal.people.actions import AppointmentFacts, appoint, end_appointment
from portal.people.models import Role, User
from requests.asking.actions import answers
from requests.asking.models import Ask
from requests.asking.verbs import RequestVerb
from requests.evidence.actions import delivery_records, footage, inspections, uploads
from requests.evidence.models import Footage
from requests.evidence.verbs import Verb as FileVerb
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.contributions.factories import draft_facts, make_pledge
from tests.people.factories import UserFactory
from tests.requests.factories import PLACE, AskFactory, FootageRequestFactory
from tests.requests.footage_factories import UploadFactory

BANK = BankFacts(bin="970405", number="1234567890123", holder="BAN DIEU HANH THON MAU")


@contextmanager
def database_clock(moment: datetime) -> Iterator[None]:
    """Inside, the database's clock says this, and so does our own."""
    held = entries._held_at
    with (
        time_machine.travel(moment, tick=False),
        patch.object(entries, "_held_at", lambda stream: held(stream) and moment),
        patch.object(clock, "now", lambda: moment),
    ):
        yield


@dataclass
class Week:
    """What a test needs of it: the last pledge's campaign, and who could do more."""

    campaign: Campaign
    officer: User
    ask: Ask


def lived(now: datetime) -> Week:
    """Everything lies in one commune; the newest root is of last night, some entries are newer."""
    commune = CommuneFactory(open=True)
    hamlet = HamletFactory(commune=commune)

    def night(before: int) -> None:
        with database_clock(now - timedelta(days=before, hours=-12)):
            actions.seal()

    with database_clock(now - timedelta(days=6)):
        leader, treasurer, officer, former = (UserFactory() for _ in range(4))
        appoint(leader, AppointmentFacts(role=Role.HAMLET_LEADER, hamlet=hamlet), actor=None)
        purse = AppointmentFacts(role=Role.TREASURER, commune=commune, hamlet=hamlet)
        appoint(treasurer, purse, actor=None)
        role = AppointmentFacts(role=Role.OFFICER, commune=commune)
        appointment = appoint(officer, role, actor=None)
        desk = AppointmentFacts(role=Role.DUTY, commune=commune)
        end_appointment(appoint(former, desk, actor=None), actor=None)
        sites = [_registered(commune) for _ in range(2)]
    night(6)
    with database_clock(now - timedelta(days=5)):
        facts = draft_facts(bank=BANK)
        campaign = campaigns.draft_campaign(hamlet, facts, actor=leader)
        seen = campaign.bank_account.public_id
        campaigns.confirm_account(campaign, actor=treasurer, seen=seen)
        campaigns.open_campaign(campaign, actor=leader)
        make_pledge(campaign)
    night(5)
    with database_clock(now - timedelta(days=4)):
        request = FootageRequestFactory(appointment=appointment, status="sent")
        asks = [
            AskFactory(footage_request=request, site=site, rank=rank)
            for rank, site in enumerate(sites, start=1)
        ]
        actions.record(request.stream, RequestVerb.DRAFTED, actor=officer)
        actions.record(request.stream, RequestVerb.SENT, actor=officer, sites=2)
        for ask, given in zip(asks, ("held", "declined"), strict=True):
            answers.answer(ask, given, actor=_owner(ask.site))
    night(4)
    with database_clock(now - timedelta(days=3)):
        answers.answer(asks[0], "approved", actor=_owner(asks[0].site))
        files = [_arrived(asks[0], b"pictures of an evening"), _arrived(asks[0], b"and a morning")]
        delivery_records.deliver(asks[0], actor=_owner(asks[0].site))
        make_pledge(campaign)
    night(3)
    with database_clock(now - timedelta(days=2)):
        checked = [_checked(file) for file in files]
        footage.accept(checked[0], actor=officer)
        consents.decide_consent(
            sites[0], "P8", ConsentChoice(granted=False), actor=_owner(sites[0])
        )
    night(2)
    with database_clock(now - timedelta(days=1)):
        footage.look_at(checked[1], FileVerb.VIEWED, actor=officer)
        footage.decline(checked[1], actor=officer, reason="unclear")
        make_pledge(campaign)
    night(1)
    with database_clock(now - timedelta(hours=1)):
        consents.decide_consent(
            sites[1], "P3", ConsentChoice(granted=False), actor=_owner(sites[1])
        )
        footage.look_at(checked[0], FileVerb.VIEWED, actor=officer)
        make_pledge(campaign)
    return Week(campaign, officer, asks[0])


def _owner(site: Site) -> User:
    owner = site.owner
    assert owner
    return owner


def _registered(commune: object) -> Site:
    site = SiteFactory(commune=commune, point=PLACE)
    CameraFactory(site=site)
    actions.record(site.stream, SiteVerb.REGISTERED, actor=site.owner, subject=site.number)
    source = ConsentSource(ip="2001:DB8::0:9", user_agent="Điện thoại của bà Hạnh")
    for purpose in ("P1", "P2", "P3", "P8"):
        yes = ConsentChoice(granted=True)
        consents.decide_consent(site, purpose, yes, actor=_owner(site), source=source)
    return site


def _arrived(ask: Ask, content: bytes) -> Footage:
    upload = UploadFactory(
        ask=ask, content=content, bytes_on_disk=content, status="receiving", received_at=None
    )
    return uploads.receive(upload).footage


def _checked(file: Footage) -> Footage:
    claimed = inspections.claim(file.pk)
    assert claimed
    with patch.object(inspections, "_facts_of", lambda *args: {"finding": "video"}):
        checked = inspections.inspect_claimed(claimed)
    assert checked
    return checked
