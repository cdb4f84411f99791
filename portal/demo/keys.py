"""Names that stay the same from one run to the next, so that running twice makes nothing twice."""

from uuid import UUID, uuid5

DEMO = UUID("5f0c6d2e-7f5b-4c0e-9a51-0d2b8f6f2a10")


def key(*parts: object) -> UUID:
    return uuid5(DEMO, "/".join(str(part) for part in parts))
