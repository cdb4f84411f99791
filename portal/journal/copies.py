"""A root that somebody copied outside, and whether this journal is still the one it was."""

import re

from portal.journal.models import Root

DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def digests_in(text: str) -> list[str]:
    """The codes of roots in what was copied: an e-mail, lines of the page, one code in groups."""
    lower = text.lower()
    digests = DIGEST.findall(lower) or DIGEST.findall("".join(lower.split()))
    return list(dict.fromkeys(digests))


def root_with(digest: str) -> Root | None:
    """The root with this code, if the journal still has it."""
    return Root.objects.filter(digest=digest).first()
