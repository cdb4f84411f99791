"""What is true of campaigns, pledges and gifts."""

from contributions.campaigns.models.campaigns import BankAccount, Campaign
from contributions.campaigns.models.gifts import Gift, ReceiptBook
from contributions.campaigns.models.pledges import Pledge, Shown
from contributions.campaigns.models.reversals import Reversal

__all__ = ["BankAccount", "Campaign", "Gift", "Pledge", "ReceiptBook", "Reversal", "Shown"]
