"""How values are written for people here. Every number keeps its unit on the same line."""

from datetime import datetime, timedelta

from django.utils import formats, timezone, translation
from django.utils.translation import gettext, ngettext

NBSP = "\u00a0"
SMALL_AREA = 100_000  # square metres; larger areas are told in square kilometres


def _grouped(number: int) -> str:
    """1234567 as a person here reads it: 1.234.567, in English 1,234,567."""
    return f"{number:,}".replace(",", _mark(".", ","))


def _decimal(number: float) -> str:
    """At most one place after the mark, and none when it is zero."""
    return f"{number:.1f}".removesuffix(".0").replace(".", _mark(",", "."))


def _mark(vietnamese: str, english: str) -> str:
    return vietnamese if (translation.get_language() or "vi").startswith("vi") else english


def grouped(number: int | None) -> str:
    return "" if number is None else _grouped(number)


def dong(amount: int | None) -> str:
    """Whole đồng: 500.000 đ."""
    return "" if amount is None else f"{_grouped(amount)}{NBSP}đ"


def phone(number: str | None) -> str:
    """A number as it is read out here: 0912 345 678, 0203 300 0113. Others stay as they are."""
    digits = dial(number)
    home = f"0{digits[3:]}" if digits.startswith("+84") else digits
    if not home.startswith("0") or len(home) not in {10, 11}:
        return number or ""
    return f"{home[:4]} {home[4:7]} {home[7:]}"


def dial(number: str | None) -> str:
    """The number for a tel: link, without spaces."""
    return "".join(sign for sign in number or "" if sign.isdigit() or sign == "+")


def time_left(until: datetime | None) -> str:
    """What is left until then: 'còn 31 giờ'. Rounded down, so nobody counts on a lost hour."""
    if until is None:
        return ""
    left = until - timezone.now()
    if left <= timedelta(0):
        return gettext("out of time")
    minutes = max(1, int(left.total_seconds()) // 60)
    if minutes < 60:
        return _with_number(ngettext("%(n)s minute left", "%(n)s minutes left", minutes), minutes)
    hours = minutes // 60
    if hours < 72:
        return _with_number(ngettext("%(n)s hour left", "%(n)s hours left", hours), hours)
    days = hours // 24
    return _with_number(ngettext("%(n)s day left", "%(n)s days left", days), days)


def _with_number(sentence: str, number: int) -> str:
    """The number stays with its unit when the line breaks."""
    return sentence.replace("%(n)s ", f"{number}{NBSP}")


def duration(length: timedelta | None) -> str:
    """How long something lasts: '1 giờ', '1 giờ 30 phút'. Seconds are left out."""
    if length is None:
        return ""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    parts = []
    if hours:
        parts.append(_with_number(ngettext("%(n)s hour", "%(n)s hours", hours), hours))
    if minutes or not hours:
        parts.append(_with_number(ngettext("%(n)s minute", "%(n)s minutes", minutes), minutes))
    return " ".join(parts)


def distance(metres: float | None) -> str:
    """Metres below a kilometre, kilometres with one decimal above."""
    if metres is None:
        return ""
    if metres < 1000:
        return f"{round(metres)}{NBSP}m"
    return f"{_decimal(metres / 1000)}{NBSP}km"


def file_size(size: int | None) -> str:
    """Powers of 1024 under the names people use: 412 MB, 1,8 GB."""
    if size is None:
        return ""
    amount, unit = float(size), "B"
    for bigger in ("KB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1024, bigger
    shown = str(round(amount)) if amount >= 10 or unit == "B" else _decimal(amount)
    return f"{shown}{NBSP}{unit}"


def keep(words: object) -> str:
    """A name on one line: 'Móng Cái 1' never breaks before its number."""
    return str(words).replace(" ", NBSP)


def bind(words: object, name: object) -> str:
    """A sentence in which one name stays on one line: 'Công an phường Móng Cái 1'."""
    return str(words).replace(str(name), keep(name))


def capital(words: object) -> str:
    """A capital first letter, the rest untouched: 'phường Móng Cái 1' as a heading."""
    text = str(words)
    return text[:1].upper() + text[1:]


def small(words: object) -> str:
    """A small first letter, the rest untouched: 'trên trang Sổ Camera' inside a sentence."""
    text = str(words)
    return text[:1].lower() + text[1:]


def lasting(minutes: int) -> str:
    """A limit of time: '1 giờ', '90 phút'."""
    if minutes % 60:
        return _with_number(ngettext("%(n)s minute", "%(n)s minutes", minutes), minutes)
    return _with_number(ngettext("%(n)s hour", "%(n)s hours", minutes // 60), minutes // 60)


def area(square_metres: int) -> str:
    """1,29 km², 50.000 m²."""
    if square_metres < SMALL_AREA:
        return f"{grouped(square_metres)}{NBSP}m²"
    return f"{formats.number_format(round(square_metres / 1e6, 2))}{NBSP}km²"


def film_length(seconds: int | None) -> str:
    """Length of a film: '45 giây', '30 phút', '1 giờ 5 phút'."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _with_number(ngettext("%(n)s second", "%(n)s seconds", seconds), seconds)
    return duration(timedelta(minutes=round(seconds / 60)))


def signed(amount: int) -> str:
    """1.500.000, and what is taken back with a true minus: −1.500.000."""
    return f"−{grouped(-amount)}" if amount < 0 else grouped(amount)
