"""One clock for all: the database's. A machine's own may be off."""

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """What the database's clock says at this moment, also within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [at] = cursor.fetchone()
    shown: datetime = at
    return shown
