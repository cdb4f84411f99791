"""What is true of campaigns, pledges and gifts."""

from contributions.campaigns.models.bank_accounts import BankAccount
from contributions.campaigns.models.campaigns import Campaign, CampaignQuerySet
from contributions.campaigns.models.gifts import Gift, GiftQuerySet
from contributions.campaigns.models.givers import NameShown
from contributions.campaigns.models.pledges import Pledge, PledgeQuerySet
from contributions.campaigns.models.reversals import Reversal, ReversalQuerySet

__all__ = [
    "BankAccount",
    "Campaign",
    "CampaignQuerySet",
    "Gift",
    "GiftQuerySet",
    "NameShown",
    "Pledge",
    "PledgeQuerySet",
    "Reversal",
    "ReversalQuerySet",
]
