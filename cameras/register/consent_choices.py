"""What an owner answers to the purposes asked, and how her answers reached the portal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cameras.register.models import Consent, ConsentText, Purpose
from portal.documents.published_texts import words_changed
from portal.people.models import User


@dataclass(frozen=True)
class ConsentSource:
    """In which language, through which channel, from where and with which device.

    What comes through any channel but the portal's own pages has a witness. The default is
    that of a decision no page took: by a command, or in the demo.
    """

    language: str = "vi"
    channel: str = Consent.Channel.WEB
    witness: User | None = None
    ip: str | None = None
    user_agent: str = ""


@dataclass(frozen=True)
class ConsentChoice:
    """An owner's answer to one purpose, in the words of this version; None: nobody showed any."""

    granted: bool
    version: int | None = None


def faults_in(
    consents: Mapping[str, ConsentChoice], texts: Iterable[ConsentText]
) -> Iterator[tuple[str, str]]:
    """`texts` are the present words. A purpose without a decision is refused."""
    changed = [text.purpose for text in texts if not _is_of(text, consents.get(text.purpose))]
    for purpose in changed:
        yield purpose, words_changed()
    agreed = consents.get(Purpose.REGISTER)
    if Purpose.REGISTER not in changed and not (agreed and agreed.granted):
        yield (
            Purpose.REGISTER,
            _("Without your consent to the register we enter nothing. The rest is up to you."),
        )


def _is_of(text: ConsentText, choice: ConsentChoice | None) -> bool:
    return choice is None or choice.version in {None, text.version}
