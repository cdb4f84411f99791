"""PostGIS as Django has it, with a pool that is back as soon as PostgreSQL is."""

from typing import Any, ClassVar

from django.contrib.gis.db.backends.postgis import base
from django.db.backends.base.base import NO_DB_ALIAS

from portal.database.pool import Pool


class DatabaseWrapper(base.DatabaseWrapper):
    """`OPTIONS["pool"]` is the most connections that one process keeps."""

    _connection_pools: ClassVar[dict[str, Pool]] = {}

    @property
    def pool(self) -> Pool | None:
        most = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not most:
            return None
        if self.alias not in self._connection_pools:
            # Without a transaction of its own: Django begins one where it wants one.
            kwargs: dict[str, Any] = self.get_connection_params() | {"autocommit": True}
            made = Pool(most, kwargs, self._configure_connection)  # type: ignore[attr-defined]
            self._connection_pools.setdefault(self.alias, made)
        return self._connection_pools[self.alias]
