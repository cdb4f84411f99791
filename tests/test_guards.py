"""The house's own sentence, read off its code: what a name promises, and who writes a row."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.sources import HOUSE, ROOT, functions, modules, templates, tree

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Raising is what Django and REST framework ask of a function of these names.
GIVEN_NAMES = re.compile(r"(clean|validate)(_\w+)?|set_password|__\w+__|handle")
QUESTION = re.compile(r"_*(is|has|may|needs)_")
REFUSALS = ("RuleViolation", "PermissionDenied", "Http404", "ValidationError")

WRITES = {"save", "create", "update", "delete", "get_or_create", "update_or_create"}
IN_BULK = {"bulk_create", "bulk_update"}
SQL = re.compile(r"\b(INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
# Rows that are no events: nobody acts, and nothing about them is journalled.
BESIDE_ACTIONS = {
    "cameras.register.consent_texts": "words a migration brings with it",
    # What the demo does past the actions, and its docs/decisions.md says so.
    "portal.demo.communes": "boundaries and streets drawn by code",
}
# Parts and pairs: they have no life without the noun whose file they lie in.
LIES_WITH = {
    "CommuneOutline": "outlines",
    "ConsentText": "consents",
    "DeliveryRecordBook": "delivery_records",
    "HamletOutline": "outlines",
    "HamletSuccession": "hamlets",
    "Head": "roots",
    "LedgerLine": "ledger_entries",
    "Membership": "organisations",
    "ShownText": "consents",
}
WIDEST = 120  # columns of a template's line


def is_guard(function: Function) -> bool:
    """Whether it gives nothing back, does nothing, and can only raise."""
    gives_nothing = function.returns is not None and ast.unparse(function.returns) == "None"
    raises = any(isinstance(node, ast.Raise) for node in ast.walk(function))
    only = all(_only_raises(line) for line in function.body) and not any(writes(function))
    return gives_nothing and raises and only


def _only_raises(line: ast.stmt) -> bool:
    match line:
        case ast.Raise() | ast.Pass() | ast.Return(value=None) | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=targets):
            return all(isinstance(target, ast.Name | ast.Tuple) for target in targets)
        case ast.AnnAssign(target=ast.Name()):
            return True
        case ast.Expr(value=ast.Call(func=called)):
            return ast.unparse(called).rpartition(".")[2].lstrip("_").startswith("require_")
        case ast.If() | ast.For() | ast.With() | ast.Try():
            return all(_only_raises(inner) for inner in _inside(line))
    return False


def _inside(line: ast.stmt) -> Iterator[ast.stmt]:
    for part in ("body", "orelse", "finalbody"):
        yield from getattr(line, part, [])
    for handler in getattr(line, "handlers", []):
        yield from handler.body


def guards_of_another_name() -> set[str]:
    return {
        f"{module}.{function.name}"
        for module, path in modules()
        for function in functions(path)
        if is_guard(function)
        and not function.name.lstrip("_").startswith("require_")
        and not GIVEN_NAMES.fullmatch(function.name)
    }


def questions_that_answer_something_else() -> set[str]:
    return {
        f"{module}.{function.name}"
        for module, path in modules()
        for function in functions(path)
        if QUESTION.match(function.name) and not is_question(function)
    }


def is_question(function: Function) -> bool:
    answers = function.returns is not None and ast.unparse(function.returns) == "bool"
    refuses = any(
        isinstance(node, ast.Raise) and node.exc and ast.unparse(node.exc).startswith(REFUSALS)
        for node in ast.walk(function)
    )
    return answers and not refuses


def rows_written_beside_actions() -> set[str]:
    return {
        f"{module}: {written}"
        for module, path in modules()
        if "actions" not in module.split(".") and module not in BESIDE_ACTIONS
        for written in writes(tree(path))
        if not (written.startswith("UPDATE") and "models" in module.split("."))  # a trigger's
    }


def writes(source: ast.AST) -> Iterator[str]:
    """Calls that write a row, and statements of SQL that do.

    A row's `save`, `update` and `delete` take their arguments by name. By position they are
    given to dictionaries, digests, pictures, caches and files.
    """
    for node in ast.walk(source):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from SQL.findall(node.value)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called = node.func.attr
        owner = ast.unparse(node.func.value)
        if called in IN_BULK or (
            called in WRITES and not node.args and not owner.endswith("session")
        ):
            yield f"{owner.partition('(')[0]}.{called}"


def locks_that_keep_out_keys() -> set[str]:
    """A row that others point at, locked whole, makes each of them wait at its COMMIT."""
    return {
        f"{module}:{node.lineno}"
        for module, path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "select_for_update"
        and not any(given.arg == "no_key" for given in node.keywords)
    }


def wide_templates() -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in templates()
        if any(len(line) > WIDEST for line in path.read_text().splitlines())
    }


def tables_in_another_file() -> set[str]:
    """Models of ours that do not lie in the file of their name, in the plural if it has one."""
    return {
        f"{model.__module__}.{model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith(tuple(f"{top}." for top in HOUSE))
        and model.__module__.rpartition(".")[2] not in _files_of(model.__name__)
    }


def _files_of(name: str) -> set[str]:
    if name in LIES_WITH:
        return {LIES_WITH[name]}
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    return {noun} if noun in {"footage", "vouching"} else {_plural(noun)}


def _plural(noun: str) -> str:
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("ch", "s")) else f"{noun}s"


def names_of_two_addresses() -> set[str]:
    """Names that two routes share. REST framework names a route once more with a format."""
    names = Counter(name for name, route in _routes() if "format" not in route)
    return {name for name, count in names.items() if count > 1}


def _routes() -> Iterator[tuple[str, str]]:
    yield from _routes_of(get_resolver(), "", "")


def _routes_of(resolver: URLResolver, space: str, start: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = f"{start}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", route
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _routes_of(pattern, inner, route)


def test_what_can_only_raise_is_called_require():
    assert guards_of_another_name() == set()


def test_what_is_asked_as_a_question_answers_yes_or_no():
    assert questions_that_answer_something_else() == set()


def test_only_actions_write_a_row():
    assert rows_written_beside_actions() == set()


def test_a_held_row_can_still_be_pointed_at():
    assert locks_that_keep_out_keys() == set()


def test_every_exception_to_that_is_a_module_which_writes():
    files = dict(modules())

    idle = [
        module
        for module in BESIDE_ACTIONS
        if module not in files or not any(writes(tree(files[module])))
    ]
    assert idle == []


def test_no_line_of_a_template_is_wider_than_a_screen():
    assert wide_templates() == set()


def test_a_table_lies_in_the_file_of_its_name():
    assert tables_in_another_file() == set()


def test_a_name_is_one_address():
    assert names_of_two_addresses() == set()


@pytest.mark.parametrize(
    ("source", "guard"),
    [
        ("def f(x) -> None:\n if x:\n  raise RuleViolation('no')", True),
        ("def f(x) -> None:\n 'Words.'\n y = x.all()\n for z in y:\n  if z:\n   raise E", True),
        ("def f(x) -> None:\n require_open(x)\n if x:\n  raise E", True),
        ("def f(x) -> None:\n if x:\n  raise E\n x.save()", False),
        ("def f(x) -> None:\n if x:\n  raise E\n x.name = 'new'", False),
        ("def f(x) -> None:\n if not x.update(a=1):\n  raise E", False),
        ("def f(x) -> bool:\n if x:\n  raise E", False),
        ("def f(x) -> None:\n pass", False),
    ],
)
def test_a_guard_is_known_by_what_it_does(source: str, guard: bool):
    assert is_guard(_function(source)) == guard


@pytest.mark.parametrize(
    ("source", "question"),
    [
        ("def is_open(x) -> bool:\n return x", True),
        ("def is_open(x) -> None:\n pass", False),
        ("def is_open(x):\n return x", False),
        ("def may_open(x) -> bool:\n if x:\n  raise RuleViolation('no')\n return True", False),
        ("def may_open(x) -> bool:\n try:\n  return x\n except E:\n  raise Broken", True),
    ],
)
def test_a_question_answers_and_refuses_nobody(source: str, question: bool):
    assert is_question(_function(source)) == question


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ("site.save(update_fields=['name'])", 1),
        ("form.save()", 1),
        ("Site.objects.filter(pk=1).update(name='x')", 1),
        ("Site.objects.bulk_create([site], ignore_conflicts=True)", 1),
        ("Site.objects.get_or_create(number='1')", 1),
        ("Site.objects.all().delete()", 1),
        ("cursor.execute('UPDATE cameras_site SET name = 1')", 1),
        ("words.update({'a': 1})", 0),
        ("sha256.update(chunk)", 0),
        ("picture.save(file, 'JPEG')", 0),
        ("cache.delete('key')", 0),
        ("request.session.save()", 0),
    ],
)
def test_a_write_is_known_by_how_it_is_called(call: str, count: int):
    assert len(list(writes(ast.parse(call)))) == count


def _function(source: str) -> Function:
    function = ast.parse(source).body[0]
    assert isinstance(function, Function)
    return function
