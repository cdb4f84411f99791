"""What the administrator does on every floor at once."""

from portal.administration.actions.mergers import merge_everywhere

__all__ = ["merge_everywhere"]
