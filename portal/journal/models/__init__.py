"""The append-only record of everything that must be provable."""

from portal.journal.models.entries import GENESIS, Entry, EntryQuerySet
from portal.journal.models.roots import Head, Root

__all__ = ["GENESIS", "Entry", "EntryQuerySet", "Head", "Root"]
