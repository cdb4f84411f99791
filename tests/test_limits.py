"""Each number that refuses somebody something names the law or standard it comes from, or says
that it is our choice: so a commune knows what it may argue about."""

import re

import pytest

from tests.sources import modules

# The first of its block: what stands under it without an empty line is said by the same words.
LIMITS = [
    ("requests.asking", "HARD_AREA_SQUARE_METRES"),
    ("requests.asking", "SEARCHES_AN_HOUR"),
    ("requests.asking", "NUMBERS_AN_HOUR"),
    ("requests.asking", "ANSWERS_AN_HOUR"),
    ("requests.asking", "SEARCH_LASTS"),
    ("requests.asking", "MOST_CORNERS"),
    ("requests.asking", "MOST_BYTES"),
    ("requests.asking", "AFTER_SENDING"),
    ("requests.asking", "policy_upload_stays_within_60_and_200_gigabytes"),
    ("requests.asking", "policy_deletes_unneeded_files_within_30_days"),
    ("requests.evidence", "LIVES"),
    ("requests.evidence", "RESULT_WITHIN"),
    ("cameras.register", "LEAST_SHOWN"),
    ("cameras.register.geometry", "FARTHEST_RANGE_METRES"),
    ("cameras.register", "MOST_SITES"),
    ("cameras.register", "MOST_AT_ONCE"),
    ("cameras.register", "MOST_AT_A_SITE"),
    ("cameras.register", "CHANGES_AN_HOUR"),
    ("cameras.register", "camera_is_one_of_300_of_its_site_at_most"),
    ("cameras.register", "camera_keeps_footage_1_to_365_days"),
    ("contributions", "PLEDGE_LASTS"),
    ("contributions.books.money", "LEAST"),
    ("contributions", "RUNNING_MONTHS"),
    ("portal.people.models.one_time_codes", "DIGITS"),
    ("portal.people", "FACTOR_LASTS"),
    ("portal.people.known_browsers", "LASTS"),
    ("portal.people", "WRONG_CODES_A_DAY"),
    ("portal.people.sessions", "UNKNOWN_LASTS"),
    ("portal.plain_json", "DEEPEST"),
    ("portal.settings", "SESSION_COOKIE_AGE"),
    ("portal.settings", "SECURE_HSTS_SECONDS"),
    ("portal.settings", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
    ("portal.settings", "ACCOUNT_RATE_LIMITS"),
    ("portal.administration", "MOST_HOTLINES"),
    ("portal.reports", "ROUNDED_TO"),
]
SOURCE = re.compile(r"our choice|\b(Law|Decree) \d+/\d+|OWASP ASVS|NIST SP", re.IGNORECASE)


@pytest.mark.parametrize(("room", "limit"), LIMITS)
def test_a_limit_names_its_source(room: str, limit: str):
    comments = [
        comment
        for module, path in modules()
        if module.startswith(room)
        for comment in comments_at(limit, path.read_text())
    ]

    assert comments
    assert [comment for comment in comments if not SOURCE.search(comment)] == []


def comments_at(limit: str, source: str) -> list[str]:
    """The comments that stand on or right above each assignment of that name, and above each
    constraint of it."""
    lines = source.splitlines()
    named = re.compile(rf"^{limit}\b *(:.*)?=|name=\"{limit}\"")
    return [_comment(lines, number) for number, line in enumerate(lines) if named.search(line)]


def _comment(lines: list[str], number: int) -> str:
    start = number
    while start and lines[start - 1].strip().startswith(("#", "models.CheckConstraint(")):
        start -= 1
    return " ".join(lines[start : number + 1])
