"""As the portal's own, but rows are not compared with the journal: factories write past it.

`tests/journal` compares; here bytes, dumps and folders are looked at.
"""

from portal.settings import *  # noqa: F403

JOURNAL_PROOFS = ()  # type: ignore[assignment]
