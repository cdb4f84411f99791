"""Amounts of money written out in Vietnamese, as a receipt must carry them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
BILLION = 1_000_000_000


def dong_in_words(amount: int) -> str:
    """The amount as a sentence: 200_000 is "Hai trăm nghìn đồng chẵn".

    Whole đồng from 0 to 999,999,999,999,999,999; northern words (nghìn, linh). "chẵn"
    closes amounts in whole thousands, as on paper. Raises ValueError outside the range.
    """
    if not 0 <= amount < BILLION * BILLION:
        raise ValueError(f"{amount} đồng cannot be written out")
    even = " chẵn" if amount and amount % 1000 == 0 else ""
    words = f"{number_in_words(amount)} đồng{even}"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, BILLION)
    words = [*_below_billion(billions, False), "tỷ"] if billions else []
    return " ".join([*words, *_below_billion(rest, bool(billions))])


def _below_billion(number: int, follows: bool) -> list[str]:
    """Words of a number under a billion; `follows` says that larger groups precede it."""
    words: list[str] = []
    for exponent in (2, 1, 0):
        group = number // 1000**exponent % 1000
        if group:
            words += [*_group(group, follows or bool(words)), GROUPS[exponent]]
    return [word for word in words if word]


def _group(number: int, follows: bool) -> list[str]:
    """Three digits. After a larger group even an empty hundred is said: "không trăm"."""
    hundreds, rest = divmod(number, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or follows else []
    return words + _tens(*divmod(rest, 10), after_hundreds=bool(words))


def _tens(tens: int, unit: int, *, after_hundreds: bool) -> list[str]:
    if tens == 0:
        linh = ["linh"] if unit and after_hundreds else []
        return linh + ([DIGITS[unit]] if unit else [])
    words = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    return words + ([_unit(unit, tens)] if unit else [])


def _unit(unit: int, tens: int) -> str:
    """The last digit after a ten: "mốt" from twenty-one on, "lăm" for five."""
    if unit == 1 and tens > 1:
        return "mốt"
    return "lăm" if unit == 5 else DIGITS[unit]
