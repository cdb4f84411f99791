"""What the journal says of communes and their hamlets."""

from enum import auto

from portal.journal.verbs import Verb


class AreaVerb(Verb):
    COMMUNE_OPENED = auto()
    PROFILE_CHANGED = auto()
    HOTLINES_CHANGED = auto()
    HAMLET_ADDED = auto()
    HAMLET_COUNTED = auto()
    HAMLET_RENAMED = auto()
    HAMLETS_MERGED = auto()
    HAMLET_SPLIT = auto()
