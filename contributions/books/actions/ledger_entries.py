"""Book entries into a campaign's ledger, and keep what checking it found."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from contributions.books.actions.purses import Purse
from contributions.books.models import LedgerCheck, LedgerEntry
from contributions.books.moves import Moves, PurseHolder
from contributions.books.proof import digest_of
from contributions.books.verbs import Verb
from portal.journal.actions import record
from portal.people.models import User


@dataclass(frozen=True, kw_only=True)
class Papers:
    """What an entry rests on, by its kind: a gift, an entry it reverses, a reason."""

    gift_id: int | None = None
    reverses: LedgerEntry | None = None
    reason: str = ""


def book_entry(
    purse: Purse,
    kind: str,
    moves: Moves,
    papers: Papers,
    *,
    on: date,
    written_by: User,
    confirmed_by: User,
) -> LedgerEntry:
    """Append an entry that moves these amounts, keep the balances, and journal its digest.

    Call it in a transaction that already holds every other row it will change. The moves must
    sum to zero. Raises RuleViolation when the cash box or the bank account would hold less
    than nothing.
    """
    entry = LedgerEntry.objects.create(
        campaign_id=purse.holder.pk,
        number=_last_number(purse.holder) + 1,
        kind=kind,
        on=on,
        at=timezone.now(),
        gift_id=papers.gift_id,
        reverses=papers.reverses,
        reason=papers.reason,
        written_by=written_by,
        confirmed_by=confirmed_by,
        turnover=moves.turnover,
        received=moves.received,
        spent=moves.spent,
        balance=purse.balance_after(moves),
    )
    purse.write_lines(entry, moves)
    digest = digest_of(entry, moves.items())
    stream = purse.holder.stream
    record(stream, Verb.POSTED, actor=confirmed_by, entry=entry.number, digest=digest)
    return entry


def _last_number(holder: PurseHolder) -> int:
    numbers = LedgerEntry.objects.filter(campaign=holder.pk).newest_first()
    return numbers.values_list("number", flat=True).first() or 0


def keep_check(holder: PurseHolder, faults: list[str]) -> None:
    """The ledger's page says from now on what its recomputing found."""
    seen = LedgerEntry.objects.filter(campaign=holder.pk).count()
    result = {"at": timezone.now(), "entries": seen, "faults": len(faults)}
    LedgerCheck.objects.update_or_create(campaign_id=holder.pk, defaults=result)
