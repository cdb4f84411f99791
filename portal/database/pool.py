"""Connections to PostgreSQL, kept between requests: away when it is, and back when it is.

psycopg's own pool connects in the background, and after each refusal waits twice as long: people
waited ten seconds for each "again in a moment", and went on reading it half as long again as
PostgreSQL had been away. Here whoever needs a connection makes it; a refusal is known at once.
"""

import os
import select
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

BUSY = 10.0  # seconds to wait for a connection while others use all of them
REST = 0.3  # seconds in which a refusal is taken for the answer of all who need a new one
IDLE = 600.0  # seconds; what nobody needed for so long is closed
LIVES = 3600.0  # seconds; what PostgreSQL remembers for a session grows

Configure = Callable[["Kept"], object]


class Kept(psycopg.Connection[Any]):
    """A connection of ours, with the pool it goes back to."""

    opened_at = 0.0  # by time.monotonic(), as the next one
    idle_since = 0.0
    _pool: Any = None

    def is_quiet(self) -> bool:
        """Nobody has closed it: a server that goes away leaves its last words, or an end."""
        if self.closed:
            return False
        listening = select.poll()
        listening.register(self.fileno(), select.POLLIN)
        return not listening.poll(0)


class Pool:
    """At most so many connections; the one that came back last is the next to go out."""

    def __init__(self, most: int, kwargs: dict[str, Any], configure: Configure) -> None:
        self._most, self._kwargs, self._configure = most, kwargs, configure
        self.open()

    def open(self) -> None:
        """Django calls this before each connection; a forked process begins with none."""
        if getattr(self, "_process", None) == os.getpid():
            return
        self._process = os.getpid()
        self._room = threading.BoundedSemaphore(self._most)
        self._lock = threading.Lock()
        self._free: list[Kept] = []
        self._refused_until = 0.0
        self._is_closed = False

    def getconn(self) -> Kept:
        """One that works. Raises psycopg.OperationalError while there is none to be had."""
        self._take_room()
        try:
            connection = self._kept() or self._connected()
        except BaseException:
            self._room.release()
            raise
        connection._pool = self
        return connection

    def putconn(self, connection: Kept) -> None:
        """Django gives each back, at the end of a request and after whatever fault."""
        connection._pool = None
        try:
            if not self._is_usable(connection):
                connection.close()
                return
            connection.idle_since = time.monotonic()
            with self._lock:
                self._free.append(connection)
        finally:
            self._room.release()
        self._close_idle()

    def close(self) -> None:
        self._is_closed = True
        with self._lock:
            left, self._free = self._free, []
        for connection in left:
            connection.close()

    def _take_room(self) -> None:
        last = time.monotonic() + BUSY
        while not self._room.acquire(timeout=0.1):
            self._require_no_refusal()
            if time.monotonic() > last:
                raise psycopg.OperationalError(f"no connection was free for {BUSY:.0f} seconds")

    def _require_no_refusal(self) -> None:
        if time.monotonic() < self._refused_until:
            raise psycopg.OperationalError("PostgreSQL refused a connection a moment ago")

    def _kept(self) -> Kept | None:
        while True:
            with self._lock:
                if not self._free:
                    return None
                connection = self._free.pop()
            if connection.is_quiet():
                return connection
            connection.close()

    def _connected(self) -> Kept:
        self._require_no_refusal()
        try:
            connection = Kept.connect(**self._kwargs)
        except psycopg.OperationalError:
            self._refused_until = time.monotonic() + REST
            raise
        self._refused_until = 0.0
        connection.opened_at = time.monotonic()
        try:
            self._configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_usable(self, connection: Kept) -> bool:
        if self._is_closed or time.monotonic() - connection.opened_at > LIVES:
            return False
        status = connection.info.transaction_status
        if status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}:
            try:
                connection.rollback()
            except psycopg.Error:
                return False
        return connection.info.transaction_status == TransactionStatus.IDLE

    def _close_idle(self) -> None:
        """Of those that nobody needed, the one that has waited longest."""
        with self._lock:
            is_idle = self._free and time.monotonic() - self._free[0].idle_since > IDLE
            longest = self._free.pop(0) if is_idle else None
        if longest:
            longest.close()
