"""What is said of a campaign, a pledge or a gift: page, API and demo build the same thing."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from contributions.campaigns.giver_names import NameChoice
from contributions.campaigns.models import Pledge

COUNTED = (
    "channel", "received_on", "amount", "item", "bank_reference", "giver_name", "giver_phone",
)  # fmt: skip


@dataclass(frozen=True)
class BankFacts:
    """Where the transfers of a campaign go."""

    bin: str
    number: str
    holder: str


@dataclass(frozen=True, kw_only=True)
class CampaignFacts:
    """A campaign before it opens. Amounts are whole đồng; without `bank` it takes no transfers."""

    title: str
    description: str
    goal: int
    running_cost: int
    reserve_percent: int
    managing_unit: str
    deadline: date
    bank: BankFacts | None = None


@dataclass(frozen=True, kw_only=True)
class PledgeFacts:
    amount: int
    name: NameChoice
    once: UUID  # The form's own key: sent twice, it still makes one pledge.
    giver_name: str = ""
    giver_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class GiftFacts:
    """A gift as one person has counted it: money with its amount, or a thing in words.

    What the giver chose with a `pledge` holds, whatever `name` says.
    """

    channel: str
    received_on: date
    giver_name: str
    name: NameChoice
    once: UUID  # The form's own key: sent twice, it still writes one receipt.
    giver_phone: str = ""
    amount: int | None = None
    item: str = ""
    bank_reference: str = ""
    pledge: Pledge | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """What the gift's row keeps as it was counted."""
        return {name: getattr(self, name) for name in COUNTED}

    @property
    def same(self) -> dict[str, Any]:
        """By what a gift written from the same form is known."""
        return {name: getattr(self, name) for name in ("channel", "amount", "item", "giver_name")}
