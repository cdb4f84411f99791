"""JSON that strangers send: read, and found to be plain before anybody works on it."""

import json
import math
from typing import Any

# Our choice: the deepest body that the portal reads has five.
DEEPEST = 20
LONGEST_WHOLE = 20  # signs; PostgreSQL's bigint has 19 digits


class NotPlain(ValueError):
    """Nested deeper than anything of ours, or with letters that no text has."""


def read(text: str | bytes) -> Any:
    """What it says. Raises ValueError where it is no JSON, or none that is plain."""
    try:
        value = json.loads(
            text, parse_constant=_require_no_constant, parse_int=_integer, parse_float=_fraction
        )
    except RecursionError as error:
        raise NotPlain from error
    require_plain(value)
    return value


def require_plain(value: Any) -> None:
    """Raises NotPlain where whoever copies, prints or encodes it could fail at it."""
    level = [value]
    for _level in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            break
    else:
        raise NotPlain
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise NotPlain from error


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _integer(digits: str) -> int:
    """No column holds more, and no float takes as many as an int."""
    if len(digits) > LONGEST_WHOLE:
        raise NotPlain(digits[:LONGEST_WHOLE])
    return int(digits)


def _fraction(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise NotPlain(digits[:LONGEST_WHOLE])
    return number


def _require_no_constant(name: str) -> None:
    """NaN and Infinity are Python's, not JSON's."""
    raise NotPlain(name)
