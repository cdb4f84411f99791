"""What is pressed twice happens once: the form's own key, tied to the person who sent it."""

import uuid
from collections.abc import Mapping
from typing import Any, TypeVar, overload

from django import forms
from django.db import connection, models

from portal.errors import RuleViolation

Row = TypeVar("Row", bound=models.Model)


class OnceField(forms.UUIDField):
    """A form's own key: each page that is opened has another, each press on it the same."""

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4, widget=forms.HiddenInput)


class OnceForm(forms.Form):
    """Of a button that makes something of what is there, and of the parts of a longer form."""

    once = OnceField()


def key_in(fields: Mapping[str, Any]) -> uuid.UUID | None:
    """The key that a button was sent with, by `{% once %}` in its form; None without one."""
    try:
        return uuid.UUID(fields.get("once") or "")
    except ValueError:
        return None


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
    """The row that the first press made; the second waits here until the first has ended.

    Ask it in the transaction that makes the row. Raises RuleViolation with the sentence
    `otherwise` where that row differs from `same`: the page was sent again with something else
    on it.
    """
    if once is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"once:{once}"])
    earlier = rows.filter(once=once).first()
    if earlier and any(getattr(earlier, name) != value for name, value in (same or {}).items()):
        raise RuleViolation(otherwise)
    return earlier
