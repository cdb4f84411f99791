"""The one mover of states: lock first, then look; write, and put it on record."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from django.db import models, transaction

from portal.errors import RuleViolation
from portal.journal.actions.entries import record
from portal.journal.verbs import Verb


class Moved(Protocol):
    """A row with a status that moves by its own table, and a stream in the journal."""

    NEXT: ClassVar[Mapping[str, set[str]]]
    status: Any
    pk: Any
    _state: Any

    @property
    def stream(self) -> str: ...

    @property
    def already(self) -> str:
        """The sentence for who asks for a move that the present status does not allow."""
        ...

    def save(self, *, update_fields: list[str]) -> None: ...


Row = TypeVar("Row", bound=models.Model)
MovedRow = TypeVar("MovedRow", bound=Moved)


def hold(row: Row, rows: "models.QuerySet[Row] | None" = None) -> Row:
    """The row as it is once nobody else changes it, held until the transaction ends.

    Lock first, then look: the button may have been pressed in two windows. `rows` says what
    is read along with it; what is joined is read as it was before the wait. Raises
    TransactionManagementError outside a transaction, and DoesNotExist.
    """
    # By __class__: who is signed in is a lazy object, of a type that has no rows.
    wanted = row.__class__._default_manager.all() if rows is None else rows
    return wanted.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


@transaction.atomic
def move(
    row: MovedRow,
    to: str,
    *,
    actor: Any,
    verb: Verb,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    rows: Any = None,
    **fields: Any,
) -> MovedRow:
    """The row, held, has the status `to` and these fields from now on, and the journal says so.

    `facts` go into the journal, `fields` into the row. Raises RuleViolation with the row's
    own sentence where its NEXT does not lead there.
    """
    held: Any = hold(row, rows)
    if to not in held.NEXT[held.status]:
        raise RuleViolation(held.already)
    for name, value in {"status": to, **fields}.items():
        setattr(held, name, value)
    held.save(update_fields=["status", *fields])
    record(held.stream, verb, actor=actor, subject=subject, **(facts or {}))
    moved: MovedRow = held
    return moved
