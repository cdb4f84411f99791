"""The journal's words for what owners deliver and what becomes of it."""

from portal.journal.verbs import Verb as JournalVerb


class Verb(JournalVerb):
    """In the custody of each file, unless another stream is named."""

    WENT_BACK = "went_back"  # in the upload's own stream alone
    RECEIVED = "received"  # also in the upload's own stream
    WITHDRAWN = "withdrawn"  # also in the upload's own stream
    SENT = "sent"
    DIFFERED_FROM_ARRIVAL = "differed_from_arrival"
    SEALED = "sealed"
    CHECK_STOPPED = "check_stopped"
    CHECK_ASKED = "check_asked"
    CHECKED_AGAIN = "checked_again"

    PICTURED = "pictured"
    VIEWED = "viewed"
    DOWNLOADED = "downloaded"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DISPOSED = "disposed"
    EXPORTED = "exported"
