"""The pool of connections: a refusal is known at once, and its end, too."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections

from portal.database.base import DatabaseWrapper
from portal.database.pool import Kept, Pool

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 2.0  # seconds in which a page has to say that it cannot be shown


def wrapper(most: int, **changes: Any) -> DatabaseWrapper:
    its_settings = connections["default"].settings_dict | changes
    options = {**its_settings["OPTIONS"], "pool": most, "connect_timeout": 2}
    return DatabaseWrapper({**its_settings, "OPTIONS": options}, alias=f"pool-{most}")


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = wrapper(2)
    assert made.pool
    yield made.pool
    made.close_pool()


def number(connection: Kept) -> int:
    return connection.info.backend_pid


def ended_by_the_server(connection: Kept) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number(connection)])


def test_the_connection_that_came_back_last_goes_out_next(pool: Pool) -> None:
    first, second = pool.getconn(), pool.getconn()
    pool.putconn(first)
    pool.putconn(second)

    assert pool.getconn() is second
    assert pool.getconn() is first


def test_there_are_no_more_than_so_many(pool: Pool, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.database.pool.BUSY", 0.3)
    taken = [pool.getconn(), pool.getconn()]

    with pytest.raises(psycopg.OperationalError, match="no connection was free"):
        pool.getconn()
    pool.putconn(taken.pop())
    pool.getconn()


def test_whoever_waits_gets_the_connection_that_comes_back(pool: Pool) -> None:
    taken = [pool.getconn(), pool.getconn()]
    threading.Timer(0.5, pool.putconn, [taken[0]]).start()

    assert pool.getconn() is taken[0]


def test_what_the_server_has_closed_is_replaced_unseen(pool: Pool) -> None:
    """Also when all of them are: a restart of PostgreSQL costs no page."""
    closed = [pool.getconn(), pool.getconn()]
    before = {number(connection) for connection in closed}
    for connection in closed:
        pool.putconn(connection)
        ended_by_the_server(connection)

    fresh = [pool.getconn(), pool.getconn()]

    assert {number(one) for one in fresh} & before == set()
    assert [one.execute("SELECT 1").fetchone() for one in fresh] == [(1,), (1,)]


def test_a_connection_left_in_a_transaction_is_clean_when_it_goes_out_again(pool: Pool) -> None:
    connection = pool.getconn()
    connection.autocommit = False
    connection.execute("SELECT 1")
    pool.putconn(connection)

    again = pool.getconn()

    assert again.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_old_ones_and_those_nobody_needs_are_closed(pool: Pool, monkeypatch: Any) -> None:
    old, idle, last = pool.getconn(), pool.getconn(), None
    old.opened_at -= 3601
    pool.putconn(old)
    assert old.closed

    last = pool.getconn()
    pool.putconn(idle)
    idle.idle_since -= 601
    pool.putconn(last)
    assert (idle.closed, last.closed) == (True, False)


def test_a_closed_pool_keeps_none(pool: Pool) -> None:
    kept, out = pool.getconn(), pool.getconn()
    pool.putconn(kept)

    pool.close()
    pool.putconn(out)

    assert (kept.closed, out.closed) == (True, True)


def test_a_forked_process_takes_no_connection_of_its_parent(pool: Pool) -> None:
    mine = pool.getconn()
    pool.putconn(mine)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            pool.open()
            os.write(write, str(number(pool.getconn())).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)

    assert int(os.read(read, 20)) != number(mine)
    assert pool.getconn().execute("SELECT 1").fetchone() == (1,)


# --- While it is away -----------------------------------------------------------------------


def many_at(pool: Pool, people: int) -> list[tuple[bool, float]]:
    """Of so many at once: who got a connection, and after how many seconds."""
    answers: list[tuple[bool, float]] = []
    go = threading.Barrier(people)

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


def test_the_outage_is_over_as_soon_as_it_is(monkeypatch: Any) -> None:
    pool = wrapper(5).pool
    assert pool
    connect = Kept.connect

    def refused(*args: Any, **kwargs: Any) -> Any:
        raise psycopg.OperationalError("the database system is starting up")

    with monkeypatch.context() as outage:
        outage.setattr(Kept, "connect", refused)
        for _second in range(3):
            assert not any(got for got, _seconds in many_at(pool, 20))
            time.sleep(0.4)
    assert Kept.connect == connect
    time.sleep(0.3)

    answers = many_at(pool, 20)

    assert all(got for got, _seconds in answers)
    assert max(seconds for _got, seconds in answers) < SOON
    pool.close()
