"""What no browser of ours sends, put to every address that reads it: a refusal, never a 500.

Whoever is asked is past the gates; nothing of it is kept.
"""

import base64
import json
import re
import uuid
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal import plain_json
from tests.people.factories import UserFactory
from tests.test_who_may import PEOPLE, ROLES, WAYS, World, letters_of, world
from tests.who_may.addresses import address_of, addresses

__all__ = ["world"]

DEEP = 100_000
SURROGATE = '"\\ud800"'
BODIES = [
    b"[" * DEEP,
    b'{"a":' * DEEP,
    b"[" * 900 + b"]" * 900,
    b'{"kind": ' + b"[" * 25 + b"]" * 25 + b"}",
    f'{{"kind": {SURROGATE}, "shown": {SURROGATE}, "purpose": {SURROGATE}}}'.encode(),
    f"{{{SURROGATE}: 1}}".encode(),
    b'{"amount": NaN, "goal": Infinity}',
    b'{"amount": ' + b"9" * 5000 + b"}",
    b'{"amount": 1e999, "bearing": 1e999, "lat": 1e999}',
    '{"a": 1}'.encode("utf-16"),
    b"\xff",
    b"null",
    b"[[]]",
    b"1",
]
LONG = "9" * 400
CURSORS = [f"p={position}" for position in ("abc", "-1", LONG, "1e9", "\0", "²")]
CURSORS += [f"o={LONG}&p=1", "r=1&p=", "p=1&p=x"]
# Nothing in Python, in PostgreSQL or in a calendar takes all of these.
VALUES = ["a\0b", "²", LONG, "9" * 5000, "1e400", "NaN", "http://[", "[" * 5000, "\ud800"]
DAYS = ["0001-01-01", "9999-12-31", "31/12/9999", "1-1-1", "2026-02-30"]
MOMENTS = [
    "0001-01-01T00:00",
    "31/12/9999 24:00",
    "9999-12-31 24:00",
    "9999-12-31T23:59",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "1899-12-31T23:59:59+07:06:30",
]
BLANK = re.compile(r"<[^>]+>|\(\?P<\w+>[^)]*\)")
QUERIED = ("after", "again", "as", "bbox", "by", "code", "commune", "lat", "lng", "next", "q")


def asker(world: World, way: tuple[str, str]) -> Client | None:
    """Somebody who gets past the gates of this way, if any does."""
    letters = dict(zip((*PEOPLE, *ROLES), letters_of(way, WAYS[way]).split(), strict=True))
    who = next((one for one in ("owner", "officer", "leader", *letters) if letters[one] == "y"), "")
    return world.clients.get(who)


def answer(client: Any, method: str, url: str, **sent: Any) -> Any:
    """The answer, whatever it is, without a trace."""
    cookies = client.cookies.copy()
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.generic(method, url, **sent)
        if response.streaming:
            b"".join(response)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return response


@pytest.fixture
def _unlimited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    nobody = {"anon": None, "user": None}
    monkeypatch.setattr("rest_framework.throttling.SimpleRateThrottle.THROTTLE_RATES", nobody)


def ways(method: str, *, api: bool) -> list[tuple[str, str]]:
    return [way for way in WAYS if way[1] == method and way[0].startswith("api:") == api]


def dealt(
    method: str, values: list[Any], *, api: bool, hands: int
) -> Iterator[tuple[tuple[str, str], list[Any]]]:
    """Each way with its share of the values, as cards are dealt: every value goes to many ways,
    and what reads it is the same few readers behind all of them."""
    for number, way in enumerate(ways(method, api=api)):
        yield way, values[number % hands :: hands]


@pytest.mark.usefixtures("_unlimited")
def test_every_resource_refuses_a_body_that_is_not_plain(world):
    broken = {}
    for way, bodies in dealt("POST", BODIES, api=True, hands=3):
        client, url = asker(world, way), address_of(way[0], world.args)
        for body in bodies if client else []:
            status = answer(
                client, "POST", url, data=body, content_type="application/json"
            ).status_code
            if status >= 500:
                broken[way, body[:30]] = status

    assert broken == {}


@pytest.mark.usefixtures("_unlimited")
def test_every_list_of_the_api_turns_a_made_up_cursor_away(world):
    broken = {}
    made_up = [base64.b64encode(one.encode()).decode() for one in CURSORS] + VALUES[1:4]
    for way, cursors in dealt("GET", made_up, api=True, hands=3):
        client, url = asker(world, way), address_of(way[0], world.args)
        for cursor in cursors:
            status = answer(client, "GET", f"{url}?cursor={cursor}&after={cursor}").status_code
            if status >= 500:
                broken[way, cursor] = status

    assert broken == {}


def test_a_made_up_cursor_does_not_exist(world):
    made_up = base64.b64encode(b"p=abc").decode()

    assert world.clients["owner"].get(f"/api/v1/sites/?cursor={made_up}").status_code == 404
    assert world.clients["owner"].get("/api/v1/campaigns/?cursor=cD1hYmM=").status_code == 404


