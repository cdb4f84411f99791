"""Transfer codes: seven random characters and one that catches slips of the pen.

The 32 characters are Crockford's (no I, L, O, U) and stand for the elements of GF(32).
The weighted sum of a code's characters is zero and no two weights are equal, so one wrong
character, or any two exchanged, can never give another valid code.
"""

import re
import secrets
from collections.abc import Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "XHH"  # xã hội hóa
LENGTH = 8
# Banks upper-case the memo, add noise around it and may glue digits to its end.
IN_A_MEMO = re.compile(PREFIX + r"[\s.-]*([0-9A-HJKMNP-TV-Z]{8})")
MISREAD = str.maketrans("ILO", "110")


def _double(value: int) -> int:
    """Multiply by x modulo x^5 + x^2 + 1, which is primitive: 31 different powers."""
    return value << 1 ^ 0b100101 if value & 0b10000 else value << 1


def _weighted_sum(values: list[int]) -> int:
    """The polynomial with these coefficients at x, in GF(32)."""
    total = 0
    for value in values:
        total = _double(total) ^ value
    return total


def check_character(body: str) -> str:
    return ALPHABET[_double(_weighted_sum([ALPHABET.index(sign) for sign in body]))]


def new_code() -> str:
    """One of 34 billion; the caller keeps it unique."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def is_code(text: str) -> bool:
    if len(text) != LENGTH or not set(text) <= set(ALPHABET):
        return False
    return check_character(text[:-1]) == text[-1]


def memo(code: str) -> str:
    """What the giver writes with the transfer."""
    return f"{PREFIX} {code}"


def codes_in(text: str) -> Iterator[str]:
    """Valid codes in a bank's memo or in what someone typed, in their order."""
    upper = text.upper()
    typed = re.sub(r"[\s.-]+", "", upper).translate(MISREAD)
    if is_code(typed):
        yield typed
    yield from (code for code in IN_A_MEMO.findall(upper) if is_code(code))
