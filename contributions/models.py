"""Where Django looks for the tables of this app; the rooms name the wing they lean on."""

from contributions.books import models as books
from contributions.campaigns import models as campaigns

__all__ = ["books", "campaigns"]
