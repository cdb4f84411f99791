"""A name in public is a consent that can be proven, and never a default."""

import hashlib
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from contributions import actions, naming
from contributions.models import Pledge, Receipt
from portal.areas.clock import today
from portal.journal.actions import first_break
from portal.journal.models import Entry
from tests.conftest import SignIn
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.test_pages import cash_facts
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

PUBLISHED = {
    "1 vi": "e1f89e20abb02c361fbedbda1bfa99ee06a89a0e19a69bff10e956cf8f3cdacb",
    "1 en": "4106919ace6ceef2a2b7eb4559a4b4024f7968e98367e3e4b3473650b7cc48b5",
}


def page(name: str, *args: Any) -> str:
    return reverse(f"contributions:{name}", args=args)


def choices(campaign: Any) -> list[tuple[Any, ...]]:
    """Subject, who wrote it down, how the name stands, how it was made, the words shown."""
    return [
        (
            entry.subject,
            entry.actor,
            entry.facts["shown"],
            entry.facts["made"],
            entry.facts["text"],
        )
        for entry in Entry.objects.of(campaign.stream).select_related("actor")
        if entry.facts.get("purpose") == "P7"
    ]


def test_published_words_are_never_edited() -> None:
    digests = {
        f"{version} {language}": hashlib.sha256(sentence.encode()).hexdigest()
        for version, sentences in naming._versions().items()
        for language, sentence in sentences.items()
    }

    assert digests == PUBLISHED


def test_a_giver_chooses_with_the_pledge_and_later_on_the_web(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    facts = {
        "once": str(uuid.uuid4()),
        "amount": "200.000",
        "giver_name": "Lý Thị Kín",
        "shown": "name",
    }
    form = client.get(page("pledge", campaign.public_id))
    client.post(page("pledge", campaign.public_id), facts)
    pledge = Pledge.objects.get()
    client.post(page("pledge_shown", pledge.public_id), {"shown": "hidden"})

    assert naming.wording() in form.text
    assert "checked" not in form.text
    assert choices(campaign) == [
        (pledge.code, None, "name", "web", "v1 vi"),
        (pledge.code, None, "hidden", "web", "v1 vi"),
    ]
    assert "Kín" not in str(Entry.objects.values_list("facts", flat=True))
    assert first_break(campaign.stream) is None


def test_who_is_signed_in_when_choosing_is_written_down(sign_in: Any) -> None:
    pledge, giver = PledgeFactory(), UserFactory()

    sign_in(giver).post(page("pledge_shown", pledge.public_id), {"shown": "hidden"})

    assert choices(pledge.campaign) == [(pledge.code, giver, "hidden", "web", "v1 vi")]


def test_what_a_giver_told_the_leader_is_written_down_with_the_leader(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    signed_in = sign_in(leader.person)

    form = signed_in.get(page("cash", campaign.public_id))
    signed_in.post(page("cash", campaign.public_id), cash_facts(treasurer))
    receipt = Receipt.objects.get()
    changing = signed_in.get(page("shown", receipt.public_id))
    signed_in.post(page("shown", receipt.public_id), {"shown": "alias", "alias": "Gia đình bà Ba"})

    assert naming.wording() in form.text
    assert naming.wording() in changing.text
    assert choices(campaign) == [
        (str(receipt), leader.person, "name", "told", "v1 vi"),
        (str(receipt), leader.person, "alias", "told", "v1 vi"),
    ]
    assert "bà Ba" not in str(Entry.objects.values_list("facts", flat=True))


@pytest.mark.parametrize(("shown", "made"), [("name", "pledge"), ("hidden", "told")])
def test_a_transfer_carries_over_what_its_giver_chose_with_the_pledge(
    shown: str, made: str
) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="name")

    receipt = count_cash(
        campaign,
        leader,
        treasurer,
        channel="transfer",
        bank_reference="FT1",
        pledge=pledge,
        shown=shown,
    )

    assert choices(campaign) == [(str(receipt), leader.person, shown, made, "v1 vi")]


def test_the_leader_s_form_cannot_publish_whom_the_pledge_hides(sign_in: SignIn) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="hidden")
    typed = {
        "memo": f"MBVCB.{pledge.memo}.CT tu 007",
        "amount": "200.000",
        "received_on": today().strftime("%d/%m/%Y"),
        "bank_reference": "FT1",
        "giver_name": "Trần Thị Mẫu",
        "shown": "name",
        "second": treasurer.person.pk,
        "once": str(uuid.uuid4()),
    }

    url = reverse("contributions:transfer", args=[campaign.public_id])
    answer = sign_in(leader.person).post(url, typed)

    assert answer.status_code == 302
    assert Receipt.objects.get().shown == "hidden"


def test_a_change_on_the_web_is_written_down_for_each_receipt_of_the_pledge() -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign)
    facts = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    receipt = book_cash(campaign, leader, treasurer, **facts)

    actions.show_pledge_as(pledge, actor=None, shown="hidden")

    assert choices(campaign)[1:] == [
        (pledge.code, None, "hidden", "web", "v1 vi"),
        (str(receipt), None, "hidden", "web", "v1 vi"),
    ]
    receipt.refresh_from_db()
    assert receipt.shown == "hidden"


def test_the_words_are_those_of_the_language_they_were_read_in() -> None:
    pledge = PledgeFactory()

    with translation.override("en"):
        actions.show_pledge_as(pledge, actor=None, shown="hidden")
        assert naming.wording().startswith("The name chosen here")

    assert choices(pledge.campaign)[0][-1] == "v1 en"
