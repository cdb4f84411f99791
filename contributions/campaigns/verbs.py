"""What campaigns, pledges and gifts write into their purse's journal."""

from portal.journal import verbs


class Verb(verbs.Verb):
    DRAFTED = "drafted"
    DRAFT_CHANGED = "draft_changed"
    ACCOUNT_WRITTEN = "account_written"
    ACCOUNT_CONFIRMED = "account_confirmed"
    ACCOUNT_REFUSED = "account_refused"
    ACCOUNT_WITHDRAWN = "account_withdrawn"
    OPENED = "opened"
    CLOSED = "closed"
    REOPENED = "reopened"
    HAMLET_MERGED = "hamlet_merged"

    PLEDGED = "pledged"
    PLEDGE_SET_ASIDE = "pledge_set_aside"
    PLEDGE_COUNTED_AGAIN = "pledge_counted_again"

    COUNTED = "counted"
    ANOTHER_COUNTER_ASKED = "another_counter_asked"
    BOOKED = "booked"
    REFUSED = "refused"
    NAME_CHANGED = "name_changed"
    GIVER_ERASED = "giver_erased"

    REVERSAL_ASKED = "reversal_asked"
    ANOTHER_ASKED_TO_REVERSE = "another_asked_to_reverse"
    REVERSAL_CONFIRMED = "reversal_confirmed"
    REVERSED = "reversed"
    REFUNDED = "refunded"
    REVERSAL_REFUSED = "reversal_refused"
