"""A name in public is a consent that can be proven, and never a default."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from contributions.campaigns import actions, giver_names
from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import Gift, Pledge
from portal.documents.published_texts import PublishedTexts
from portal.errors import RuleViolation
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
    make_pledge,
    treasurer_of,
)
from tests.contributions.forms import cash_facts, page
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db

PUBLISHED = {
    "1 vi": "e1f89e20abb02c361fbedbda1bfa99ee06a89a0e19a69bff10e956cf8f3cdacb",
    "1 en": "3553ad3436c51c4cda06b3f61931e4d19489635b25a033e50421a38b4be3e49e",
    "2 vi": "5e14747f7e5078fb31291ce40797158a50061d785dde63198265797692cdcc7b",
    "2 en": "9c4c442c34939c77265e17628e859edfa6e83ffb2791d3d01ff79ea2d28b9dc7",
}


def choices(campaign: Any) -> list[tuple[Any, ...]]:
    """Subject, who wrote it down, how the name stands, how it was made, the words shown."""
    return [
        (
            entry.subject,
            entry.actor,
            entry.facts["shown"],
            entry.facts["source"],
            entry.facts["text"],
        )
        for entry in Entry.objects.of(campaign.stream).select_related("actor")
        if entry.facts.get("purpose") == "P7"
    ]


def test_published_words_are_never_edited() -> None:
    digests = {f"{text.version} {text.language}": text.sha256 for text in giver_names.TEXTS.all}

    assert digests == PUBLISHED


def test_a_giver_chooses_with_the_pledge_and_later_on_the_web(client: Client) -> None:
    campaign = BankAccountFactory().campaign
    facts = {
        "once": str(uuid.uuid4()),
        "amount": "200.000",
        "giver_name": "Lý Thị Kín",
        "shown": "name",
        "words": "v2 vi",
    }
    form = client.get(page("new_pledge", campaign.public_id))
    client.post(page("new_pledge", campaign.public_id), facts)
    pledge = Pledge.objects.get()
    client.post(page("pledge_name", pledge.public_id), {"shown": "hidden", "words": "v2 vi"})

    assert giver_names.wording() in form.text
    assert "checked" not in form.text
    assert choices(campaign) == [
        (pledge.code, None, "name", "web", "v2 vi"),
        (pledge.code, None, "hidden", "web", "v2 vi"),
    ]
    assert "Kín" not in str(Entry.objects.values_list("facts", flat=True))
    assert first_break(campaign.stream) is None


def test_who_is_signed_in_when_choosing_is_written_down(sign_in: Any) -> None:
    pledge, giver = PledgeFactory(), UserFactory()

    sign_in(giver).post(
        page("pledge_name", pledge.public_id), {"shown": "hidden", "words": "v2 vi"}
    )

    assert choices(pledge.campaign) == [(pledge.code, giver, "hidden", "web", "v2 vi")]


def test_what_a_giver_told_the_leader_is_written_down_with_the_leader(sign_in: Any) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    signed_in = sign_in(leader.person)

    form = signed_in.get(page("cash", campaign.public_id))
    signed_in.post(page("cash", campaign.public_id), cash_facts(treasurer))
    gift = Gift.objects.get()
    changing = signed_in.get(page("gift_name", gift.public_id))
    signed_in.post(
        page("gift_name", gift.public_id),
        {"shown": "alias", "words": "v2 vi", "alias": "Gia đình bà Ba"},
    )

    assert giver_names.wording() in form.text
    assert giver_names.wording() in changing.text
    assert choices(campaign) == [
        (str(gift), leader.person, "name", "told", "v2 vi"),
        (str(gift), leader.person, "alias", "told", "v2 vi"),
    ]
    assert "bà Ba" not in str(Entry.objects.values_list("facts", flat=True))


@pytest.mark.parametrize("typed", ["name", "hidden"])
def test_a_transfer_carries_over_what_its_giver_chose_with_the_pledge(typed: str) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="name")

    gift = count_cash(
        campaign,
        leader,
        treasurer,
        channel="transfer",
        bank_reference="FT1",
        pledge=pledge,
        shown=typed,
    )

    assert choices(campaign) == [(str(gift), leader.person, "name", "pledge", "v2 vi")]


def test_a_giver_who_hides_while_the_transfer_is_typed_stays_hidden() -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="name")
    as_the_form_read_it = Pledge.objects.get()
    actions.change_pledge_name(pledge, NameChoice("hidden"), actor=None)

    facts: dict[str, Any] = {
        "channel": "transfer",
        "bank_reference": "FT1",
        "pledge": as_the_form_read_it,
    }
    count_cash(campaign, leader, treasurer, shown="name", **facts)

    assert Gift.objects.get().shown == "hidden"


def test_what_was_read_with_the_pledge_is_written_down_with_the_transfer() -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    facts: dict[str, Any] = {"amount": 200_000, "giver_name": "Ann", "shown": "name"}
    with translation.override("en"):
        pledge = make_pledge(campaign, once=uuid.uuid4(), **facts)

    transfer: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    gift = count_cash(campaign, leader, treasurer, **transfer)

    assert choices(campaign)[-1] == (str(gift), leader.person, "name", "pledge", "v2 en")


def test_the_name_in_public_is_the_pledge_s_and_not_that_of_whose_account_it_came_from(
    client: Client,
) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, giver_name="Lý Thị Na", shown="name")
    facts: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    address = page("campaign", campaign.public_id)

    gift = book_cash(campaign, leader, treasurer, giver_name="NGUYEN VAN BA", **facts)
    public = [client.get(address).text]
    actions.change_pledge_name(pledge, NameChoice("hidden"), actor=None)
    public.append(client.get(address).text)
    actions.change_pledge_name(pledge, NameChoice("name"), actor=None)
    public.append(client.get(address).text)

    assert ["Lý Thị Na" in text for text in public] == [True, False, True]
    assert ["NGUYEN VAN BA" in text for text in public] == [False] * 3
    gift.refresh_from_db()
    assert gift.giver_name == "NGUYEN VAN BA"


def test_no_transfer_carries_over_a_pledge_of_another_campaign() -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    foreign = PledgeFactory(campaign=BankAccountFactory(number="999999999").campaign)

    with pytest.raises(RuleViolation):
        count_cash(
            campaign, leader, treasurer, channel="transfer", bank_reference="FT1", pledge=foreign
        )

    assert not Gift.objects.exists()


NEWER = {1: {"vi": "Lời cũ", "en": "Old"}, 2: {"vi": "Lời mới, đọc lại", "en": "New"}}


@pytest.fixture
def newer_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version, sentences in NEWER.items():
        texts = [
            {"purpose": "P7", "language": language, "body": sentence}
            for language, sentence in sentences.items()
        ]
        file = {"published_on": "2026-11-25", "texts": texts}
        (tmp_path / f"v{version}.json").write_text(json.dumps(file))
    monkeypatch.setattr(giver_names, "TEXTS", PublishedTexts(tmp_path, ("body",)))


@pytest.mark.parametrize("words", ["v1 vi", "v2 en", "", "v9 vi"])
def test_who_read_older_words_is_shown_the_present_ones_and_asked_again(
    client: Client, newer_words: None, words: str
) -> None:
    campaign = BankAccountFactory().campaign
    url = page("new_pledge", campaign.public_id)
    facts = {
        "once": str(uuid.uuid4()),
        "amount": "200.000",
        "giver_name": "Lý Thị Kín",
        "shown": "name",
        "words": words,
    }

    refused = client.post(url, facts)

    assert refused.status_code == 422
    assert not Pledge.objects.exists()
    assert "Lời mới, đọc lại" in refused.text
    assert "đã thay đổi sau khi" in refused.text
    assert "checked" not in refused.text
    assert 'name="words" value="v2 vi"' in refused.text
    assert "Lý Thị Kín" in refused.text
    client.post(url, facts | {"words": "v2 vi"})
    assert choices(campaign) == [(Pledge.objects.get().code, None, "name", "web", "v2 vi")]


def test_words_read_aloud_before_a_new_version_came_are_read_again(
    sign_in: Any, newer_words: None
) -> None:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    signed_in = sign_in(leader.person)

    older = cash_facts(treasurer) | {"words": "v1 vi"}
    refused = signed_in.post(page("cash", campaign.public_id), older)
    gift = book_cash(campaign, leader, treasurer)
    told = {"shown": "hidden", "words": "v1 vi"}
    kept = signed_in.post(page("gift_name", gift.public_id), told)

    assert (refused.status_code, kept.status_code) == (422, 422)
    gift.refresh_from_db()
    assert gift.shown == "name"


def test_the_words_that_were_read_are_those_written_down(newer_words: None) -> None:
    pledge = PledgeFactory()

    actions.change_pledge_name(pledge, NameChoice("hidden", text="v1 vi"), actor=None)

    assert choices(pledge.campaign)[0][-1] == "v1 vi"
    with pytest.raises(ValueError, match="no words"):
        actions.change_pledge_name(pledge, NameChoice("name", text="Lý Thị Kín"), actor=None)


def test_pressing_twice_changes_the_name_once() -> None:
    pledge = PledgeFactory()

    for _ in range(2):
        actions.change_pledge_name(pledge, NameChoice("hidden"), actor=None)

    assert len(choices(pledge.campaign)) == 1


def test_one_address_changes_names_only_so_often(client: Client) -> None:
    pledge = PledgeFactory()
    answers = [
        client.post(
            page("pledge_name", pledge.public_id),
            {"shown": "alias", "alias": f"Bà {number}", "words": "v2 vi"},
        )
        for number in range(21)
    ]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert 'name="alias" value="Bà 20"' in answers[-1].text
    assert len(choices(pledge.campaign)) == 20


def test_the_leader_s_form_cannot_publish_whom_the_pledge_hides(sign_in: SignIn) -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign, shown="hidden")
    typed = {
        "memo": f"MBVCB.{pledge.memo}.CT tu 007",
        "amount": "200.000",
        "received_on": localdate().strftime("%d/%m/%Y"),
        "bank_reference": "FT1",
        "giver_name": "Trần Thị Mẫu",
        "shown": "name",
        "words": "v2 vi",
        "second_counter": treasurer.person.pk,
        "once": str(uuid.uuid4()),
    }

    url = reverse("contributions:transfer", args=[campaign.public_id])
    answer = sign_in(leader.person).post(url, typed)

    assert answer.status_code == 302
    assert Gift.objects.get().shown == "hidden"


def test_a_change_on_the_web_is_written_down_for_each_receipt_of_the_pledge() -> None:
    campaign = BankAccountFactory().campaign
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    pledge = PledgeFactory(campaign=campaign)
    facts: dict[str, Any] = {"channel": "transfer", "bank_reference": "FT1", "pledge": pledge}
    gift = book_cash(campaign, leader, treasurer, **facts)

    actions.change_pledge_name(pledge, NameChoice("hidden"), actor=None)

    assert choices(campaign)[1:] == [
        (pledge.code, None, "hidden", "web", "v2 vi"),
        (str(gift), None, "hidden", "web", "v2 vi"),
    ]
    gift.refresh_from_db()
    assert gift.shown == "hidden"


def test_the_words_are_those_of_the_language_they_were_read_in() -> None:
    pledge = PledgeFactory()

    with translation.override("en"):
        actions.change_pledge_name(pledge, NameChoice("hidden"), actor=None)
        assert giver_names.wording().startswith("The name chosen here")

    assert choices(pledge.campaign)[0][-1] == "v2 en"
