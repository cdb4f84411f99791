"""The lookup `any_of`: as `in`, with the keys read first and the rows then found by them.

To PostgreSQL `in (SELECT …)` is one table more to join, in one order more to be planned; with
`any_of` it is a list, read once. So a question of few rows by who may see them is begun with
these rows, however many tables it brings along.

    Site.objects.filter(hamlet__any_of=appointments.values("hamlet"))
    Camera.objects.filter(pk__any_of=Fact("cameras"))  # of a prepared question
"""

from typing import Any

from django.db.models import Field, ForeignKey, Lookup
from django.db.models.sql import Query


class AnyOf(Lookup):
    """Of rows by `values` of one column, or of a gap that is filled with a list of keys."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(  # type: ignore[override]  # Whatever a question's parameters are.
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        keys, params = compiler.compile(self.rhs)
        listed = f"ARRAY{keys}" if isinstance(self.rhs, Query) else f"{keys}::bigint[]"
        return f"{column} = ANY({listed})", [*column_params, *params]


Field.register_lookup(AnyOf)
ForeignKey.register_lookup(AnyOf)  # which asks no class above its own
