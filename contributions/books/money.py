"""Amounts as people here write them."""

import re

from django.utils.translation import gettext as _

from portal.look.readers import plain

# Our choice, both: what is less or more is a slip of the finger.
LEAST = 1_000  # đồng: the smallest note that still buys anything
MOST = 100_000_000_000  # đồng: a hundred billion, more than any commune's campaign

# One sign between all groups: "500.000,000" may be meant as half a million or as five hundred.
GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,\s])[0-9]{3}(?:\1[0-9]{3})*|[0-9]+")
UNIT = re.compile(
    r"^(?:vnđ|vnd|₫)\s*|\s*(?:(?:việt nam )?đồng|dong|vnđ|vnd|₫|đ|d)\.?$", re.IGNORECASE
)


def read_amount(text: str) -> int:
    """Whole đồng out of "500.000", "500 000 ₫" or "500000".

    Raises ValueError with a sentence for the person. Short forms such as "1.5tr" are
    refused and not guessed at: a slip of three zeros in a cash book is a quarrel.
    """
    written = UNIT.sub("", plain(text))
    if not GROUPED.fullmatch(written):
        raise ValueError(_("Write the amount in full in digits, for example 1.500.000."))
    amount = int(re.sub(r"[^0-9]", "", written)[:20])
    if amount < LEAST:
        raise ValueError(
            _("The least amount is 1.000 đồng. For five hundred thousand, write 500.000.")
        )
    if amount > MOST:
        raise ValueError(_("This amount is over 100 billion đồng. Check the number of zeros."))
    return amount
