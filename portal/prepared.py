"""Questions that most pages ask: their SQL is written once a process, not once a request.

Building and compiling a queryset takes several times as long as PostgreSQL needs to answer
it. The rules stay where they are, on the querysets: a prepared question is one of them with
gaps (`Fact`) where its facts go.

    @prepared
    def held_by() -> QuerySet[Appointment]:
        return Appointment.objects.filter(person=Fact("person"), since__lte=Fact("today"))

    held_by(person=user.pk, today=timezone.localdate())  # a list
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import update_wrapper
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler
from psycopg.types.range import Range

M = TypeVar("M", bound=models.Model)


class Fact(Expression):
    """A gap in a prepared question, by the name of what fills it."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(  # type: ignore[override]  # A list, as everywhere in Django itself.
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[Any]]:
        return "%s", [self]  # stands for itself until somebody asks


class prepared(Generic[M]):  # Read as the decorator that it is.
    """The rows of the queryset that `ask` gives; asked with the value of each fact by name.

    Nothing may be worked out while it is built that another request would work out otherwise:
    neither the day nor a person nor a language. A moment that is no fact is refused, and so is
    `prefetch_related`, which nothing here would ask for.
    """

    def __init__(self, ask: Callable[[], "models.QuerySet[M]"]) -> None:
        self.ask = ask
        self._rows = _Question(ask)
        self._keys = _Question(lambda: ask().order_by().values("pk"))
        update_wrapper(self, ask)

    def __call__(self, **facts: Any) -> list[M]:
        return list(ModelIterable(cast("Any", _Asked(self._rows.written(), facts))))

    def first(self, **facts: Any) -> M | None:
        """The first of them; the question itself says in which order and that one will do."""
        return next(iter(self(**facts)), None)

    def values(self, **facts: Any) -> list[dict[str, Any]]:
        """For a question by `values`: each row by its names."""
        written = self._rows.written()
        rows = _Asked(written, facts)
        return [
            dict(zip(written.names, row, strict=True))
            for row in rows.results_iter(rows.execute_sql())
        ]

    def count(self, **facts: Any) -> int:
        keys = self._keys.written()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM ({keys.sql}) counted",  # noqa: S608
                keys.filled(facts),
            )
            [number] = cursor.fetchone()
        return int(number)


@dataclass(frozen=True)
class Written:
    """A question as PostgreSQL takes it, and what reads the rows of its answer."""

    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]

    def filled(self, facts: dict[str, Any]) -> list[Any]:
        return [facts[param.name] if isinstance(param, Fact) else param for param in self.params]


class _Question:
    """Written by the first thread that asks it, all of it at once; the others wait for that.

    Half of one writing beside half of another would answer wrongly until the process ends.
    """

    def __init__(self, ask: Callable[[], "models.QuerySet[Any]"]) -> None:
        self._ask = ask
        self._written: Written | None = None
        self._one_writes = Lock()

    def written(self) -> Written:
        if self._written is None:
            with self._one_writes:
                if self._written is None:
                    self._written = self._write()
        return self._written

    def _write(self) -> Written:
        rows: Any = self._ask()
        if rows._prefetch_related_lookups:
            raise TypeError(f"{self._ask.__name__} would not prefetch anything.")
        query = rows.query
        compiler: SQLCompiler = query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        for moment in _moments(params):
            raise TypeError(f"{self._ask.__name__} would always ask of {moment}.")
        return Written(compiler, sql, tuple(params), tuple(query.selected or ()))


def _moments(param: object) -> Iterator[date]:
    if isinstance(param, date):
        yield param
    for part in _parts(param):
        yield from _moments(part)


def _parts(param: object) -> Iterable[object]:
    if isinstance(param, Range):
        return (param.lower, param.upper)
    return param if isinstance(param, list | tuple | set | frozenset) else ()


class _Asked:
    """What `ModelIterable` wants to know of a queryset, its query and its compiler."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, written: Written, facts: dict[str, Any]) -> None:
        compiler = written.compiler
        self._compiler, self._sql, self._params = compiler, written.sql, written.filled(facts)
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map

    @property
    def query(self) -> "_Asked":
        return self

    def get_compiler(self, using: str) -> "_Asked":
        return self

    def execute_sql(self, **_how: Any) -> list[Sequence[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._params)
            rows: list[Sequence[Any]] = cursor.fetchall()
        return rows

    def results_iter(self, rows: list[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        return iter(self._compiler.results_iter([rows]))
