"""The giver's consent to a name in public (purpose P7): its words, and what proves it.

A gift's row says how the name stands now; the purse's journal has every choice, the first
and each later one, with who wrote it down, when, how it was made and which words were shown.
"""

import json
from enum import StrEnum
from functools import cache
from pathlib import Path

from contributions.campaigns.models import Pledge
from portal.journal.models import Entry
from portal.language import present_language

# Published words are never edited: other words are a version of their own.
WORDS = Path(__file__).with_suffix(".json")
PURPOSE = "P7"


class Made(StrEnum):
    """How a choice was made. Words of the journal, never shown."""

    WEB = "web"  # by the giver, on the portal
    TOLD = "told"  # to a steward, in person, who wrote it down
    PLEDGE = "pledge"  # by the giver with the pledge, and carried over to the receipt


def wording() -> str:
    """The sentence beside the choice: who sees the name, where, and that it can be changed."""
    version, language = _present()
    return _versions()[version][language]


def words_shown() -> str:
    """Which sentence that is, as a form brings it back with the choice: "v1 vi"."""
    version, language = _present()
    return f"v{version} {language}"


def words_of(pledge: Pledge) -> str:
    """Which sentence the giver had read when choosing last, on the pledge's own page."""
    entries = Entry.objects.of(pledge.campaign.stream).filter(subject=pledge.code)
    chosen = entries.filter(facts__purpose=PURPOSE).last()
    return chosen.facts["text"] if chosen else words_shown()


def choice(shown: str, made: Made, words: str) -> dict[str, str]:
    """A choice as the journal keeps it. It says how the name stands, never the name.

    `words` names the sentence that was shown or read out. Raises ValueError for one that
    was never published: the journal takes nothing that somebody typed.
    """
    if words not in _published():
        raise ValueError(f"{words!r} names no words of consent")
    return {"purpose": PURPOSE, "shown": shown, "made": made, "text": words}


def _present() -> tuple[str, str]:
    version = max(_versions(), key=int)
    language = present_language()
    return version, language if language in _versions()[version] else "vi"


def _published() -> set[str]:
    return {f"v{version} {language}" for version, said in _versions().items() for language in said}


@cache
def _versions() -> dict[str, dict[str, str]]:
    versions: dict[str, dict[str, str]] = json.loads(WORDS.read_text())
    return versions
