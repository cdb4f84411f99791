"""What happens to the journal, and to every row whose moves it records."""

from portal.journal.actions.entries import first_break, record, seal
from portal.journal.actions.moves import hold, move

__all__ = ["first_break", "hold", "move", "record", "seal"]
