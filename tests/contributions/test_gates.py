"""Three gates: the appointment (403), its area (404), the rule (a sentence)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from contributions.campaigns import actions
from contributions.campaigns.models import Campaign, Gift
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.contributions.factories import (
    CampaignFactory,
    GiftFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import AppointmentFactory, UserFactory

pytestmark = pytest.mark.django_db

OF_A_CAMPAIGN = ["cash", "transfer", "kind", "edit", "draft"]
OF_A_GIFT = ["gift", "receipt_pdf", "gift_name", "reverse"]
POSTED_TO_A_CAMPAIGN = ["open", "close", "reopen"]
POSTED_TO_A_GIFT = ["confirm", "refuse", "ask_another_counter"]


def who(name: str, campaign: Campaign) -> Any:
    """A person who is `name` to this campaign, and None for somebody without an account."""
    roles: dict[str, dict[str, Any]] = {
        "leader": {"role": Role.HAMLET_LEADER, "hamlet": campaign.hamlet},
        "leader next door": {
            "role": Role.HAMLET_LEADER,
            "hamlet": HamletFactory(commune=campaign.commune),
        },
        "leader elsewhere": {"role": Role.HAMLET_LEADER},
        "treasurer": {"role": Role.TREASURER, "commune": campaign.commune},
        "treasurer elsewhere": {"role": Role.TREASURER},
        "administrator": {"role": Role.ADMINISTRATOR, "commune": campaign.commune},
        "administrator elsewhere": {"role": Role.ADMINISTRATOR},
        "supervisor": {"role": Role.SUPERVISOR, "commune": campaign.commune},
        "officer": {"role": Role.OFFICER, "commune": campaign.commune},
    }
    if name == "nobody":
        return None
    if name == "resident":
        return UserFactory()
    return AppointmentFactory(**roles[name]).person


LEADS = ["leader", "treasurer", "administrator"]
ELSEWHERE = [
    "leader next door",
    "leader elsewhere",
    "treasurer elsewhere",
    "administrator elsewhere",
]
NO_POST = ["resident", "officer"]


@pytest.fixture
def gift() -> Gift:
    return GiftFactory()


def expected(name: str) -> int:
    if name in LEADS:
        return 200
    if name in ELSEWHERE:
        return 404
    return 302 if name == "nobody" else 403


@pytest.mark.parametrize("person", [*LEADS, *ELSEWHERE, *NO_POST, "supervisor", "nobody"])
@pytest.mark.parametrize("name", OF_A_CAMPAIGN)
def test_pages_of_a_campaign_open_to_its_stewards_alone(
    sign_in: Any, client: Client, person: str, name: str
) -> None:
    campaign = CampaignFactory(status="draft" if name == "draft" else "open")
    somebody = who(person, campaign)
    browser = sign_in(somebody) if somebody else client

    response = browser.get(reverse(f"contributions:{name}", args=[campaign.public_id]))

    reads = person == "supervisor" and name == "draft"
    assert response.status_code == (200 if reads else expected(person))


@pytest.mark.parametrize("person", [*LEADS, *ELSEWHERE, *NO_POST, "supervisor", "nobody"])
@pytest.mark.parametrize("name", OF_A_GIFT)
def test_a_gift_opens_to_its_stewards_and_the_supervisor_reads(
    sign_in: Any, client: Client, gift: Gift, person: str, name: str
) -> None:
    somebody = who(person, gift.campaign)
    browser = sign_in(somebody) if somebody else client
    reads = person == "supervisor" and name in {"gift", "receipt_pdf"}

    response = browser.get(reverse(f"contributions:{name}", args=[gift.public_id]))

    assert response.status_code == (200 if reads else expected(person))
    if response.status_code != 200:
        assert gift.giver_name not in response.text


@pytest.mark.parametrize("person", [*ELSEWHERE, *NO_POST, "supervisor", "nobody"])
@pytest.mark.parametrize("name", POSTED_TO_A_CAMPAIGN)
def test_nobody_else_opens_or_closes_a_campaign(
    sign_in: Any, client: Client, person: str, name: str
) -> None:
    campaign = CampaignFactory(status={"open": "draft", "close": "open", "reopen": "closed"}[name])
    before = campaign.status
    somebody = who(person, campaign)
    browser = sign_in(somebody) if somebody else client

    response = browser.post(reverse(f"contributions:{name}", args=[campaign.public_id]))

    assert response.status_code == expected(person)
    campaign.refresh_from_db()
    assert campaign.status == before


@pytest.mark.parametrize("person", [*ELSEWHERE, *NO_POST, "supervisor", "nobody"])
@pytest.mark.parametrize("name", POSTED_TO_A_GIFT)
def test_nobody_else_touches_a_gift(
    sign_in: Any, client: Client, gift: Gift, person: str, name: str
) -> None:
    somebody = who(person, gift.campaign)
    browser = sign_in(somebody) if somebody else client

    response = browser.post(
        reverse(f"contributions:{name}", args=[gift.public_id]), {"reason": "x"}
    )

    # What was written is held for who signs in again.
    assert response.status_code == (401 if person == "nobody" else expected(person))
    gift.refresh_from_db()
    assert gift.status == "waiting"


@pytest.mark.parametrize("person", [*ELSEWHERE, *NO_POST, "supervisor", "nobody"])
def test_nobody_else_sets_a_pledge_aside(sign_in: Any, client: Client, person: str) -> None:
    pledge = PledgeFactory()
    somebody = who(person, pledge.campaign)
    browser = sign_in(somebody) if somebody else client

    args = [pledge.campaign.public_id, pledge.code]
    response = browser.post(reverse("contributions:set_aside", args=args))

    assert response.status_code == expected(person)
    pledge.refresh_from_db()
    assert pledge.set_aside_at is None


def test_a_steward_who_was_not_asked_cannot_confirm(sign_in: Any) -> None:
    campaign = CampaignFactory()
    gift = count_cash(campaign, leader_of(campaign), treasurer_of(campaign))
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=campaign.commune)

    response = sign_in(administrator.person).post(
        reverse("contributions:confirm", args=[gift.public_id]), follow=True
    )

    assert "Chỉ người được nhờ" in response.text
    gift.refresh_from_db()
    assert gift.status == "waiting"


def test_a_treasurer_shows_the_second_factor_first(sign_in: Any) -> None:
    campaign = CampaignFactory()
    treasurer = treasurer_of(campaign)
    gift = count_cash(campaign, leader_of(campaign), treasurer)

    response = sign_in(treasurer.person, second_factor=False).post(
        reverse("contributions:confirm", args=[gift.public_id])
    )

    assert response.status_code == 302
    gift.refresh_from_db()
    assert gift.status == "waiting"


def test_an_appointment_that_has_ended_opens_nothing(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader = leader_of(campaign)
    leader.until = leader.since = localdate().replace(year=localdate().year - 1)
    leader.save()

    response = sign_in(leader.person).get(reverse("contributions:cash", args=[campaign.public_id]))

    assert response.status_code == 403


def test_the_book_looks_the_same_to_all_but_buttons_only_to_stewards(
    sign_in: Any, client: Client
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    address = reverse("contributions:ledger", args=[campaign.public_id])
    receipt_address = reverse("contributions:gift", args=[gift.public_id])

    public, own = client.get(address).text, sign_in(leader.person).get(address).text

    assert receipt_address not in public
    assert receipt_address in own
    assert reverse("contributions:cash", args=[campaign.public_id]) not in public


def test_a_draft_is_read_over_the_api_by_those_of_the_area_alone(sign_in: Any) -> None:
    draft = CampaignFactory(status="draft")
    leader = leader_of(draft)
    elsewhere = AppointmentFactory(role=Role.HAMLET_LEADER)
    address = f"/api/v1/campaigns/{draft.public_id}/"

    assert sign_in(leader.person).get(address).status_code == 200
    assert sign_in(elsewhere.person).get(address).status_code == 404
    actions.open_campaign(draft, actor=leader.person)
    assert sign_in(elsewhere.person).get(address).status_code == 200


def test_only_the_administrator_takes_campaigns_along_in_a_merger() -> None:
    campaign = CampaignFactory()
    before_it, commune = campaign.hamlet, campaign.commune
    after = HamletFactory(commune=commune)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune).person
    elsewhere = AppointmentFactory(role=Role.ADMINISTRATOR, commune=HamletFactory().commune).person

    for stranger in (leader_of(campaign).person, treasurer_of(campaign).person, elsewhere):
        with pytest.raises(RuleViolation, match="cán bộ phụ trách Sổ Camera"):
            actions.follow_merger([before_it], after, actor=stranger)

    assert Campaign.objects.get().hamlet == before_it
    actions.follow_merger([before_it], after, actor=administrator)
    assert Campaign.objects.get().hamlet == after
    assert Entry.objects.of(campaign.stream).filter(verb="hamlet_merged").count() == 1


def test_who_has_not_begun_is_not_asked_to_count(sign_in: Any) -> None:
    """She could not confirm, and the page of the gift would tell her name."""
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    treasurer.taken_up_at = None
    treasurer.save()

    shown = sign_in(leader.person).get(reverse("contributions:cash", args=[campaign.public_id]))

    assert treasurer.person.full_name not in shown.text
    with pytest.raises(RuleViolation):
        count_cash(campaign, leader, treasurer)
    assert not Gift.objects.exists()
