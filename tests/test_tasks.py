"""The worker knows every task that a room writes, and the clock calls each of them."""

import ast
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings

from portal.celery import WINGS
from tests.sources import modules, tree


def tasks() -> Iterator[tuple[str, str]]:
    """Room and name of each function of a `tasks.py` that is a task."""
    for name, path in modules():
        room, _dot, module = name.rpartition(".")
        if module == "tasks":
            for function in tree(path).body:
                if isinstance(function, ast.FunctionDef) and function.decorator_list:
                    yield room, function.name


def test_the_worker_looks_into_every_room_that_has_tasks():
    looked_into = {app.name for app in apps.get_app_configs()} | set(WINGS)

    assert {room for room, _name in tasks()} - looked_into == set()
    assert set(WINGS) <= {room for room, _name in tasks()}


def test_the_clock_calls_every_sweep_and_nothing_else():
    called = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    written = {f"{room}.tasks.{name}" for room, name in tasks()}

    assert called - written == set()
    assert written - called <= {"portal.notices.tasks.deliver"}  # by a message alone
