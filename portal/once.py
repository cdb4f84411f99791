"""What is pressed twice happens once: the form's own key, tied to the person who sent it."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar, overload

from django.db import models

from portal.errors import RuleViolation

Row = TypeVar("Row", bound=models.Model)


@overload
def once_for(actor: Any, key: uuid.UUID, about: str = "") -> uuid.UUID: ...
@overload
def once_for(actor: Any, key: None, about: str = "") -> None: ...
@overload
def once_for(actor: Any, key: uuid.UUID | None, about: str = "") -> uuid.UUID | None: ...
def once_for(actor: Any, key: uuid.UUID | None, about: str = "") -> uuid.UUID | None:
    """What a row keeps of a form's key: nobody can take up a key that another person sent.

    `about` names what the form is about, where the same key about something else is another press.
    """
    return uuid.uuid5(key, f"{actor.public_id}{about}") if key else None


def made_before(
    rows: "models.QuerySet[Row]",
    once: uuid.UUID | None,
    *,
    same: Mapping[str, object] | None = None,
    otherwise: str = "",
) -> Row | None:
    """The row that the first press made. Ask it holding what keeps the second press waiting.

    Raises RuleViolation with the sentence `otherwise` where that row differs from `same`: the
    page was sent again with something else on it.
    """
    earlier = rows.filter(once=once).first() if once else None
    if earlier and any(getattr(earlier, name) != value for name, value in (same or {}).items()):
        raise RuleViolation(otherwise)
    return earlier
