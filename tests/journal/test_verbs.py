"""The journal has a schema: each word it may hold is a member of a room's list."""

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.db import transaction

from portal.journal.actions import record
from portal.journal.models import Entry
from portal.journal.verbs import Verb

LONGEST = 40  # characters that the column holds


def lists() -> Iterator[type[Verb]]:
    """The verbs of every room."""
    for path in sorted(settings.BASE_DIR.glob("[!.v]*/**/verbs.py")):
        room = import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
        for value in vars(room).values():
            if isinstance(value, type) and value.__module__ == room.__name__:
                assert issubclass(value, Verb)
                yield value


def test_every_verb_is_written_as_it_is_called():
    odd = [
        f"{room.__module__}.{verb.name}"
        for room in lists()
        for verb in room
        if verb.value != verb.name.lower()
        or not re.fullmatch(r"[a-z]+(_[a-z]+)*", verb.value)
        or len(verb.value) > LONGEST
    ]

    assert odd == []
    assert len({verb for room in lists() for verb in room}) > 50


@pytest.mark.django_db
def test_a_word_on_no_list_is_refused_and_nothing_is_written():
    with pytest.raises(TypeError, match="registerd"), transaction.atomic():
        record("site:1", "registerd", actor=None)  # type: ignore[arg-type]

    assert not Entry.objects.exists()
