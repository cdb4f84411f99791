"""A notice on its way through one channel."""

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.notices.models.notices import Notice
from portal.personal_data import CONSENT, WITH_ACCOUNT, Personal

CLAIM_LASTS = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)  # longer than between two tries
TRIES = 6


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def deliverable(self) -> Self:
        """Waiting and due, or claimed so long ago that the worker is dead.

        By the database's clock: a worker's own may be a day off. What is due or claimed later
        than anything can be was written by such a one.
        """
        due = Q(due_at__lte=Now()) | Q(due_at__gt=Now() + LONGEST_WAIT)
        left = Q(claimed_at__lt=Now() - CLAIM_LASTS) | Q(claimed_at__gt=Now() + CLAIM_LASTS)
        waiting, sending = Q(status=Delivery.Status.WAITING), Q(status=Delivery.Status.SENDING)
        return self.filter(waiting & due | sending & left)


class Delivery(models.Model):
    """A notice on its way through one channel. Sent at least once, as a gateway allows."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up")

    NEXT = {
        Status.WAITING: {Status.SENDING},
        Status.SENDING: {Status.SENT, Status.WAITING, Status.FAILED},
        Status.SENT: set[str](),
        Status.FAILED: set[str](),
    }

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    personal = {
        "address": Personal("where a message went", CONSENT, WITH_ACCOUNT),
    }
    impersonal = "notice channel status tries due_at claimed_at sent_at fault"

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                name="delivery_once_per_notice_and_channel", fields=["notice", "channel"]
            ),
            models.CheckConstraint(
                name="delivery_sent_means_sent_at",
                condition=Q(status="sent", sent_at__isnull=False)
                | (~Q(status="sent") & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="delivery_sending_means_claimed",
                condition=~Q(status="sending") | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="delivery_to_do",
                fields=["due_at"],
                condition=Q(status__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.public_id}"
