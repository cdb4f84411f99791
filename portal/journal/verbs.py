"""The words of the journal. It cannot be edited, so each room decides its own first."""

from enum import StrEnum


class Verb(StrEnum):
    """Base of a room's verbs: snake_case, past tense, never used again with another meaning."""
