"""What the books write into a purse's journal."""

from portal.journal import verbs


class Verb(verbs.Verb):
    POSTED = "posted"
