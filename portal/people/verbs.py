"""What the journal says of people: appointments, memberships, invitations, contacts, factors."""

from enum import auto

from portal.journal.verbs import Verb


class PeopleVerb(Verb):
    APPOINTMENT_GIVEN = auto()
    APPOINTMENT_MOVED = auto()
    APPOINTMENT_ENDED = auto()
    APPOINTMENT_TAKEN_UP = auto()
    APPOINTMENT_REFUSED = auto()
    MEMBER_INVITED = auto()
    INVITATION_ACCEPTED = auto()
    INVITATION_REFUSED = auto()
    INVITATION_WITHDRAWN = auto()
    MEMBER_JOINED = auto()
    MEMBER_LEFT = auto()
    CONTACT_CHANGED = auto()
    CONTACT_MOVED_BACK = auto()
    SIGNED_OUT_EVERYWHERE = auto()
    FACTOR_ADDED = auto()
    FACTOR_REMOVED = auto()
    FACTOR_CODE_WRONG = auto()
    FACTORS_FORGOTTEN = auto()
    RECOVERY_CODES_RENEWED = auto()
