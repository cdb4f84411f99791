"""One leader alone opens no account to the public: a second person confirms it first."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from contributions.campaigns import actions
from contributions.campaigns.facts import BankFacts
from contributions.campaigns.models import BankAccount, Campaign
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.people.models import Appointment, Role
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    draft_facts,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import campaign_facts, page
from tests.contributions.test_at_once import at_once
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

BANK = BankFacts(bin="970405", number="1234567890123", holder="BAN DIEU HANH THON MAU")
OTHER = BankFacts(bin="970405", number="9999999999999", holder="KE GIAN")


@pytest.fixture
def leader() -> Appointment:
    made: Appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    return made


@pytest.fixture
def draft(leader: Appointment) -> Campaign:
    assert leader.hamlet
    return actions.draft_campaign(leader.hamlet, draft_facts(bank=BANK), actor=leader.person)


@pytest.fixture
def treasurer(leader: Appointment) -> Appointment:
    made: Appointment = AppointmentFactory(role=Role.TREASURER, hamlet=leader.hamlet)
    return made


def account_of(campaign: Campaign) -> BankAccount:
    return BankAccount.objects.with_people().get(campaign=campaign)


def confirm(campaign: Campaign, person: Any) -> BankAccount:
    return actions.confirm_account(campaign, actor=person, seen=account_of(campaign).public_id)


def verbs(campaign: Campaign) -> list[str]:
    return list(Entry.objects.of(campaign.stream).values_list("verb", flat=True))


def test_a_leader_alone_opens_no_account(
    sign_in: Any, client: Client, leader: Appointment, draft: Campaign, treasurer: Appointment
) -> None:
    signed_in, seen = sign_in(leader.person), account_of(draft).public_id

    own = signed_in.post(page("confirm_account", draft.public_id), {"seen": seen}, follow=True)
    opened = signed_in.post(page("open", draft.public_id), follow=True)

    assert "người khác xác nhận" in own.text
    assert "còn chờ người khác xác nhận" in opened.text
    draft.refresh_from_db()
    assert (draft.status, account_of(draft).status) == ("draft", "waiting")
    assert client.get(page("campaign", draft.public_id)).status_code == 404
    assert verbs(draft) == ["drafted", "account_written"]


def test_the_second_person_confirms_what_she_has_seen_and_then_it_opens(
    sign_in: Any, client: Client, leader: Appointment, treasurer: Appointment, draft: Campaign
) -> None:
    browser, address = sign_in(treasurer.person), page("account", draft.public_id)

    assert address in browser.get(page("manage")).text
    shown = browser.get(address).text
    for words in ("1234 5678 9012 3", "BAN DIEU HANH THON MAU", "Agribank"):
        assert words in shown
    seen = {"seen": account_of(draft).public_id}
    for _ in range(2):
        browser.post(page("confirm_account", draft.public_id), seen)
    sign_in(leader.person).post(page("open", draft.public_id))

    account = account_of(draft)
    assert (account.status, account.decided_by) == ("confirmed", treasurer.person)
    assert "1234567890123" in client.get(page("campaign", draft.public_id)).text
    assert verbs(draft) == ["drafted", "account_written", "account_confirmed", "opened"]
    entry = Entry.objects.of(draft.stream).get(verb="account_confirmed")
    assert (entry.actor, entry.facts) == (treasurer.person, {"digest": account.digest})
    assert address not in browser.get(page("manage")).text


def test_everybody_else_who_leads_is_told_and_the_writer_learns_what_came_of_it(
    leader: Appointment, treasurer: Appointment
) -> None:
    assert leader.hamlet
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=leader.commune).person
    AppointmentFactory(role=Role.HAMLET_LEADER, hamlet__commune=leader.commune)
    AppointmentFactory(role=Role.SUPERVISOR, commune=leader.commune)

    draft = actions.draft_campaign(leader.hamlet, draft_facts(bank=BANK), actor=leader.person)
    told = Notice.objects.filter(kind="account_to_confirm").values_list("recipient", flat=True)
    assert sorted(told) == sorted([treasurer.person.pk, administrator.pk])

    seen = account_of(draft).public_id
    actions.refuse_account(draft, actor=administrator, seen=seen, reason="Số này của ai?")
    notice = Notice.objects.get(kind="account_refused")
    assert notice.recipient == leader.person
    assert notice.url == page("account", draft.public_id)
    assert "Số này của ai?" in notice.facts["reason"]


def test_a_refused_account_does_not_open_and_who_refused_may_think_better_of_it(
    sign_in: Any, leader: Appointment, treasurer: Appointment, draft: Campaign
) -> None:
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=leader.commune).person
    seen = {"seen": account_of(draft).public_id}
    refuse, browser = page("refuse_account", draft.public_id), sign_in(treasurer.person)

    assert browser.post(refuse, seen).status_code == 422
    assert account_of(draft).status == "waiting"
    for _ in range(2):
        browser.post(refuse, {**seen, "reason": "Sai số"})

    assert (account_of(draft).status, account_of(draft).refusal) == ("refused", "Sai số")
    with pytest.raises(RuleViolation):
        actions.open_campaign(draft, actor=leader.person)
    with pytest.raises(RuleViolation):
        confirm(draft, administrator)
    assert confirm(draft, treasurer.person).refusal == ""
    assert verbs(draft)[2:] == ["account_refused", "account_confirmed"]


@pytest.mark.parametrize("then", [OTHER, None])
def test_a_change_of_the_account_is_another_account(
    leader: Appointment, treasurer: Appointment, draft: Campaign, then: BankFacts | None
) -> None:
    first = confirm(draft, treasurer.person)

    actions.change_draft(draft, draft_facts(title="Tên khác", bank=BANK), actor=leader.person)
    assert account_of(draft).status == "confirmed"  # the same account, another title
    actions.change_draft(draft, draft_facts(bank=then), actor=leader.person)

    with pytest.raises(RuleViolation, match="vừa được sửa"):
        actions.confirm_account(draft, actor=treasurer.person, seen=first.public_id)
    rows = BankAccount.objects.filter(campaign=draft)
    assert list(rows.values_list("status", flat=True)) == (["waiting"] if then else [])
    written = ["account_withdrawn", *(["account_written"] if then else [])]
    assert [verb for verb in verbs(draft)[3:] if verb != "draft_changed"] == written


def test_a_press_on_a_page_that_shows_an_older_account_confirms_nothing(
    sign_in: Any, leader: Appointment, treasurer: Appointment, draft: Campaign
) -> None:
    old = account_of(draft).public_id
    actions.change_draft(draft, draft_facts(bank=OTHER), actor=leader.person)
    browser = sign_in(treasurer.person)

    for sent in ({"seen": old}, {"seen": "x"}, {}):
        answer = browser.post(page("confirm_account", draft.public_id), sent, follow=True)
        assert "vừa được sửa" in answer.text

    assert account_of(draft).status == "waiting"


def test_who_has_no_part_in_the_campaign_confirms_nothing(draft: Campaign) -> None:
    others = [
        UserFactory(),
        AppointmentFactory(role=Role.SUPERVISOR, commune=draft.commune).person,
        AppointmentFactory(role=Role.TREASURER, commune=AppointmentFactory().commune).person,
        AppointmentFactory(role=Role.HAMLET_LEADER, hamlet__commune=draft.commune).person,
    ]

    for person in others:
        with pytest.raises(RuleViolation):
            confirm(draft, person)

    assert account_of(draft).status == "waiting"
    assert verbs(draft) == ["drafted", "account_written"]


def test_where_nobody_could_confirm_the_draft_says_so_and_what_to_do(
    sign_in: Any, leader: Appointment
) -> None:
    signed_in = sign_in(leader.person)
    signed_in.post(page("new"), campaign_facts())
    draft = Campaign.objects.get()

    shown = signed_in.get(page("draft", draft.public_id)).text

    assert "cấp quyền cho một thủ quỹ" in shown
    assert page("open", draft.public_id) not in shown


def test_a_campaign_that_takes_transfers_needs_a_treasurer_when_it_opens(
    leader: Appointment, draft: Campaign
) -> None:
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=leader.commune).person
    confirm(draft, administrator)

    with override("en"), pytest.raises(RuleViolation, match="appoint a treasurer"):
        actions.open_campaign(draft, actor=leader.person)
    draft.refresh_from_db()
    assert draft.status == "draft"

    AppointmentFactory(role=Role.TREASURER, hamlet=leader.hamlet)
    assert actions.open_campaign(draft, actor=leader.person).status == "open"


def test_a_treasurer_alone_cannot_confirm_his_own_transfers(draft: Campaign) -> None:
    """Leader and treasurer in one person: two appointments, one pair of eyes."""
    leader = draft.created_by
    AppointmentFactory(role=Role.TREASURER, hamlet=draft.hamlet, person=leader)

    with override("en"), pytest.raises(RuleViolation, match="nobody else here"):
        actions.open_campaign(draft, actor=leader)


def test_a_cash_campaign_of_a_leader_alone_is_warned_before_people_give(
    sign_in: Any, leader: Appointment
) -> None:
    assert leader.hamlet
    draft = actions.draft_campaign(leader.hamlet, draft_facts(), actor=leader.person)
    address = page("draft", draft.public_id)

    assert "phải có hai người xác nhận" in sign_in(leader.person).get(address).text
    AppointmentFactory(role=Role.TREASURER, hamlet=leader.hamlet)
    assert "phải có hai người xác nhận" not in sign_in(leader.person).get(address).text


def test_it_reopens_only_while_somebody_can_confirm_transfers() -> None:
    campaign = BankAccountFactory(campaign__status="closed").campaign
    leader = leader_of(campaign).person

    with pytest.raises(RuleViolation):
        actions.reopen_campaign(campaign, actor=leader)
    treasurer_of(campaign)

    assert actions.reopen_campaign(campaign, actor=leader).status == "open"


def test_the_front_s_supervisor_reads_a_draft_and_its_account_and_presses_nothing(
    sign_in: Any, draft: Campaign
) -> None:
    browser = sign_in(AppointmentFactory(role=Role.SUPERVISOR, commune=draft.commune).person)

    shown = [browser.get(page(name, draft.public_id)) for name in ("draft", "account")]

    assert [one.status_code for one in shown] == [200, 200]
    doors = ("confirm_account", "refuse_account", "open", "edit")
    text = "".join(one.text for one in shown)
    assert [name for name in doors if page(name, draft.public_id) in text] == []


# THE DATABASE BY ITSELF


def test_the_database_opens_no_campaign_whose_account_waits(draft: Campaign) -> None:
    opening = {"status": "open", "opened_by": draft.created_by, "opened_at": timezone.now()}

    with pytest.raises(ProgrammingError, match="confirmed before it opens"), transaction.atomic():
        Campaign.objects.filter(pk=draft.pk).update(**opening)


def test_the_database_holds_that_two_people_stand_for_an_account(draft: Campaign) -> None:
    rows = BankAccount.objects.filter(campaign=draft)
    decided = {"status": "confirmed", "decided_at": timezone.now()}

    for decided_by in (draft.created_by, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**decided, decided_by=decided_by)


@pytest.mark.parametrize("field", ["bin", "number", "holder", "written_by"])
def test_the_database_changes_no_account(
    draft: Campaign, treasurer: Appointment, field: str
) -> None:
    confirm(draft, treasurer.person)
    value = {"bin": "970436", "number": "99999", "holder": "KE GIAN", "written_by": UserFactory()}

    with pytest.raises(ProgrammingError, match="written anew"), transaction.atomic():
        BankAccount.objects.filter(campaign=draft).update(**{field: value[field]})


def test_the_database_takes_no_account_that_is_confirmed_from_the_start() -> None:
    account = BankAccountFactory.build(
        campaign=CampaignFactory(status="draft"), written_by=UserFactory(), decided_by=UserFactory()
    )

    with pytest.raises(ProgrammingError, match="confirmed after"), transaction.atomic():
        account.save()


# OVER THE API


def test_an_account_is_confirmed_over_the_api(
    sign_in: Any, leader: Appointment, treasurer: Appointment, draft: Campaign
) -> None:
    address = f"/api/v1/campaigns/{draft.public_id}/"
    json = {"content_type": "application/json"}
    clients = {who.role: sign_in(who.person) for who in (leader, treasurer)}
    seen = clients[Role.TREASURER].get(address).json()["account"]
    assert seen["status"] == "waiting"
    body = {"account": seen["public_id"]}

    own = clients[Role.HAMLET_LEADER].post(f"{address}confirm-account/", body, **json)
    other = clients[Role.TREASURER].post(
        f"{address}confirm-account/", {"account": str(uuid4())}, **json
    )
    nothing = clients[Role.TREASURER].post(f"{address}confirm-account/", {}, **json)
    assert [answer.status_code for answer in (own, other, nothing)] == [409, 409, 400]
    confirmed = clients[Role.TREASURER].post(f"{address}confirm-account/", body, **json)
    refused = clients[Role.TREASURER].post(
        f"{address}refuse-account/", {**body, "reason": "Nhầm"}, **json
    )

    assert confirmed.json()["account"]["status"] == "confirmed"
    assert refused.json()["account"]["status"] == "refused"


# AT ONCE


@pytest.mark.django_db(transaction=True)
def test_confirming_while_the_account_changes_leaves_no_confirmed_other_account(
    leader: Appointment, treasurer: Appointment, draft: Campaign
) -> None:
    seen = account_of(draft).public_id
    confirming = partial(actions.confirm_account, draft, actor=treasurer.person, seen=seen)
    changing = partial(actions.change_draft, draft, draft_facts(bank=OTHER), actor=leader.person)

    at_once([confirming, changing, confirming, changing])

    account = account_of(draft)
    assert (account.number, account.status) == (OTHER.number, "waiting")
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_eight_confirmations_and_openings_at_once_confirm_and_open_once(
    leader: Appointment, treasurer: Appointment, draft: Campaign
) -> None:
    seen = account_of(draft).public_id
    confirming = partial(actions.confirm_account, draft, actor=treasurer.person, seen=seen)
    opening = partial(actions.open_campaign, draft, actor=leader.person)

    at_once([confirming] * 4 + [opening] * 4)
    actions.open_campaign(draft, actor=leader.person)

    assert verbs(draft) == ["drafted", "account_written", "account_confirmed", "opened"]
