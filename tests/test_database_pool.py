"""The pool of connections: a refusal is known at once, and its end, too."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper
from django.db import connections
from psycopg_pool import ConnectionPool

from portal.environment import env_database

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 2.0  # seconds in which a page has to say that it cannot be shown


def wrapper(most: int, **changes: Any) -> DatabaseWrapper:
    its_settings = connections["default"].settings_dict | changes
    given: Any = env_database("DATABASE_URL")["OPTIONS"]  # tests themselves have no pool
    options = given | {"pool": given["pool"] | {"max_size": most}}
    return DatabaseWrapper({**its_settings, "OPTIONS": options}, alias=f"pool-{most}")


def many_at(pool: ConnectionPool, people: int) -> list[tuple[bool, float]]:
    """Of so many at once: who got a connection, and after how many seconds."""
    answers: list[tuple[bool, float]] = []
    go = threading.Barrier(people)
    pool.open()  # as Django does before it asks for one

    def ask() -> None:
        go.wait()
        began = time.monotonic()
        try:
            pool.putconn(pool.getconn())
            answers.append((True, time.monotonic() - began))
        except psycopg.OperationalError:
            answers.append((False, time.monotonic() - began))

    threads = [threading.Thread(target=ask) for _person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def silent() -> Iterator[str]:
    """A machine that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield str(server.getsockname()[1])


def test_a_crowd_is_refused_at_once_while_nobody_listens() -> None:
    away = wrapper(3, HOST="/nowhere").pool
    assert away

    answers = many_at(away, 60)

    assert not any(got for got, _seconds in answers)
    assert max(seconds for _got, seconds in answers) < SOON


def test_a_crowd_waits_no_longer_for_a_server_that_says_nothing(silent: str) -> None:
    away = wrapper(4, HOST="127.0.0.1", PORT=silent).pool
    assert away

    answers = many_at(away, 60)

    assert not any(got for got, _seconds in answers)
    assert max(seconds for _got, seconds in answers) < SOON + 1


def test_the_outage_is_over_as_soon_as_it_is(tmp_path: Path) -> None:
    """PostgreSQL's sockets are where the pool looks for them only after a while."""
    sockets = tmp_path / "run"
    pool = wrapper(5, HOST=str(sockets)).pool
    assert pool
    for _time in range(4):
        assert not any(got for got, _seconds in many_at(pool, 20))

    sockets.symlink_to(connections["default"].settings_dict["HOST"])
    many_at(pool, 1)
    answers = many_at(pool, 20)

    assert all(got for got, _seconds in answers)
    pool.close()
