from typing import Any

import pytest

from contributions.campaigns import actions
from portal.notices.models import Notice
from portal.notices.wording import SEGMENT, words_of
from tests.contributions.factories import (
    CampaignFactory,
    book_cash,
    count_cash,
    leader_of,
    treasurer_of,
)

pytestmark = pytest.mark.django_db

LONG = "Camera ngã ba Phú Hữu – Tân Phú, ngã tư chợ và nhà văn hóa thôn, đợt hai năm 2026"
LINK = "https://socamera.example/campaigns/receipts/0f8fad5b-d9cb-469f-a165-70867728950e/"


IN_KIND: dict[str, Any] = {"channel": "kind", "amount": None, "item": "6 ngày công dựng trụ"}


def a_whole_story(**facts: Any) -> None:
    """One gift booked, one refused, one reversal refused and one booked."""
    campaign = CampaignFactory(title=LONG)
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer, giver_phone="+84912345678", **facts)
    refused = count_cash(campaign, leader, treasurer, **facts)
    actions.refuse_gift(refused, actor=treasurer.person, reason="Chỉ có 400.000")
    for end in (actions.refuse_reversal, actions.confirm_reversal):
        asked = actions.ask_reversal(
            gift, actor=leader.person, second_counter=treasurer.person, reason="Ghi hai lần"
        )
        end(asked, actor=treasurer.person)


@pytest.mark.parametrize("facts", [{}, IN_KIND], ids=["money", "kind"])
def test_everyone_concerned_is_told_in_whole_sentences(facts: dict[str, Any]) -> None:
    a_whole_story(**facts)

    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == {
        "gift_to_count",
        "gift_booked",
        "gift_refused",
        "gift_thanks",
        "gift_taken_back",
        "reversal_to_confirm",
        "reversal_booked",
        "reversal_refused",
    }
    for notice in Notice.objects.all():
        for language in ("vi", "en"):
            words = words_of(notice, language=language, url=LINK)
            assert words.subject, notice.kind
            assert words.body, notice.kind
            assert words.sms.isascii(), words.sms
            assert len(words.sms) <= SEGMENT, (len(words.sms), words.sms)
            assert "None" not in words.subject + words.body + words.sms


def test_a_gift_in_kind_has_no_receipt_of_money_in_any_message() -> None:
    a_whole_story(**IN_KIND)

    notices = [words_of(notice, language="vi", url=LINK) for notice in Notice.objects.all()]

    assert [
        words for words in notices if "phiếu thu" in f"{words.subject} {words.body}".lower()
    ] == []
    assert [words for words in notices if "phieu thu" in words.sms.lower()] == []
    thanks = words_of(Notice.objects.get(kind="gift_thanks"), language="vi", url=LINK)
    assert "giấy biên nhận PT-" in thanks.body
    assert "Giay bien nhan PT-" in thanks.sms
