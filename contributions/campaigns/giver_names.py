"""The giver's consent to a name in public (purpose P7): its words, and what proves it.

A gift's row says how the name stands now; the purse's journal has every choice, the first
and each later one, with who wrote it down, when, how it was made and which words were read.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from contributions.campaigns.models import Pledge
from portal.documents.published_texts import PublishedText, PublishedTexts
from portal.journal.models import Entry
from portal.language import present_language

TEXTS = PublishedTexts(Path(__file__).parent / "giver_name_texts", ("body",))
PURPOSE = "P7"


@dataclass(frozen=True)
class NameChoice:
    """How a giver wants the name to stand in public, and the text that was read before choosing.

    An empty `text` is the present one.
    """

    shown: str
    alias: str = ""
    text: str = ""


class Source(StrEnum):
    """How a choice was made. Words of the journal, never shown."""

    WEB = "web"  # by the giver, on the portal
    TOLD = "told"  # to a steward, in person, who wrote it down
    PLEDGE = "pledge"  # by the giver with the pledge, and carried over to the gift


def present_text() -> PublishedText:
    """The sentence beside the choice: who sees the name, where, and that it can be changed."""
    return TEXTS.present(PURPOSE, present_language())


def wording() -> str:
    return present_text().parts["body"]


def present_text_name() -> str:
    """Which sentence that is, as a form brings it back with the choice: "v1 vi"."""
    return present_text().name


def text_read_for(pledge: Pledge) -> str:
    """Which sentence the giver had read when choosing last, on the pledge's own page."""
    entries = Entry.objects.of(pledge.stream).filter(subject=pledge.code)
    chosen = entries.filter(facts__purpose=PURPOSE).last()
    return chosen.facts["text"] if chosen else present_text_name()


def facts_of_choice(shown: str, source: Source, text: str = "") -> dict[str, str]:
    """A choice as the journal keeps it. It says how the name stands, never the name.

    Raises ValueError for a text that was never published: the journal takes nothing that
    somebody typed.
    """
    text = text or present_text_name()
    if not TEXTS.is_published(PURPOSE, text):
        raise ValueError(f"{text!r} names no words of consent")
    return {"purpose": PURPOSE, "shown": shown, "source": source.value, "text": text}
