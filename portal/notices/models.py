"""What people are told, and how it reached them."""

from datetime import timedelta
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.personal_data import CONSENT, SECURITY, WITH_ACCOUNT, Personal

CLAIM_LASTS = timedelta(seconds=30)
TRIES = 6


class NoticeQuerySet(models.QuerySet["Notice"]):
    def inbox(self, person: Any) -> Self:
        return self.filter(recipient=person, is_secret=False)

    def unread(self) -> Self:
        return self.filter(read_at=None)


# What waits for an answer or a decision; everything else is news.
ASKING = {
    "footage_asked",
    "footage_reminder",
    "footage_review",
    "gift_to_count",
    "reversal_to_confirm",
    "site_asked_back",
    "site_to_vouch",
}

# Papers to keep: the inbox and e-mail bring them, an SMS would say nothing more.
PAPERS = {"site_consent"}


class Notice(models.Model):
    """One thing to tell one person. Its words are made from `kind` and `facts` when it is read."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notices",
        verbose_name=_("recipient"),
        help_text=_("Empty for a number or address that has no account."),
    )
    kind = models.CharField(_("kind"), max_length=60)
    about = models.CharField(_("about"), max_length=80, blank=True)
    url = models.CharField(_("link"), max_length=300, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    language = models.CharField(_("language"), max_length=5, default="vi")
    is_secret = models.BooleanField(
        default=False, help_text=_("Its facts are wiped once it has gone out.")
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    personal = {
        "recipient": Personal("being told", CONSENT, WITH_ACCOUNT),
        "facts": Personal("what she is told", CONSENT, WITH_ACCOUNT),
    }
    impersonal = "kind about url language is_secret created_at read_at"

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(
                name="notice_secret_by_age", fields=["created_at"], condition=Q(is_secret=True)
            ),
            models.Index(name="notice_inbox", fields=["recipient", "-id"]),
            models.Index(
                name="notice_unread",
                fields=["recipient"],
                condition=Q(read_at=None, is_secret=False),
            ),
            models.Index(name="notice_about", fields=["about"], condition=~Q(about="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def asks(self) -> bool:
        """Not opened yet, and the person is to do something about it."""
        return self.read_at is None and self.kind in ASKING


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def deliverable(self) -> Self:
        """Waiting and due, or claimed so long ago that the worker is dead."""
        now = timezone.now()
        due = Q(status=Delivery.Status.WAITING, due_at__lte=now)
        abandoned = Q(status=Delivery.Status.SENDING, claimed_at__lt=now - CLAIM_LASTS)
        return self.filter(due | abandoned)


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
    due_at = models.DateTimeField(default=timezone.now)
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
