"""What is wrong, found by `manage.py check`, and unsafe in production, by `check --deploy`."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from portal.journal import signing


@register(Tags.security, deploy=True)
def local_outbox_is_off(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    if not settings.LOCAL_OUTBOX:
        return []
    return [
        Warning(
            "LOCAL_OUTBOX shows every code and link to whoever opens /outbox/.",
            hint="Set LOCAL_OUTBOX=0.",
            id="portal.W001",
        )
    ]


@register(Tags.security, deploy=True)
def cookies_travel_encrypted(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    if settings.HTTPS:
        return []
    return [Warning("HTTPS=0 sends sessions in the clear.", hint="Set HTTPS=1.", id="portal.W002")]


@register(Tags.security, deploy=True)
def hostile_files_are_locked_in(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """Without it the child that looks into files keeps its limits, but could call out."""
    try:
        import_module("pyseccomp")
    except (ImportError, OSError, RuntimeError):
        hint = "Install the system package libseccomp2."
        return [Warning("Received files are not locked in.", hint=hint, id="portal.W003")]
    return []


@register(Tags.security)
def keys_can_be_read(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    try:
        signing.refuse_unreadable_keys()
    except ImproperlyConfigured as refusal:
        return [Error(str(refusal), id="portal.E001")]
    return []
