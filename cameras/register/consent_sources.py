"""How a decision reached the portal: it is kept with the decision, as its proof."""

from dataclasses import dataclass

from cameras.register.models import Consent
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
