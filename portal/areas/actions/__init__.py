"""What happens to communes and hamlets; others call `portal.areas.actions.<verb>`."""

from portal.areas.actions.communes import (
    change_profile,
    draw_commune,
    move_centre,
    open_commune,
    set_hotlines,
)
from portal.areas.actions.hamlets import (
    add_hamlet,
    correct_hamlet,
    count_hamlet,
    draw_hamlet,
    merge_hamlets,
    rename_hamlet,
    split_hamlet,
)

__all__ = [
    "add_hamlet",
    "change_profile",
    "correct_hamlet",
    "count_hamlet",
    "draw_commune",
    "draw_hamlet",
    "merge_hamlets",
    "move_centre",
    "open_commune",
    "rename_hamlet",
    "set_hotlines",
    "split_hamlet",
]
