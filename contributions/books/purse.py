"""A campaign's purse: its accounts, and what a booking moves between them."""

from collections.abc import Mapping
from typing import Self

from django.db.models import F
from django.utils.translation import gettext as _

from contributions.books.models import Account, LedgerEntry, LedgerLine
from contributions.campaigns.models import Campaign, Gift
from portal.errors import RuleViolation

Kind = Account.Kind


class Moves(dict[str, int]):
    """Account kind -> đồng, debits positive; accounts that nothing moves are left out."""

    def __init__(self, moves: Mapping[str, int]) -> None:
        super().__init__({kind: amount for kind, amount in moves.items() if amount})

    @classmethod
    def of_gift(cls, campaign: Campaign, amount: int, channel: str) -> Self:
        """A gift comes in, and its share for upkeep is set aside at once."""
        into = Kind.CASH if channel == Gift.Channel.CASH else Kind.BANK
        share = campaign.reserve_of(amount)
        return cls({into: amount, Kind.GIFTS: -amount, Kind.SET_ASIDE: share, Kind.RESERVE: -share})

    @classmethod
    def back(cls, entry: LedgerEntry) -> Self:
        lines = entry.lines.select_related("account")
        return cls({line.account.kind: -line.amount for line in lines})

    @property
    def turnover(self) -> int:
        return sum(amount for amount in self.values() if amount > 0)

    @property
    def received(self) -> int:
        return -self.get(Kind.GIFTS, 0)

    @property
    def spent(self) -> int:
        return self.get(Kind.SPENDING, 0)


class Purse:
    """Every account of one campaign, held until the transaction ends: bookings come one by one."""

    def __init__(self, campaign: Campaign) -> None:
        rows = Account.objects.filter(campaign=campaign).order_by("pk").select_for_update()
        self.accounts: dict[str, Account] = {account.kind: account for account in rows}

    def balance_after(self, moves: Moves) -> int:
        """The money there would be. Raises RuleViolation where one account would owe some."""
        left = [self.accounts[kind].balance + moves.get(kind, 0) for kind in Account.MONEY]
        if min(left) < 0:
            raise RuleViolation(_("That much money is no longer there; part of it has been spent."))
        return sum(left)

    def write(self, entry: LedgerEntry, moves: Moves) -> None:
        """The lines of `entry`, and the balances they leave."""
        LedgerLine.objects.bulk_create(
            LedgerLine(entry=entry, account=self.accounts[kind], amount=amount)
            for kind, amount in moves.items()
        )
        for kind, amount in moves.items():
            rows = Account.objects.filter(pk=self.accounts[kind].pk)
            rows.update(balance=F("balance") + amount)


def open_purse(campaign: Campaign) -> None:
    Account.objects.bulk_create(Account(campaign=campaign, kind=kind) for kind in Kind)
