"""The description of the API is complete, and a generator of clients understands it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from portal.api_urls import router


@pytest.fixture
def schema() -> Any:
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def test_the_schema_is_valid_openapi_3_1(schema: Any) -> None:
    validate_schema(schema)

    assert schema["openapi"] == "3.1.0"


def test_nothing_had_to_be_guessed(schema: Any) -> None:
    assert (dict(GENERATOR_STATS._error_cache), dict(GENERATOR_STATS._warn_cache)) == ({}, {})


def test_every_operation_says_what_is_true_afterwards(schema: Any) -> None:
    silent = [name for name, operation in operations(schema) if not operation.get("description")]

    assert silent == []


def test_every_operation_has_its_own_name(schema: Any) -> None:
    names = [operation["operationId"] for _name, operation in operations(schema)]

    assert len(names) == len(set(names))


API = (settings.BASE_DIR / "docs/api.md").read_text()
ROW = re.compile(r"^\| (`…/[^|]*)\|", re.MULTILINE)
KEY = re.compile(r"\(\?P<(?:public_)?(id|code)>[^()]*\)")


def addresses_of_the_page() -> set[str]:
    """As `sites/<id>/pause/`. After an address of its own a row may name its neighbours shortly."""
    return {
        address for cell in ROW.findall(API) for address in _addresses(re.findall(r"`(.*?)`", cell))
    }


def _addresses(named: list[str]) -> Iterator[str]:
    folder = ""
    for name in named:
        if name.startswith("…/"):
            address = name.removeprefix("…/").partition("?")[0]
            folder = address[: address.rfind(">/") + 2]
            yield address
        else:
            yield folder + name


def addresses_of_the_router() -> set[str]:
    routes = (str(route.pattern).strip("^$") for route in router.urls)
    return {KEY.sub(r"<\1>", route) for route in routes if route and "format" not in route}


def test_every_address_on_the_page_about_the_api_is_there() -> None:
    named = {address for address in addresses_of_the_page() if not address.endswith("…")}

    assert named - addresses_of_the_router() == set()


def test_every_address_of_the_api_is_on_its_page() -> None:
    on_page = addresses_of_the_page()
    folders = tuple(address.removesuffix("…") for address in on_page if address.endswith("…"))
    # One of a list is at its id, says the page once.
    left_out = {
        address
        for address in addresses_of_the_router() - on_page
        if not address.startswith(folders) and not re.fullmatch(r"[a-z]+/<\w+>/", address)
    }

    assert left_out == set()
