"""Published words: the newest version in one's language, and each named by version and language."""

import json
from datetime import date
from pathlib import Path

import pytest

from portal.documents.published_texts import PublishedTexts, digest


@pytest.fixture
def texts(tmp_path: Path) -> PublishedTexts:
    for version, day in ((1, "2026-01-01"), (2, "2026-02-01"), (10, "2026-03-01")):
        rows = [
            {"purpose": purpose, "language": language, "title": f"{purpose} {version}", "body": "x"}
            for purpose in ("P1", "P2")
            for language in ("vi", "en")
            # P2 has said nothing new since version 2, and version 10 came in Vietnamese alone.
            if (version < 10 or (purpose == "P1" and language == "vi"))
        ]
        file = {"published_on": day, "texts": rows}
        (tmp_path / f"v{version}.json").write_text(json.dumps(file))
    return PublishedTexts(tmp_path, ("title", "body", "note"))


def test_the_present_text_is_the_newest_of_its_purpose(texts: PublishedTexts) -> None:
    assert texts.present("P1", "vi").name == "v10 vi"
    assert texts.present("P2", "vi").name == "v2 vi"
    assert texts.present("P2", "en").published_on == date(2026, 2, 1)


def test_words_that_are_not_there_in_a_language_are_read_in_vietnamese(
    texts: PublishedTexts,
) -> None:
    assert texts.present("P1", "en").name == "v10 vi"


def test_a_text_has_the_digest_of_its_parts_in_the_order_of_reading(texts: PublishedTexts) -> None:
    text = texts.present("P2", "en")

    assert text.parts == {"title": "P2 2", "body": "x"}
    assert text.sha256 == digest("P2 2\n\nx")


@pytest.mark.parametrize(
    ("purpose", "name", "is_published"),
    [("P1", "v1 vi", True), ("P1", "v10 en", False), ("P2", "v10 vi", False), ("P1", "x", False)],
)
def test_only_what_was_published_is_known_by_its_name(
    texts: PublishedTexts, purpose: str, name: str, is_published: bool
) -> None:
    assert texts.is_published(purpose, name) == is_published
