"""What the journal says of searches, requests, asks and answers. Words of for ever."""

from portal.journal.verbs import Verb


class SearchVerb(Verb):
    """In the stream of a commune's searches, which tells what was taken out, too."""

    SEARCHED = "searched"
    SITE_NUMBER_TRIED = "site_number_tried"
    EXPORTED = "exported"
    UNIT_WORK_SEEN = "unit_work_seen"


class RequestVerb(Verb):
    """In a request's own stream, which its police read: nothing of a decline stands there."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    SIGNER_TOLD = "signer_told"
    DISOWNED = "disowned"
    REFUSED = "refused"
    DROPPED = "dropped"
    SENT = "sent"
    TOLD_APPROVED = "told_approved"
    TOLD_HELD = "told_held"
    TOLD_NOTHING = "told_nothing"
    TOLD_GONE = "told_gone"
    RECALLED = "recalled"
    CLOSED = "closed"
    OUTCOME_TOLD = "outcome_told"
    FILES_SENT = "files_sent"
    EXPORTED = "exported"
    EXPORT_DOWNLOADED = "export_downloaded"


class AskVerb(Verb):
    """In an ask's stream, which is its owner's."""

    ANSWERED = "answered"
    REMINDERS_STOPPED = "reminders_stopped"
