"""What came of a request, in words for those who gave footage."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.personal_data import AUTHORITY, SECURITY, WITH_CASE, Personal
from requests.asking.models.footage_requests import FootageRequest


class Outcome(models.Model):
    """What came of a request, in words for those who gave footage."""

    class Kind(models.TextChoices):
        SOLVED = "solved", _("Your footage helped solve the case.")
        USED = "used", _("Your footage is used in the case.")
        SEEN = "seen", _("Your footage was viewed and was not needed.")
        GOING_ON = "going_on", _("The case goes on; your footage is kept for it.")
        ENDED = "ended", _("The case ended without result.")

    footage_request = models.ForeignKey(FootageRequest, models.PROTECT, related_name="outcomes")
    kind = models.CharField(_("outcome"), max_length=16, choices=Kind)
    words = models.CharField(_("in plain words"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    personal = {
        "words": Personal("what came of it", AUTHORITY, WITH_CASE),
        "recorded_by": Personal("who told it", SECURITY, WITH_CASE),
    }
    impersonal = "footage_request kind at once"

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering: ClassVar = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="outcome_kind_is_known",
                condition=Q(kind__in=["solved", "used", "seen", "going_on", "ended"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
