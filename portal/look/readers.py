"""What people type or paste, read as they mean it: a day, a time, a number, a point, a code.

Each raises ValueError for what may mean two things: nothing is guessed. dateutil, which lies
here already, guesses: it takes 5/22 for a day of May, and fills a missing year with this one.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

PRIMES = str.maketrans({"′": "'", "’": "'", "″": '"', "”": '"', "“": '"', "º": "°", "˚": "°"})

TWO_DIGIT_YEARS = 2000  # Nothing here is older.
DAY = re.compile(
    r"(?:(?:thứ (?:\w+)|chủ nhật|t[2-7]|cn)\s*,?\s*)?(?:ngày\s+)?(?:"
    r"(?P<y1>\d{4})(?P<s1>[-/.])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s*(?P<s2>[-/., ])\s*(?P<m2>\d{1,2})\s*(?P=s2)\s*(?P<y2>\d{4}|\d\d)"
    r"|(?P<d3>\d\d)(?P<m3>\d\d)(?P<y3>(?:19|20)\d\d)"
    r"|(?P<d4>\d{1,2})\s*tháng\s*(?P<m4>\d{1,2})\s*(?:,?\s*năm|/|-)\s*(?P<y4>\d{4})"
    r")",
    re.IGNORECASE,
)
CLOCK = re.compile(
    r"(?:(?:vào\s+)?(?:lúc|hồi|khoảng)\s+)?(?P<hour>\d{1,2})"
    r"(?:\s*:\s*(?P<m1>\d\d)(?::(?P<s1>\d\d)(?:\.\d+)?)?|\s*(?:giờ|h|g)(?:\s*(?P<m2>\d{1,2}(?!\d|\s*(?:[-/.]\s*\d|tháng))|rưỡi)"
    r"\s*(?:phút|ph|p|m|['’′])?(?!\w))?)"
    r"(?:\s*(?P<part>am|pm|sa|ch|sáng|trưa|chiều|tối|đêm|khuya)(?!\w))?",
    re.IGNORECASE,
)
# Hours as they are said, and what is added for the clock. Twelve at night is refused: of which day?
PARTS = {
    "am": {**dict.fromkeys(range(1, 12), 0), 12: -12},
    "pm": {**dict.fromkeys(range(1, 12), 12), 12: 0},
    "sáng": dict.fromkeys(range(12), 0),
    "trưa": {10: 0, 11: 0, 12: 0, 1: 12, 2: 12},
    "chiều": {**dict.fromkeys(range(1, 8), 12), 12: 0},
    "tối": dict.fromkeys(range(5, 12), 12),
    "đêm": {**dict.fromkeys(range(5), 0), **dict.fromkeys(range(8, 12), 12)},
}
SAME_PART = {"sa": "am", "ch": "pm", "khuya": "đêm"}
AFTERNOON = {"pm": 12, "trưa": 10, "chiều": 12, "tối": 17, "đêm": 20}

INTEGER = re.compile(r"[+-]?\d+(?:[.,]0{1,2})?|[+-]?[1-9]\d{0,2}([., ])\d{3}(?:\1\d{3})*")
DECIMAL = r"[+-]?\d{1,3}(?:[.,]\d+)?"
DEGREES = re.compile(
    r"(?P<before>[NSEWBĐT])?\s*(?P<degrees>[+-]?\d{1,3}(?:[.,]\d+)?)\s*°?"
    r"(?:\s*(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*'(?:\s*(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''))?)?"
    r"\s*(?P<after>[NSEWBĐT])?",
    re.IGNORECASE,
)
OF_A_POINT = re.compile(
    r"geo:|vĩ độ|kinh độ|toạ độ|tọa độ|latitude|longitude|lat|lng|long|lon|[()\[\]:=]",
    re.IGNORECASE,
)
SIDES = re.compile(r"\b(?:bắc|nam|đông|tây|north|south|east|west)\b", re.IGNORECASE)
# Commas everywhere: those before a long fraction are points.
FOUR_PARTS = re.compile(r"^(-?\d{1,3}),(\d{3,}),\s*(-?\d{1,3}),(\d{3,})$")
# An address of a map names its middle after @, and a place by q, ll, query, mlat … with a comma.
IN_AN_ADDRESS = re.compile(rf"(?:@|[?&/=]|%3D)({DECIMAL})(?:,|%2C)\s*\+?({DECIMAL})")


def plain(text: object) -> str:
    """In composed letters, Western digits and one kind of dash, on one line, without signs that
    nobody sees."""
    letters = unicodedata.normalize("NFKC", str(text))
    return " ".join("".join(map(_plain_sign, letters)).split())


def _plain_sign(sign: str) -> str:
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Pd":
            return "-"
        case "Cf":
            return ""
    return "-" if sign == "\N{MINUS SIGN}" else sign


def read_day(text: object) -> date:
    """22/11/2026, 22-11-26, 22.11.2026, 22112026, "ngày 22 tháng 11 năm 2026" or 2026-11-22."""
    read = DAY.fullmatch(plain(text))
    if not read:
        raise ValueError("not a day")
    parts = {name[0]: value for name, value in read.groupdict().items() if value}
    year = int(parts["y"])
    return date(year if year > 99 else TWO_DIGIT_YEARS + year, int(parts["m"]), int(parts["d"]))


def read_clock(text: object) -> timedelta:
    """From midnight: 18:10, 18h10, 18 giờ 10, 6h10 chiều, 8h rưỡi, 6:10 PM; and 24:00."""
    read = CLOCK.fullmatch(plain(text))
    if not read:
        raise ValueError("not a time")
    hour, part = int(read["hour"]), (read["part"] or "").casefold()
    part = SAME_PART.get(part, part)
    spoken = read["m1"] or read["m2"] or "0"
    minute = 30 if spoken.casefold() == "rưỡi" else int(spoken)
    if part and not (hour > 12 and hour >= AFTERNOON.get(part, 24)):
        if hour not in PARTS[part]:
            raise ValueError("another part of the day")
        hour += PARTS[part][hour]
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        raise ValueError("no such time")
    return timedelta(hours=hour, minutes=minute)


def read_minute(text: object) -> datetime:
    """A day and a time, in either order. Without a zone: the field knows it."""
    written = re.sub(r"(?<=\d)T(?=\d)", " ", plain(text))
    for clock in CLOCK.finditer(written):
        before = written[: clock.start()].strip(" ,;-")
        after = re.sub(r"^(?:của\s)?", "", written[clock.end() :].strip(" ,;-"))
        if bool(before) != bool(after):
            midnight = datetime.combine(read_day(before or after), time())
            return midnight + read_clock(clock[0])
    raise ValueError("not a day and a time")


def read_integer(text: object, *units: str) -> int:
    """A whole number, grouped or not, with one of `units` behind it or none."""
    written = plain(text).casefold()
    for unit in units:
        written = written.removesuffix(unit).rstrip()
    if not INTEGER.fullmatch(written):
        raise ValueError("not a whole number")
    return int(re.sub(r"[., ]", "", re.sub(r"[.,]0{1,2}$", "", written)))


def read_degrees(text: object) -> float:
    """21.5263, 21,5263, 21.5263° N or 21°31'34.7"N; minus in the south and the west."""
    read = DEGREES.fullmatch(_with_primes(text))
    if not read or (read["before"] and read["after"]):
        raise ValueError("not degrees")
    return _value(read)


