"""Rows by the million: copied inside PostgreSQL, guards asleep and indexes laid aside."""

# ruff: noqa: S608  # Every part of these statements is written here or is a number.

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg


@contextmanager
def bare(connection: psycopg.Connection, tables: Sequence[str]) -> Iterator[None]:
    """Without the indexes of `tables`, which are built again at the end."""
    taken = connection.execute(
        "SELECT c.conrelid::regclass, 'CONSTRAINT ' || quote_ident(conname),"
        " pg_get_constraintdef(c.oid) FROM pg_constraint c"
        " WHERE contype = 'u' AND conrelid = ANY(%(tables)s::regclass[])"
        " UNION ALL SELECT i.indrelid::regclass, NULL, pg_get_indexdef(indexrelid)"
        " FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
        "  AND c.contype IN ('p', 'u', 'x')"
        " WHERE c.oid IS NULL AND indrelid = ANY(%(tables)s::regclass[])",
        {"tables": list(tables)},
    ).fetchall()
    for table, constraint, definition in taken:
        name = definition.split(" ON ")[0].rpartition(" ")[2]
        connection.execute(
            f"ALTER TABLE {table} DROP {constraint}" if constraint else f"DROP INDEX {name}"
        )
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for table, constraint, definition in taken:
        connection.execute(
            f"ALTER TABLE {table} ADD {constraint} {definition}" if constraint else definition
        )


@contextmanager
def unwatched(connection: psycopg.Connection) -> Iterator[psycopg.Cursor]:
    """One transaction in which guards sleep and foreign keys are taken on trust."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        yield cursor


def multiply(
    cursor: psycopg.Cursor, table: str, times: int, *, where: str = "true", **changes: str
) -> None:
    """Copy each row `t` that is `where` `times` times, `g` from 1, but for `changes` in SQL.

    The id is the next one unless it is changed too, and each public_id is the copy's own.
    """
    own = f"md5('{table}' || t.id || '-' || g)::uuid"
    changes = {"public_id": own, "once": own} | changes
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    columns = [name for (name,) in cursor.fetchall() if name != "id" or "id" in changes]
    values = ", ".join(changes.get(name, f't."{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values}"
        f" FROM {table} t, generate_series(1, {times}) g WHERE {where} ORDER BY g, t.id"
    )
