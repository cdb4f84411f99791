from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The site itself: no tables, only checks and commands."""

    name = "portal"
    label = "portal"

    def ready(self) -> None:
        from portal import checks  # noqa: F401  # Importing registers them.
