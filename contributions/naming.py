"""The giver's consent to a name in public (purpose P7): its words, and what proves it.

A gift's row says how the name stands now; the purse's journal has every choice, the first
and each later one, with who wrote it down, when, how it was made and which words were shown.
"""

import json
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

# Published words are never edited: other words are a version of their own.
WORDS = Path(__file__).with_suffix(".json")


class Made(StrEnum):
    """How a choice was made. Words of the journal, never shown."""

    WEB = "web"  # by the giver, on the portal
    TOLD = "told"  # to a steward, in person, who wrote it down
    PLEDGE = "pledge"  # by the giver with the pledge, and carried over to the receipt


def wording() -> str:
    """The sentence beside the choice: who sees the name, where, and that it can be changed."""
    version, language = _present()
    return _versions()[version][language]


def choice(shown: str, made: Made) -> dict[str, str]:
    """A choice as the journal keeps it. It says how the name stands, never the name."""
    version, language = _present()
    return {"purpose": "P7", "shown": shown, "made": made, "text": f"v{version} {language}"}


def _present() -> tuple[str, str]:
    version = max(_versions(), key=int)
    language = (get_language() or "vi")[:2]
    return version, language if language in _versions()[version] else "vi"


@cache
def _versions() -> dict[str, dict[str, str]]:
    versions: dict[str, dict[str, str]] = json.loads(WORDS.read_text())
    return versions
