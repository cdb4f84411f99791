from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    """The site itself: no tables, only checks and commands."""

    name = "portal"
    label = "portal"

    def ready(self) -> None:
        from rest_framework import compat

        from portal import any_of, checks  # noqa: F401  # Importing registers them.

        # REST framework's test client wants PyPI's `requests` and has been given our
        # package of that name. drf-spectacular imports that client to draw the schema;
        # with None it is defined without the part that needs the library.
        compat.requests = None  # type: ignore[assignment]


class StaticFiles(StaticFilesConfig):
    """Leaves behind what no page of ours asks for: nine tenths of what packages bring."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",  # the browsable API, which is off
        "gis",
        "ext",
        "htmax-*",
        "htmx-4*",
        "*.test.mjs",
    ]
