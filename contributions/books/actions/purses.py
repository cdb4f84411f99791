"""A campaign's purse: opened with its accounts, held while something is booked."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from contributions.books.models import Account, LedgerEntry, LedgerLine
from contributions.books.moves import Kind, Moves, PurseHolder
from portal.errors import RuleViolation


@dataclass(frozen=True)
class Purse:
    """Every account of one campaign, held until the transaction ends: bookings come one by one."""

    holder: PurseHolder
    accounts: dict[str, Account]

    def balance_after(self, moves: Moves) -> int:
        """The money there would be. Raises RuleViolation where one account would owe some."""
        left = [self.accounts[kind].balance + moves.get(kind, 0) for kind in Account.MONEY]
        if min(left) < 0:
            raise RuleViolation(_("That much money is no longer there; part of it has been spent."))
        return sum(left)

    def write_lines(self, entry: LedgerEntry, moves: Moves) -> None:
        """The lines of `entry`, and the balances they leave."""
        LedgerLine.objects.bulk_create(
            LedgerLine(entry=entry, account=self.accounts[kind], amount=amount)
            for kind, amount in moves.items()
        )
        for kind, amount in moves.items():
            rows = Account.objects.filter(pk=self.accounts[kind].pk)
            rows.update(balance=F("balance") + amount)


def open_purse(holder: PurseHolder) -> None:
    Account.objects.bulk_create(Account(campaign_id=holder.pk, kind=kind) for kind in Kind)


def hold_purse(holder: PurseHolder) -> Purse:
    rows = Account.objects.filter(campaign=holder.pk).order_by("pk").select_for_update(no_key=True)
    return Purse(holder, {account.kind: account for account in rows})
