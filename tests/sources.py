"""What the guards of the house read: its modules as trees, its templates as lines."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ("portal", "cameras", "contributions", "requests")


def modules(*tops: str) -> Iterator[tuple[str, Path]]:
    """Dotted name and file of each module of the house (or of `tops`), migrations left out."""
    for top in tops or HOUSE:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), path


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file. Read once a run; whoever walks it leaves it as it is."""
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
