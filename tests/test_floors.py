"""The house has floors: imports go down, never up, and no two rooms lean on each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources import ROOT, modules, tree

# Rooms, from the ground up: a wing is a room, and above its wings stands what is left of
# their app (its addresses, its tags). Rooms of one line do not know each other; a later
# line may use every line before it. To come: `cameras.upkeep` leans on `cameras.register`,
# `contributions.works` on `contributions.books`, beside campaigns.
FLOORS = [
    # The cellar, and the engines that every room has one of.
    {"portal.errors", "portal.language", "portal.logs"},
    {
        "portal.any_of",
        "portal.disks",
        "portal.once",
        "portal.pages",
        "portal.personal_data",
        "portal.plain_json",
        "portal.prepared",
        "portal.queues",
    },
    {"portal.keyset"},  # its pages may be asked by a prepared question
    {"portal.look", "portal.areas", "portal.journal", "portal.notices", "portal.documents"},
    {"portal.people"},
    {"portal.api"},
    {"cameras.register"},
    {"cameras"},
    {"contributions.books", "requests.asking"},
    {"contributions.campaigns", "requests.evidence"},
    {"contributions", "requests"},
    {"portal.administration", "portal.reports"},
    {"portal.demo"},
    {"portal"},
]
# Apps of one height that do not know each other, in none of their wings.
STRANGERS = {"contributions", "requests"}
# Tools without tables that a neighbour on the same floor may use, and nothing more.
NEIGHBOURLY: set[tuple[str, str]] = {
    ("portal.documents", "portal.areas"),
    ("portal.documents", "portal.look"),
    ("portal.notices", "portal.areas"),
    ("portal.notices", "portal.journal"),
    ("portal.areas", "portal.journal"),
    ("portal.areas", "portal.look"),
    ("portal.notices", "portal.look"),
}

# Inside a room: who may be imported by whom, lowest first. Modules that are not named
# here are the room's own nouns; they stand between models and actions. A model may use a
# noun that knows no model (a shape, a number's check character).
STOREYS = [
    {"models"},
    set(),
    {"actions"},
    {"forms"},
    {"gates"},
    {"views", "api", "templatetags", "tasks"},
    {"urls"},
]
NOUNS = 1

ROOMS = [room for floor in FLOORS for room in floor if room != "portal"]
APPS = ("cameras", "contributions", "requests")


def room_of(module: str) -> str:
    """The innermost room: a wing where there is one, else its app."""
    inside = [room for room in ROOMS if module == room or module.startswith(f"{room}.")]
    return max(inside, key=len) if inside else module.split(".", maxsplit=1)[0]


def floor_of(room: str) -> int:
    return next((number for number, floor in enumerate(FLOORS) if room in floor), -1)


def imports(path: Path) -> Iterator[str]:
    """What a file imports, when it runs and for type checkers: a name it leans on is a name
    it leans on."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    """What a file imports of ours. An action that names the task it queues sends a
    message; it does not lean on it."""
    tops = ("portal.", "cameras.", "contributions.", "requests.")
    names = {name for name in imports(path) if name.startswith(tops)}
    return names if "actions" not in str(path) else {name for name in names if not _is_task(name)}


def _is_task(name: str) -> bool:
    return "tasks" in name.split(".")


def storey_of(room: str, module: str) -> int:
    first = module.removeprefix(f"{room}.").split(".", maxsplit=1)[0]
    return next((number for number, names in enumerate(STOREYS) if first in names), NOUNS)


def upward_imports() -> set[str]:
    return {
        f"{module} imports {wanted}"
        for module, path in modules()
        for wanted in ours(path)
        if room_of(module) != room_of(wanted)
        and floor_of(room_of(wanted)) >= floor_of(room_of(module))
        and (room_of(module), room_of(wanted)) not in NEIGHBOURLY
    }


def test_imports_go_down_only():
    assert upward_imports() == set()


def test_apps_of_one_height_do_not_know_each_other():
    known = [
        f"{module} imports {wanted}"
        for module, path in modules()
        if (app := module.split(".", maxsplit=1)[0]) in STRANGERS
        for wanted in ours(path)
        if wanted.split(".", maxsplit=1)[0] in STRANGERS - {app}
    ]

    assert known == []


def test_neighbours_who_know_each_other_are_no_circle():
    assert {(b, a) for a, b in NEIGHBOURLY} & NEIGHBOURLY == set()


def climbing_imports() -> set[str]:
    return {
        f"{module} imports {wanted}"
        for module, path in modules()
        if (room := room_of(module)) != "portal" and module != room
        for wanted in ours(path)
        if room_of(wanted) == room
        and storey_of(room, wanted) > max(storey_of(room, module), NOUNS)
        and "management" not in module
    }


def test_inside_a_room_views_know_actions_and_actions_know_models_and_not_the_other_way():
    assert climbing_imports() == set()


def circles_of_modules() -> set[str]:
    """Circles between modules, found by walking what each imports."""
    graph = {module: {_module_of(wanted) for wanted in ours(path)} for module, path in modules()}
    names = set(graph)
    inside = {module: (wanted & names) - {module} for module, wanted in graph.items()}
    return {" <-> ".join(sorted(circle)) for circle in circles(inside)}


def test_no_module_imports_itself_round_a_corner():
    assert circles_of_modules() == set()


def _module_of(wanted: str) -> str:
    """`portal.areas.models.Commune` is a name in the module `portal.areas.models`."""
    path = ROOT / Path(*wanted.split("."))
    if path.with_suffix(".py").exists() or path.is_dir():
        return wanted
    return wanted.rpartition(".")[0]


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Groups of modules that reach each other (Tarjan, by reachability: the graph is small)."""
    reach = {start: _reachable(graph, start) for start in graph}
    groups = {
        frozenset({other for other in reach[start] if start in reach[other]})
        for start in graph
        if start in reach[start]
    }
    return [set(group) for group in groups]


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += graph[module]
    return seen


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "services", "mixins", "base"])
def test_modules_are_named_by_what_they_hold(word):
    named = [module for module, _path in modules() if module.rpartition(".")[2] == word]

    assert named == []


def test_ground_floor_knows_people_only_by_the_setting():
    ground = [
        f"{module} names the user model"
        for module, path in modules()
        if floor_of(room_of(module)) < floor_of("portal.people")
        and ("people.User" in path.read_text() or "get_user_model" in path.read_text())
    ]

    assert ground == []


def test_only_actions_assign_a_status():
    """Views, tasks and forms call an action; the action knows what may follow what."""
    elsewhere = [
        f"{module}:{node.lineno}"
        for module, path in modules()
        if ".actions" not in module
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and target.attr in {"status", "state", "answer"}
        and not (isinstance(target.value, ast.Name) and target.value.id == "self")
    ]

    assert elsewhere == []
