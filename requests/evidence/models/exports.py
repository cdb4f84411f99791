"""What police take out: a signed archive of accepted originals."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.personal_data import AUTHORITY, SECURITY, WITH_CASE, Personal
from requests.asking.models.searches import led_by
from requests.evidence.models.footage import Footage


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: Any) -> "ExportQuerySet":
        return self.filter(footage_request__commune__any_of=led_by(user))

    def visible_in(self, commune: Any, person: Any) -> "ExportQuerySet":
        """Of these, those of the commune in whose police the person acts."""
        return self.visible_to(person).filter(footage_request__commune=commune)


class Export(models.Model):
    """A signed archive of originals. The bytes are read afresh at each download."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    footage_request = models.ForeignKey(
        "footage.FootageRequest", models.PROTECT, related_name="exports"
    )
    files = models.ManyToManyField(Footage, related_name="exports")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    manifest = models.TextField()
    custody = models.TextField()
    signature = models.BinaryField()
    public_key = models.TextField()

    personal = {
        "made_by": Personal("who exported", SECURITY, WITH_CASE),
        "manifest": Personal("what was exported", AUTHORITY, WITH_CASE),
        "custody": Personal("through whose hands it went", AUTHORITY, WITH_CASE),
    }
    impersonal = "once footage_request made_at signature public_key"

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.footage_request} {self.made_at:%Y-%m-%d %H:%M}"
