"""What README and the house's plan say exists, exists; the plan shows the real imports."""

import ast
import re
from collections import defaultdict

import pytest

from tests.sources import ROOT, modules, tree
from tests.test_floors import FLOORS, ROOMS, imports, room_of

PLANS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/house.md",
    "docs/glossary.md",
    "docs/operations.md",
    "docs/decisions.md",
    "docs/api.md",
]
GUIDES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs/huong-dan").glob("*.md"))

TOP = "bin|cameras|contributions|deploy|docs|locale|portal|requests|templates|tests"
NAMED = re.compile(rf"`((?:{TOP})/[^`\s]*)`")
ROW = re.compile(r"^\| `([a-z_.]+)` \|(.*)\|$", re.MULTILINE)
CELLAR = FLOORS[0]
LINK = re.compile(r"(?:\]\(|src=\")(?!https?:|#)([^)\"#\s]+)")


# `name`, `Model.name`, `name(…)`; a file's name is a path's matter.
CALLED = re.compile(r"`@?(?:\w+\.)*(?!(?:py|css|mjs|md)`)(\w+)(?:\([^`]*\))?`")
NOT_OURS = {
    "join_collapse_limit",  # PostgreSQL's
    "_on",  # how a date ends
    "require_POST",  # Django's
    "upkeep",  # still to come
    "vietnamadminunits",  # a list of others
    "works",  # still to come
}


@pytest.mark.parametrize("page", PLANS)
def test_every_path_a_plan_names_is_there(page):
    named = set(NAMED.findall((ROOT / page).read_text()))

    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("page", [*PLANS, *GUIDES])
def test_every_link_and_picture_of_a_page_is_there(page):
    folder = (ROOT / page).parent
    linked = set(LINK.findall((ROOT / page).read_text()))

    assert {link for link in linked if not (folder / link).exists()} == set()


def test_the_table_of_rooms_is_what_the_imports_say():
    rows = ROW.findall((ROOT / "docs/house.md").read_text())
    drawn = {room: set(re.findall(r"`([a-z_.]+)`", leans_on)) for room, leans_on in rows}

    assert drawn == leaning()


def leaning() -> dict[str, set[str]]:
    """Room -> the rooms it imports from; the cellar leans on nothing and is left out."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, path in modules():
        if (room := room_of(module)) in set(ROOMS) - CELLAR:
            others = {room_of(wanted) for wanted in imports(path)} & set(ROOMS)
            rooms[room] |= others - {room}
    return dict(rooms)


@pytest.mark.parametrize("page", ["docs/house.md", "docs/decisions.md", "docs/glossary.md"])
def test_what_a_plan_calls_by_name_is_called_so(page):
    text = (ROOT / page).read_text()
    # The glossary's tables have their own test, and name what something is not called.
    rules = text[text.find("\n## Verbs, guards, questions") :] if "glossary" in page else text
    called = {name for name in CALLED.findall(rules) if not name.endswith("_")}

    assert called - names() - NOT_OURS == set()


def names() -> set[str]:
    """Everything that has a name in our modules, and the modules themselves."""
    known: set[str] = set()
    for module, path in modules():
        known |= set(module.split("."))
        for node in ast.walk(tree(path)):
            for name in ("name", "id", "attr", "arg"):
                known.add(str(getattr(node, name, "")))
    return known
