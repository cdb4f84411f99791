"""Transfer codes: seven random characters and one that catches slips of the pen.

The 32 characters are Crockford's (no I, L, O, U) and stand for the elements of GF(32).
The weighted sum of a code's characters is zero and no two weights are equal, so one wrong
character, or any two exchanged, can never give another valid code.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "XHH"  # xã hội hóa
LENGTH = 8
# Banks upper-case the memo, cut it into lines, put signs into it, write a space as %20 and glue
# digits to its end.
SIGN = r"(?:%20|[^0-9A-Z])*"
IN_A_MEMO = re.compile(rf"(?=X{SIGN}H{SIGN}H{SIGN}([0-9A-Z](?:{SIGN}[0-9A-Z]){{7}}))")
# Without the prefix a code must stand by itself: among any letters one in 32 would pass for it.
ALONE = re.compile(r"(?<![0-9A-Z])(?=([0-9A-Z]{8}|[0-9A-Z]{4}[ .\n-][0-9A-Z]{4})(?![0-9A-Z]))")
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
    """Valid codes in a bank's memo or in what someone typed, the surest first."""
    upper = unicodedata.normalize("NFKC", text).upper()
    typed = re.sub(r"[^0-9A-Z]|%20", "", upper)
    bodies = (typed, *IN_A_MEMO.findall(upper), *ALONE.findall(upper))
    read = (re.sub(SIGN, "", body).translate(MISREAD) for body in bodies)
    yield from dict.fromkeys(code for code in read if is_code(code))


def has_prefix(text: str) -> bool:
    """The memo says that a code follows, read or not."""
    return PREFIX in re.sub(SIGN, "", unicodedata.normalize("NFKC", text).upper())