def read_point(text: object) -> tuple[float, float]:
    """Latitude and longitude pasted together, as a map, a phone or a letter writes them.

    The longitude may come first where it is more than any latitude, as it is in Vietnam.
    """
    written = _with_primes(text)
    if named := IN_AN_ADDRESS.findall(written):
        latitude, longitude = named[-1] if "@" not in written else named[0]
        return _in_order(_decimal(latitude), _decimal(longitude))
    bare = OF_A_POINT.sub(" ", SIDES.sub(_side, written)).strip(" ,;.")
    bare = FOUR_PARTS.sub(r"\1.\2, \3.\4", bare)
    for halves in _halves(bare):
        try:
            return _in_order(*map(read_degrees, halves))
        except ValueError:
            continue
    raise ValueError("not a point")


def _with_primes(text: object) -> str:
    # Before NFKC, which makes of a prime and an old degree sign something else.
    return plain(str(text).translate(PRIMES))


def _side(word: re.Match[str]) -> str:
    sides = {"bắc": "N", "nam": "S", "đông": "E", "tây": "W"}
    return sides.get(word[0].casefold(), word[0][0])


def _halves(bare: str) -> list[list[str]]:
    """Where the one number may end and the other begin, the plainest sign first."""
    cuts = [r"\s*;\s*", r"\s*,\s+", r"\s+,\s*", r"(?<=[NSEWBĐT])\s*,?\s*", r"\s+", r","]
    halves = [[half for half in re.split(cut, bare) if half] for cut in cuts]
    return [pair for pair in halves if len(pair) == 2]


def _decimal(written: str) -> float:
    return float(written.replace(",", "."))


def _value(read: re.Match[str]) -> float:
    degrees = _decimal(read["degrees"])
    minutes, seconds = _decimal(read["minutes"] or "0"), _decimal(read["seconds"] or "0")
    if minutes >= 60 or seconds >= 60:
        raise ValueError("not degrees")
    way = (read["before"] or read["after"] or "N").upper()
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return -size if degrees < 0 or way in {"S", "W", "T"} else size


def _in_order(one: float, other: float) -> tuple[float, float]:
    latitude, longitude = (other, one) if abs(one) > 90 >= abs(other) else (one, other)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("not on earth")
    return latitude, longitude


def read_code(text: object, *lengths: int) -> str:
    """The digits of a code, alone or in the whole message it came in.

    Of two different codes none is taken.
    """
    written = plain(text)
    digits = re.sub(r"[\s.-]", "", written)
    if digits.isdigit():
        if len(digits) in lengths:
            return digits
        raise ValueError("another number of digits")
    runs: set[str] = {run for run in re.findall(r"\d+", written) if len(run) in lengths}
    if not runs:
        grouped = re.findall(r"(?<![\d.-])(?<!\d )\d(?:[ .-]?\d)+(?![ .-]?\d)", written)
        bare = (re.sub(r"\D", "", group) for group in grouped)
        runs = {run for run in bare if len(run) in lengths}
    if len(runs) != 1:
        raise ValueError("no code, or two")
    return runs.pop()
