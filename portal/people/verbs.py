"""What the journal says of people: their appointments, memberships, contacts and second factors."""

from enum import auto

from portal.journal.verbs import Verb


class PeopleVerb(Verb):
    APPOINTMENT_GIVEN = auto()
    APPOINTMENT_MOVED = auto()
    APPOINTMENT_ENDED = auto()
    MEMBER_JOINED = auto()
    MEMBER_LEFT = auto()
    CONTACT_CHANGED = auto()
    SIGNED_OUT_EVERYWHERE = auto()
    FACTOR_ADDED = auto()
    FACTOR_REMOVED = auto()
    FACTOR_CODE_WRONG = auto()
    FACTORS_FORGOTTEN = auto()
    RECOVERY_CODES_RENEWED = auto()
