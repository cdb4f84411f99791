"""What a booking moves between the accounts of a purse, and whose purse it is."""

from collections.abc import Mapping
from typing import Protocol, Self

from contributions.books.models import Account, LedgerEntry

Kind = Account.Kind


class PurseHolder(Protocol):
    """Who has a purse: a campaign. The books know no more of it than its key and its journal."""

    pk: int

    @property
    def stream(self) -> str: ...


class Moves(dict[str, int]):
    """Account kind -> đồng, debits positive; accounts that nothing moves are left out."""

    def __init__(self, moves: Mapping[str, int]) -> None:
        super().__init__({kind: amount for kind, amount in moves.items() if amount})

    @classmethod
    def of_gift(cls, amount: int, into: str, *, set_aside: int) -> Self:
        """A gift comes into cash box or bank, and its share for upkeep is set aside at once."""
        moves: dict[str, int] = {into: amount, Kind.GIFTS: -amount}
        return cls(moves | {Kind.SET_ASIDE: set_aside, Kind.RESERVE: -set_aside})

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
