"""Tables whose rows are appended and never changed: `triggers = append_only()` in their Meta."""

import pgtrigger


def append_only() -> list[pgtrigger.Trigger]:
    """The database refuses UPDATE, DELETE and TRUNCATE, whoever asks."""
    return [
        pgtrigger.Protect(
            name="rows_are_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
        ),
        pgtrigger.Trigger(
            name="table_is_never_emptied",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            # Django's test runner names its database test_..., and empties it between tests.
            func="""
            IF current_database() LIKE 'test\\_%' THEN RETURN NULL; END IF;
            RAISE EXCEPTION 'this table is append-only';
        """,
        ),
    ]
