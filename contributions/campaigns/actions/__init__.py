"""What happens to campaigns, gifts and money."""

from contributions.campaigns.actions.campaigns import (
    change_draft,
    close_campaign,
    draft_campaign,
    open_campaign,
    reopen_campaign,
)
from contributions.campaigns.actions.forgetting import forget_giver
from contributions.campaigns.actions.gifts import (
    ask_another_counter,
    confirm_gift,
    count_gift,
    refuse_gift,
)
from contributions.campaigns.actions.names import show_pledge_as, show_receipt_as
from contributions.campaigns.actions.pledges import count_pledge_again, pledge, set_pledge_aside
from contributions.campaigns.actions.reversals import (
    ask_another_to_reverse,
    ask_reversal,
    confirm_reversal,
    refuse_reversal,
)

__all__ = [
    "ask_another_counter",
    "ask_another_to_reverse",
    "ask_reversal",
    "change_draft",
    "close_campaign",
    "confirm_gift",
    "confirm_reversal",
    "count_gift",
    "count_pledge_again",
    "draft_campaign",
    "forget_giver",
    "open_campaign",
    "pledge",
    "refuse_gift",
    "refuse_reversal",
    "reopen_campaign",
    "set_pledge_aside",
    "show_pledge_as",
    "show_receipt_as",
]
