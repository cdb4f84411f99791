"""The package `requests` is ours, PyPI's of that name stays out; and so does what Git ignores."""

import subprocess
from importlib.metadata import packages_distributions
from pathlib import Path

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

import requests


def test_requests_is_this_project_s_package():
    assert Path(requests.__file__ or "").parent == settings.BASE_DIR / "requests"


def test_nothing_installed_provides_another_requests():
    assert packages_distributions().get("requests", []) == []


def test_package_runs_no_code_when_imported():
    # rest_framework.compat imports `requests` while apps are still loading.
    assert Path(requests.__file__ or "").read_text() == ""


def test_the_api_schema_can_be_drawn_although_the_library_is_missing():
    # drf_spectacular imports rest_framework.test, which dies of our package otherwise.
    schema = SchemaGenerator().get_schema(request=None, public=True)

    assert schema["openapi"] == "3.1.0"


def test_nothing_lies_in_git_that_git_is_told_to_ignore():
    """What runs writes into var/; a file left there by one person is nobody else's."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-standard"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert listed.stdout == ""
