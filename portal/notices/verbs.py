"""What the journal says of how people want to be told."""

from enum import auto

from portal.journal.verbs import Verb


class NoticeVerb(Verb):
    CHANNEL_ALLOWED = auto()
    CHANNEL_REFUSED = auto()
