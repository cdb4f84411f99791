"""What the journal can say of a site, its cameras and its owner's decisions."""

from enum import auto

from portal.journal import verbs


class Verb(verbs.Verb):
    REGISTERED = auto()
    MOVED = auto()
    DESCRIBED = auto()
    PAUSED = auto()
    RESUMED = auto()
    REMOVED = auto()
    CAMERA_ADDED = auto()
    CAMERA_CHANGED = auto()
    CAMERA_REMOVED = auto()
    AGREED = auto()
    REFUSED = auto()
    VOUCHED = auto()
    VOUCHING_LAPSED = auto()
    OWNER_ASKED = auto()
    QUESTION_ANSWERED = auto()
    FIRST_USE_DATED = auto()
    MAP_OPENED = auto()
