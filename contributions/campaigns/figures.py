"""The figures a campaign shows at once. Confirmed money only; pledges stand apart."""

from dataclasses import dataclass

from django.db.models import Sum

from contributions.books.models import Account
from contributions.campaigns.models import Campaign, Pledge

Kind = Account.Kind


@dataclass(frozen=True)
class Figures:
    goal: int
    received: int
    spent: int
    balance: int
    reserve: int
    months: int

    @property
    def percent(self) -> int:
        return self.received * 100 // self.goal

    @property
    def missing(self) -> int:
        return max(self.goal - self.received, 0)

    @property
    def bar(self) -> int:
        """How far a bar of 100 is filled: never more than full, never less than empty."""
        return min(max(self.percent, 0), 100)


def figures_of(campaign: Campaign) -> Figures:
    """Read from the kept balances: one query, or none where accounts were prefetched."""
    kept = {account.kind: account.balance for account in campaign.accounts.all()}
    reserve = -kept.get(Kind.RESERVE, 0)
    return Figures(
        goal=campaign.goal,
        received=-kept.get(Kind.GIFTS, 0),
        spent=kept.get(Kind.SPENDING, 0),
        balance=sum(kept.get(kind, 0) for kind in Account.MONEY),
        reserve=reserve,
        months=campaign.months_of_upkeep(reserve),
    )


def pledged(campaign: Campaign) -> int:
    """Promised and not yet seen, in đồng; neither expired pledges nor those set aside count."""
    live = Pledge.objects.filter(campaign=campaign).live()
    return live.aggregate(total=Sum("amount"))["total"] or 0


def pledged_in_public(campaign: Campaign, figures: Figures) -> int:
    """The same, and at most what is still missing: anybody may pledge any number of times."""
    return min(pledged(campaign), figures.missing)
