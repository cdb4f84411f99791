"""What owners and leaders are told of sites, in both languages."""

import pytest

from portal.look.formats import capital
from portal.notices.models import Notice
from portal.notices.wording import SEGMENT, plain, words_of
from tests.people.factories import UserFactory

pytestmark = pytest.mark.django_db


URL = "http://localhost:8000/cameras/0d3f3c50-1b8e-4f3f-9f5e-1f2a3b4c5d6e/"


QUIET = ["site_consent"]


KINDS = ["site_to_vouch", "site_answered", "site_vouched", "owner_asked"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("who", ["hamlet_leader", "commune_administrator"])
@pytest.mark.parametrize("kind", KINDS)
def test_notices_speak_and_their_sms_is_one_segment(kind, who, language):
    facts = {"number": "MC1-0482-H", "hamlet": "khu Hòa Lạc 4", "question": "Nhà ở góc nào?"}
    facts["who"] = who
    notice = Notice(recipient=UserFactory(), kind=kind, facts=facts, language=language)

    words = words_of(notice, url=URL)

    assert "MC1-0482-H" in words.subject + words.body
    assert URL in words.body
    assert 0 < len(words.sms) <= SEGMENT
    assert words.sms.isascii()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", QUIET)
def test_what_is_not_worth_an_sms_has_none(kind, language):
    notice = Notice(recipient=UserFactory(), kind=kind, facts={"number": "MC1-0482-H"})

    words = words_of(notice, url=URL, language=language)

    assert "MC1-0482-H" in words.subject
    assert URL in words.body
    assert words.sms == ""


@pytest.mark.parametrize("kind", ["site_vouched", "owner_asked"])
@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"who": "hamlet_leader", "area": "khu Hòa Lạc 1"}, "trưởng khu Hòa Lạc 1"),
        (
            {"who": "commune_administrator", "area": "phường Móng Cái 1"},
            "cán bộ phụ trách Sổ Camera của UBND phường Móng Cái 1",
        ),
        ({"who": "commune_administrator"}, "cán bộ phụ trách Sổ Camera"),
        ({}, "trưởng thôn, tổ trưởng"),  # sent before it was written down who spoke
    ],
)
def test_a_notice_names_who_vouched_or_asked(kind, facts, named):
    facts = {"number": "MC1-0482-H", "question": "Nhà ở góc nào?", **facts}
    notice = Notice(recipient=UserFactory(), kind=kind, facts=facts, language="vi")

    words = words_of(notice, url=URL)

    for part in (words.subject, words.body):
        assert part.startswith(capital(named))
    assert plain(named) in words.sms
