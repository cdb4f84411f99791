"""docs/operations.md tells an operator every variable, and the deploy files only known ones."""

import ast
import re

from django.conf import settings

ROOT = settings.BASE_DIR


def variables() -> set[str]:
    """The names portal/settings.py asks the environment for, by one of its readers."""
    files = (ROOT / "portal/settings.py", ROOT / "portal/environment.py")
    return {
        call.args[0].value
        for file in files
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id.startswith("env")
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def rows() -> dict[str, list[str]]:
    """The table of docs/operations.md: name -> default and meaning."""
    lines = (ROOT / "docs/operations.md").read_text().splitlines()
    cells = [line.strip("|").split("|") for line in lines if re.match(r"\| `[A-Z_]+` \|", line)]
    return {row[0].strip(" `"): [cell.strip() for cell in row[1:]] for row in cells}


def test_operations_lists_every_variable_and_no_other():
    assert set(rows()) == variables()


def test_every_variable_has_a_default_and_a_meaning():
    assert [name for name, cells in rows().items() if len(cells) != 2 or not all(cells)] == []


def test_deploy_sets_only_variables_that_exist():
    example = (ROOT / "deploy/portal.env.example").read_text()
    names = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))

    files = {"SIGNING_KEY", "FORMER_KEYS"}  # of these the variable itself is a path
    assert {name.removesuffix("_FILE") for name in names} - variables() - files == set()


def test_no_lock_or_list_names_an_index():
    files = [*ROOT.glob("requirements*"), ROOT / "package-lock.json", ROOT / ".npmrc"]
    address = r"--(extra-)?index-url|--find-links|registry[.=]|\"resolved\""

    assert [file for file in files if re.search(address, file.read_text())] == []
