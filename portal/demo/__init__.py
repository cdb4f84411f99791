"""The demo: the communes of five published stories, with their figures and made-up people.

Places, boundaries, streets and houses are drawn by code and labelled as samples. Everything
that matters goes through the same actions as on the pages, so journal and ledger are real.
"""

from uuid import UUID, uuid5

DEMO = UUID("5f0c6d2e-7f5b-4c0e-9a51-0d2b8f6f2a10")


def key(*parts: object) -> UUID:
    """The same from one run to the next, so that running twice makes nothing twice."""
    return uuid5(DEMO, "/".join(str(part) for part in parts))
