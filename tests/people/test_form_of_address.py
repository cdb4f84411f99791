"""Asked once whether bà or ông, a page and a message say that; nobody known is "ông/bà"."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.language import EITHER, spoken_to
from portal.notices.models import Notice
from portal.notices.wording import words_of
from tests.people.factories import UserFactory
from tests.requests.factories import AskFactory
from tests.requests.forms import link_of

pytestmark = pytest.mark.django_db
ONE_OF_THEM = f"Chào {EITHER}. {EITHER.capitalize()} gửi ông\u2060/\u2060bà Hạnh."


@pytest.mark.parametrize(
    ("honorific", "spoken"),
    [
        ("bà", "Chào bà. Bà gửi ông\u2060/\u2060bà Hạnh."),
        ("ông", "Chào ông. Ông gửi ông\u2060/\u2060bà Hạnh."),
        ("", ONE_OF_THEM),
    ],
)
def test_a_reader_is_spoken_to_and_another_person_spoken_of(honorific, spoken):
    assert spoken_to(ONE_OF_THEM, honorific) == spoken


@pytest.mark.parametrize(("honorific", "yours"), [("bà", "của bà"), ("", f"của {EITHER}")])
def test_every_page_speaks_to_who_signed_in(sign_in, honorific, yours):
    page = sign_in(UserFactory(honorific=honorific)).get(reverse("people:account")).text

    assert f"Thông tin {yours}" in page
    assert (EITHER[1:] in page) == (not honorific)


def test_a_link_speaks_to_whom_it_was_sent(client):
    ask = AskFactory(site__owner=UserFactory(full_name="Lê Thị Hạnh", honorific="bà"))

    page = client.get(link_of(ask)).text

    assert "Gửi bà Hạnh" in page
    assert "Bà được từ chối, không phải nêu lý do." in page
    assert EITHER[1:] not in page


def test_a_message_speaks_to_whom_it_goes():
    person = UserFactory(honorific="ông")
    facts = {"number": "MC1-0482-H", "who": "hamlet_leader", "area": "khu Hòa Lạc 1"}

    words = words_of(Notice(recipient=person, kind="site_vouched", facts=facts, language="vi"))

    assert "của ông. Ông không cần làm gì thêm." in words.body
    assert "Ong/ba khong can" in words.sms  # alone and without accents, "ba" is a number


def test_a_letter_to_nobody_known_keeps_both_words_for_whoever_reads_it(sign_in):
    with override("vi"):
        name = UserFactory.build(full_name="Lê Thị Hạnh", honorific="").polite_name

    assert spoken_to(name, "bà") == name
