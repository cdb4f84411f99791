"""By which channels a person wishes to be told."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notices.models.deliveries import Delivery
from portal.personal_data import CONSENT, WITH_ACCOUNT, Personal


class Preference(models.Model):
    """Whether a person wants to be told through a channel. No row for SMS means no."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=5, choices=Delivery.Channel.choices)
    is_wanted = models.BooleanField()
    changed_at = models.DateTimeField(default=timezone.now)

    personal = {
        "person": Personal("how she wishes to be told", CONSENT, WITH_ACCOUNT),
    }
    impersonal = "channel is_wanted changed_at"

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.UniqueConstraint(
                name="preference_one_per_person_and_channel", fields=["person", "channel"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.is_wanted}"
