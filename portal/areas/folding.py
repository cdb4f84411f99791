"""How names compare: the form in which two spellings are equal, and the order of lists."""

import re
import unicodedata

# The order of a Vietnamese dictionary: đ after d, tones last; and Khu 2 before Khu 10.
VIETNAMESE = "vietnamese"

NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: "Thị trấn Mường Tè" -> "thi tran muong te".

    Tone marks fall away, so hòa and hoà meet, as do composed and decomposed Unicode.
    """
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return NOT_A_WORD.sub(" ", bare.replace("đ", "d")).strip()


KINDS = ("thi tran ", "thi xa ", "thanh pho ", "dac khu ", "phuong ", "huyen ", "quan ", "xa ")


def without_kind(key: str) -> str:
    """ "thi tran muong te" -> "muong te"; a name that is nothing but a kind stays."""
    for kind in KINDS:
        if key.startswith(kind):
            return key.removeprefix(kind)
    return key
