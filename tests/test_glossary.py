"""The last column of docs/glossary.md: words that no identifier of ours may have."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from portal.api_urls import router
from tests.sources import HOUSE, ROOT, modules, templates, tree

GLOSSARY = ROOT / "docs/glossary.md"
ROW = re.compile(r"^\|(?:[^|]*\|){4}([^|]*)\|$", re.MULTILINE)
WORD = re.compile(r"`(\w+)`(?: \*(alone)?(?: ?in ([a-z.]+))?\*)?")
PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")

# Identifiers that keep such a word, and why.
KEPT = {
    "post": "HTTP's method, where Django, REST framework or a test's client want that name",
    "do_POST": "http.server's own name",
    "POST": "Django’s own name for what a form was sent with",
    "max_post_process_passes": "Django's own name",
    "home": "the first page",
    "HOME": "the address of the first page",
    "OFFICE": "a kind of organisation",
    "BLACK_SPOT": "a kind of location where things happen",
    "send_notification_mail": "allauth's own name",
    "_place_date": "a letter's place and date",
}


# What the rooms to come will bring.
TO_COME = {
    "Acceptance",
    "Expense",
    "Handover",
    "PaymentVoucher",
    "Programme",
    "Quote",
    "StatementImport",
    "StatementLine",
}


@dataclass(frozen=True)
class Forbidden:
    word: str
    is_alone: bool
    room: str

    def forbids(self, name: str, where: str) -> bool:
        if name in KEPT or not f"{where}.".startswith(f"{self.room}." if self.room else ""):
            return False
        parts = words_of(name)
        mine = words_of(self.word)
        if self.is_alone:
            return name.strip("_").lower() == self.word
        return any(parts[n : n + len(mine)] == mine for n in range(len(parts)))


@cache
def words_of(name: str) -> list[str]:
    """The words an identifier is made of, in the singular."""
    return [part.lower().removesuffix("s") for part in PART.findall(name)]


def forbidden() -> list[Forbidden]:
    rows = ROW.findall(GLOSSARY.read_text())
    return [
        Forbidden(word, bool(alone), room)
        for last in rows
        for word, alone, room in WORD.findall(last)
    ]


def identifiers() -> Iterator[tuple[str, str]]:
    """Every name we gave, and the room it lies in."""
    for module, path in modules(*HOUSE, "tests"):
        where = _room_of_test(module)
        yield from ((part, where) for part in module.split(".")[-1:])
        yield from ((name, where) for name in names_in(path, is_test=module.startswith("tests")))
    for path in templates():
        folder, *inner = path.relative_to(ROOT / "templates").with_suffix("").parts
        yield from ((part, _room_of_folder(folder)) for part in inner)
    yield from ((name, _room_of_folder(space)) for name, space in _addresses(get_resolver(), ""))
    yield from ((prefix.strip("/"), "") for prefix, _view, _name in router.registry)


def _room_of_test(module: str) -> str:
    """A test belongs to the room it is about."""
    return module.removeprefix("tests.")


def _room_of_folder(folder: str) -> str:
    return "requests" if folder == "footage" else folder


def names_in(path: Path, *, is_test: bool) -> Iterator[str]:
    """Classes, functions, parameters, attributes and locals; of tests their sentences and
    locals are left out."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if not name.startswith(("test_", "__")):
                    yield name
            case ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) if not is_test:
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def _addresses(resolver: URLResolver, space: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield (pattern.name or "").partition("-")[2] or pattern.name or "", space
        else:
            yield from _addresses(pattern, pattern.namespace or space)


def forbidden_identifiers() -> set[str]:
    words = forbidden()
    names = set(identifiers())
    return {
        f"{name} in {where.partition('.')[0] or 'all'} (not called {word.word})"
        for name, where in names
        for word in words
        if word.forbids(name, where)
    }


def tables_without_a_row() -> set[str]:
    """Models whose class stands nowhere in the column of names in code."""
    named = set(re.findall(r"`(\w+)`", GLOSSARY.read_text()))
    ours = {model for model in apps.get_models() if model.__module__.split(".")[0] in HOUSE}
    return {model.__name__ for model in ours if model.__name__ not in named}


def test_no_identifier_has_a_word_the_glossary_forbids():
    assert forbidden_identifiers() == set()


def test_every_table_has_its_row():
    assert tables_without_a_row() == set()


def test_every_exception_is_a_name_in_use():
    assert set(KEPT) - {name for name, _where in identifiers()} == set()


@pytest.mark.parametrize(
    ("word", "name", "where", "is_forbidden"),
    [
        (Forbidden("spot", False, ""), "BlindSpots", "cameras.register", True),
        (Forbidden("spot", False, ""), "spotless", "cameras.register", False),
        (Forbidden("eye", False, ""), "_blank_eye", "cameras.register", True),
        (Forbidden("hand_over", False, ""), "hand_over_files", "requests.evidence", True),
        (Forbidden("hand_over", False, ""), "over_hand", "requests.evidence", False),
        (Forbidden("scan", True, ""), "SCAN", "requests.asking", True),
        (Forbidden("scan", True, ""), "document_scan", "requests.asking", False),
        (Forbidden("receipt", False, "requests"), "receipt_pdf", "requests.evidence", True),
        (Forbidden("receipt", False, "requests"), "receipt_pdf", "contributions.books", False),
        (Forbidden("post", False, ""), "post_of", "people", True),
        (Forbidden("post", False, ""), "post", "people", False),
    ],
)
def test_a_forbidden_word_is_known_by_its_parts(
    word: Forbidden, name: str, where: str, is_forbidden: bool
):
    assert word.forbids(name, where) == is_forbidden


def test_the_last_column_is_read_with_its_rooms():
    last = "`case` *alone in requests* (its number), `eye`, `receipt` *in requests*, not this"

    assert WORD.findall(last) == [
        ("case", "alone", "requests"),
        ("eye", "", ""),
        ("receipt", "", "requests"),
    ]


def test_each_name_of_the_glossary_stands_in_the_code():
    cells = re.findall(r"^\|(?:[^|]*\|){2}([^|]*)\|", GLOSSARY.read_text(), re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`@?(?:\w+\.)*(\w+)`", cell)}
    files = [path for _name, path in modules(*HOUSE)] + templates()
    code = set(re.findall(r"\w+", "\n".join(path.read_text() for path in files)))

    assert named - code == TO_COME


def test_each_vietnamese_term_stands_once() -> None:
    """A thing has one name in Vietnamese too; a dash is none."""
    rows = re.findall(r"^\| ([^|]+) \|(?:[^|]*\|){4}$", GLOSSARY.read_text(), re.MULTILINE)
    without_remarks = (re.sub(r"\([^)]*\)", "", row) for row in rows if "---" not in row)
    terms = [term.strip() for row in without_remarks for term in re.split("[,;]", row)]
    named = [term for term in terms if term not in {"–", "Vietnamese", ""}]

    assert sorted(term for term in set(named) if named.count(term) > 1) == []
