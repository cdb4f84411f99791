"""The outbox of a trial portal."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notices.models.deliveries import Delivery
from portal.personal_data import SECURITY, WITH_ACCOUNT, Personal


class LocalMessage(models.Model):
    """A message that a trial portal kept instead of sending, where LOCAL_OUTBOX is on."""

    channel = models.CharField(max_length=5, choices=Delivery.Channel.choices)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    personal = {
        "address": Personal("the outbox of a trial portal", SECURITY, WITH_ACCOUNT),
        "body": Personal("the outbox of a trial portal", SECURITY, WITH_ACCOUNT),
    }
    impersonal = "channel subject at"

    class Meta:
        verbose_name = _("local message")
        verbose_name_plural = _("local messages")

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"
