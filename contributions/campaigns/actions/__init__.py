"""What happens to campaigns, pledges and gifts."""

from contributions.campaigns.actions.bank_accounts import confirm_account, refuse_account
from contributions.campaigns.actions.campaigns import (
    change_draft,
    check_ledger,
    close_campaign,
    draft_campaign,
    follow_merger,
    open_campaign,
    reopen_campaign,
)
from contributions.campaigns.actions.erasures import erase_giver
from contributions.campaigns.actions.gifts import (
    ask_another_counter,
    confirm_gift,
    count_gift,
    refuse_gift,
)
from contributions.campaigns.actions.giver_names import change_gift_name, change_pledge_name
from contributions.campaigns.actions.pledges import (
    count_pledge_again,
    make_pledge,
    set_pledge_aside,
)
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
    "change_gift_name",
    "change_pledge_name",
    "check_ledger",
    "close_campaign",
    "confirm_account",
    "confirm_gift",
    "confirm_reversal",
    "count_gift",
    "count_pledge_again",
    "draft_campaign",
    "erase_giver",
    "follow_merger",
    "make_pledge",
    "open_campaign",
    "refuse_account",
    "refuse_gift",
    "refuse_reversal",
    "reopen_campaign",
    "set_pledge_aside",
]
