"""How names compare: the form in which two spellings are equal, and the order of lists."""

import re
import unicodedata

# The order of a Vietnamese dictionary: đ after d, tones last; and Khu 2 before Khu 10.
VIETNAMESE = "vietnamese"

NOT_A_WORD = re.compile(r"[^a-z0-9]+")
ZEROS_BEFORE = re.compile(r"(?<![a-z0-9])0+(?=[0-9])")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: "Thị trấn Mường Tè" -> "thi tran muong te".

    Tone marks fall away, so hòa and hoà meet, as do composed and decomposed Unicode; and so do
    zeros before a number.
    """
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(letter)
    )
    return ZEROS_BEFORE.sub("", NOT_A_WORD.sub(" ", bare.replace("đ", "d"))).strip()


TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
SYLLABLE_OR_NUMBER = re.compile(r"[^\W\d_]+|\d+")
# Both spellings are taught: Mỹ and Mĩ, Lý and Lí, Quý and Quí.
Y_FOR_I = re.compile(r"(?<=[bcdđghklmnpqrstvx])y$|(?<=^qu)y$")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


def same_name(text: str) -> str:
    """Equal for two spellings that people take for one name, and only for those.

    Tones count, unlike in `fold`, but not on which vowel they are written; Hòa is not Hóa.
    """
    parts = SYLLABLE_OR_NUMBER.findall(unicodedata.normalize("NFKC", text))
    return " ".join(str(ROMAN.get(part) or _same_part(part)) for part in parts)


def _same_part(part: str) -> str:
    if part.isdecimal():
        # Not by way of int, which takes 4,300 digits at most.
        return "".join(str(unicodedata.decimal(digit)) for digit in part).lstrip("0") or "0"
    marks = unicodedata.normalize("NFD", part.casefold())
    tone = "".join(mark for mark in marks if mark in TONES)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return unicodedata.normalize("NFC", Y_FOR_I.sub("i", letters)) + tone


KINDS = ("thi tran ", "thi xa ", "thanh pho ", "dac khu ", "phuong ", "huyen ", "quan ", "xa ")
ANY_KIND = r"(?:(?:thi tran|thi xa|thanh pho|dac khu|phuong|huyen|quan|xa|tinh) )"
# As old addresses have them. F was a ward in Ho Chi Minh City: the French faubourg.
SHORT = {
    "p": "phuong", "f": "phuong", "x": "xa", "tt": "thi tran", "dk": "dac khu", "q": "quan",
    "h": "huyen", "tx": "thi xa", "tp": "thanh pho", "t": "tinh",
    "hcm": "ho chi minh", "hcmc": "ho chi minh", "tphcm": "thanh pho ho chi minh",
    "hn": "ha noi", "tphn": "thanh pho ha noi", "brvt": "ba ria vung tau",
}  # fmt: skip
GLUED = re.compile(r"\b([pfqx])([0-9]+)\b")
# "12 Trường Chinh, phường 15": what a house has in front of its ward.
HOUSE = re.compile(r"^.*?[0-9].*? (?=(?:phuong|xa|thi tran|dac khu) )|^[0-9].*? (?=quan |huyen )")


def without_kind(key: str) -> str:
    """ "thi tran muong te" -> "muong te"; a name that is nothing but a kind stays."""
    for kind in KINDS:
        if key.startswith(kind):
            return key.removeprefix(kind)
    return key


def spelt_out(key: str) -> str:
    """ "p15 q tan binh tp hcm" -> "phuong 15 quan tan binh thanh pho ho chi minh"."""
    words = GLUED.sub(r"\1 \2", key.replace("t p ", "tp ")).split()
    last = len(words) - 1
    return " ".join(
        word if len(word) == 1 and position == last else SHORT.get(word, word)
        for position, word in enumerate(words)
    )


def in_a_line(key: str) -> str:
    """A regular expression for lines that say the same, with kinds of units or without.

    A kind before a number is part of the name: phường 15 is not quận 15.
    """
    bare = re.sub(rf"(?<![a-z0-9]){ANY_KIND}(?![0-9])(?=[a-z])", "~", key)
    words = bare.replace("~", "").split() or key.split()
    end = r"\M" if words and words[-1].isdecimal() else ""
    return r"\m" + f" {ANY_KIND}*".join(words) + end
