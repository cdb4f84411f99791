"""What is true of drives, gifts and money."""

from contributions.models.campaigns import BankAccount, Campaign
from contributions.models.giving import Pledge, Shown
from contributions.models.ledger import Account, LedgerCheck, LedgerEntry, LedgerLine
from contributions.models.receipts import Receipt, ReceiptBook
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
