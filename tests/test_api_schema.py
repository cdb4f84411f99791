"""The description of the API is complete, and a generator of clients understands it."""

from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


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
