"""A site's public number, "MC1-0482-K": commune, sequence, check character.

The check character is ISO 7064 MOD 37-2 over the letters and digits before it. It finds
every single wrong character and every swap of two neighbours. The standard's 37th check
character is "*", which nobody can say aloud: sequences that would end in it are skipped.
"""

import re

from portal.look.readers import plain

# Sequences have no more than six digits: more would be a telephone number.
PRINTED = re.compile(r"(?P<commune>[A-Z0-9]{1,12})-(?P<sequence>[0-9]{4,6})-[A-Z0-9]", re.ASCII)
CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MODULUS = 37


def compose(abbreviation: str, sequence: int) -> str | None:
    """The number of this sequence, or None where it would need the 37th character."""
    stem = f"{abbreviation}{sequence:04d}"
    check = _check_character(stem)
    return None if check is None else f"{abbreviation}-{sequence:04d}-{check}"


def next_after(abbreviation: str, sequence: int) -> tuple[int, str]:
    """The first usable sequence after this one, and its number."""
    number = None
    while number is None:
        sequence += 1
        number = compose(abbreviation, sequence)
    return sequence, number


def is_right(number: str) -> bool:
    """Whether the check character fits; hyphens, spaces and case do not matter."""
    bare = bare_form(number)
    return len(bare) > 1 and _check_character(bare[:-1]) == bare[-1]


def printed_form(number: str) -> str | None:
    """The number as plates have it, however it was typed; None where it can be none.

    Nothing of what was typed is in it but the commune, the sequence and the check character.
    """
    typed = plain(number).replace(" ", "-")
    parts = PRINTED.fullmatch(typed.upper())
    if parts is None:
        return None
    printed = compose(parts["commune"], int(parts["sequence"]))
    return printed if printed and bare_form(printed) == bare_form(typed) else None


def bare_form(number: str) -> str:
    return "".join(c for c in plain(number).upper() if c in CHARACTERS)


def _check_character(stem: str) -> str | None:
    total = 0
    for character in stem:
        total = (total + CHARACTERS.index(character)) * 2 % MODULUS
    position = (MODULUS + 1 - total) % MODULUS
    return CHARACTERS[position] if position < len(CHARACTERS) else None
