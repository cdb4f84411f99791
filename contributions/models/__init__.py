"""What is true of drives, gifts and money."""

from contributions.models.campaigns import BankAccount, Campaign
from contributions.models.giving import Pledge, Receipt, ReceiptBook, Shown
from contributions.models.ledger import Account, LedgerCheck, LedgerEntry, LedgerLine
from contributions.models.reversals import Reversal

__all__ = [
    "Account",
    "BankAccount",
    "Campaign",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerLine",
    "Pledge",
    "Receipt",
    "ReceiptBook",
    "Reversal",
    "Shown",
]
