"""The words people agree to, in both languages."""

import json

import pytest

from cameras.register import consent_texts
from cameras.register.models import ConsentText
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from cameras.templatetags.cameras import wording as shown
from portal.areas.models import Commune
from portal.documents.published_texts import digest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_purpose_has_its_text_and_the_text_its_digest(language):
    texts = ConsentText.objects.present(language)

    assert [text.purpose for text in texts] == sorted(ASKED_AT_REGISTRATION)
    for text in texts:
        said = [text.question, text.hint, text.body, *text.particulars]
        assert text.sha256 == digest("\n\n".join(said))
        assert len(text.body) > 100
        assert text.data
        assert text.recipients
        assert text.kept


def test_loading_again_changes_nothing():
    before = list(ConsentText.objects.order_by("pk").values())

    consent_texts.load(ConsentText, version=1)

    assert list(ConsentText.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("version", "sha256"),
    [
        (1, "a5bf488f25c12122ecd5aa2837dcf9b633422e1bf9529c14c334b8dc1f2f38d2"),
        (2, "e36c0d2fb5186b89ebcbfc89226570d12814855c08b56f88cd8e2e4109947bcd"),
        (3, "736d922400e3b8a4e34dca8de48441851da1d5bddb030e26017e28019aae814a"),
        (4, "146cc0aa4e227e7c608d2605d0507711fc13e7d42efcad5649a586d41553ab2c"),
    ],
)
def test_published_words_are_what_people_agreed_to(version, sha256):
    file = (consent_texts.FOLDER / f"v{version}.json").read_text()

    assert digest(file) == sha256
    assert {text["language"] for text in json.loads(file)["texts"]} == {"vi", "en"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Bên kiểm soát dữ liệu cá nhân"), ("en", "controller of the personal data")],
)
def test_who_agrees_knows_the_controller_and_her_rights(language, words):
    assert words in ConsentText.objects.present(language).get(purpose="P1").body


def test_a_newer_version_is_the_one_shown():
    old = ConsentText.objects.present("vi").get(purpose="P2")
    ConsentText.objects.create(
        purpose="P2",
        version=9,
        language="vi",
        question="Mới",
        hint="",
        body="Mới",
        sha256=old.sha256,
        published_on="2027-01-01",
    )

    assert ConsentText.objects.present("vi").get(purpose="P2").question == "Mới"
    assert ConsentText.objects.present("vi").count() == len(ASKED_AT_REGISTRATION)


def test_the_commune_s_name_in_the_words_is_escaped():
    commune = Commune(name="<b>X</b>", kind="xã")

    assert "<b>" not in shown("{commune} & {kind}", commune)
    assert "&amp;" in shown("{commune} & {kind}", commune)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_who_gives_a_position_found_by_the_phone_reads_that_it_is_sensitive(language):
    texts = ConsentText.objects.present(language)

    assert texts.get(purpose="P1").sensitive
    assert texts.get(purpose="P2").sensitive
