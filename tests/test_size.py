"""How long things are: by feel, measured. Long ones are looked at again, not forbidden."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
LOOK_AGAIN = 400  # lines of a file; near 300 one asks which noun wants to leave


def files() -> Iterator[Path]:
    for top in ("portal", "cameras", "contributions", "requests"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def lengths() -> list[int]:
    """Lines of each function's body, without its signature and docstring."""
    return [
        _lines(node)
        for path in files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_most_functions_can_be_read_at_a_glance():
    found = sorted(lengths())

    assert statistics.median(found) < 8
    assert found[len(found) * 9 // 10] < 25


def test_no_file_holds_more_than_one_can_keep_in_mind():
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files()}

    # The settings are one list, read from top to bottom.
    long = {name: size for name, size in sizes.items() if size > LOOK_AGAIN}
    assert set(long) - {"portal/settings.py"} == set(), long