@pytest.mark.usefixtures("_unlimited")
def test_every_page_reads_an_odd_question(world):
    broken = {}
    odd = [*VALUES[1:3], *VALUES[6:], MOMENTS[0]]
    for way, values in dealt("GET", odd, api=False, hands=3):
        client, url = asker(world, way), address_of(way[0], world.args)
        for value in values if client else []:
            asked = "&".join(f"{name}={_quoted(value)}" for name in QUERIED)
            status = answer(client, "GET", f"{url}?{asked}").status_code
            if status >= 500 and way[0] != "readyz":
                broken[way, value[:30]] = status

    assert broken == {}


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))


@pytest.mark.usefixtures("_unlimited")
def test_every_address_takes_any_word_for_the_id_in_it(world):
    broken = {}
    for address in addresses().values():
        if not BLANK.search(address.route):
            continue
        for word in ("%00", LONG, "\u00b2"):
            url = "/" + BLANK.sub(word, address.route).replace("^", "").rstrip("$")
            for who in ("owner", "officer"):
                status = answer(world.clients[who], "GET", url).status_code
                if status >= 500:
                    broken[who, url[:60]] = status
        if answer(world.clients["leader"], "POST", url).status_code >= 500:
            broken["leader", url[:60]] = 500

    assert broken == {}


@pytest.mark.usefixtures("_unlimited")
def test_half_an_address_in_a_header_stops_nothing(world):
    broken = {}
    for way in WAYS:
        client, url = world.clients["anonymous"], address_of(way[0], world.args)
        halves = dict.fromkeys(
            ("Referer", "Origin", "HX-Current-URL", "X-Forwarded-For"), "http://["
        )
        headers = {**world.headers.get(way[0], {}), "HX-Request": "true", **halves}
        status = answer(client, way[1], url, headers=headers).status_code
        if status >= 500 and way[0] != "readyz":
            broken[way] = status

    assert broken == {}


@pytest.mark.usefixtures("_unlimited")
@pytest.mark.parametrize("field", ["since", "until"])
def test_a_search_outside_the_calendar_is_refused(world, field):
    officer, taken = world.clients["officer"], {}
    window = {"since": "2026-11-20T10:00:00+07:00", "until": "2026-11-20T11:00:00+07:00"}
    once = {"once": str(uuid.uuid4())}
    facts = {"case_number": "VV 1", "category": "theft", "purpose": "vehicle", **window, **once}
    form = {**facts, "lat": "21.5", "lng": "107.9", "shape": "circle", "location_text": "x"}
    for moment in [*MOMENTS, *DAYS, *VALUES[:-1]]:
        body = json.dumps({**facts, "point": [107.9, 21.5], field: moment})
        sent = {"data": body, "content_type": "application/json"}
        api = answer(officer, "POST", "/api/v1/searches/", **sent).status_code
        page = officer.post(reverse("footage:search"), {**form, field: moment}).status_code
        if api not in {400, 409} or page != 422:
            taken[moment] = (api, page)

    assert taken == {}


@pytest.mark.usefixtures("_unlimited")
def test_every_form_with_a_day_reads_one_outside_the_calendar(world):
    broken = {}
    outside = [*DAYS, VALUES[0], VALUES[2]]
    for way, days in dealt("POST", outside, api=False, hands=2):
        client, url = asker(world, way), address_of(way[0], world.args)
        fields = ("deadline", "received_on", "since", "until", "document_date", "date", "on")
        for day in days if client else []:
            sent = dict.fromkeys(fields, day) | world.data.get(way[0], {})
            status = answer(client, "POST", url, **_form(sent)).status_code
            if status >= 500:
                broken[way] = status

    assert broken == {}


def _form(sent: dict[str, Any]) -> dict[str, str]:
    return {"data": urlencode(sent), "content_type": "application/x-www-form-urlencoded"}


CREDENTIALS = [
    "[" * DEEP,
    '{"a":' * DEEP,
    '{"id": ' + "[" * 900 + "]" * 900 + "}",
    "[]",
    "1",
    '"x"',
    "null",
    '{"id": {"id": {}}, "rawId": [], "response": {"clientDataJSON": []}}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {
        "clientDataJSON": "AA", "attestationObject": "/////////w", "authenticatorData": "AA",
        "signature": "AA"}}),
    f'{{"id": {SURROGATE}}}',
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("_unlimited")
@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_passkey_that_no_browser_made_is_not_taken(sign_in, credential):
    client = sign_in(UserFactory())

    made = client.post(reverse("people:add_passkey"), {"name": "x", "credential": credential})

    assert made.status_code == 422


@pytest.mark.parametrize("depth", [plain_json.DEEPEST + 1, 500, DEEP])
def test_what_is_nested_too_deep_is_not_plain(depth):
    with pytest.raises(plain_json.NotPlain):
        plain_json.read("[" * depth + "]" * depth)


@pytest.mark.parametrize(
    "text", [SURROGATE, '{"\\udfff": 1}', "NaN", "[-Infinity]", "[1e999]", "9" * 21]
)
def test_what_no_text_can_hold_is_not_plain(text):
    with pytest.raises(plain_json.NotPlain):
        plain_json.read(text)


def test_plain_is_what_any_form_of_ours_has():
    assert (
        plain_json.read('{"area": [[107.9, 21.5]], "name": "Hạ\\ud83d\\ude00"}')["name"] == "Hạ😀"
    )
