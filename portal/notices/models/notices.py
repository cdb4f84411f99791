"""What a person is told: it stands in the inbox, whatever else carries it."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.personal_data import CONSENT, WITH_ACCOUNT, Personal


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
    "owner_asked",
    "people_invited",
    "reversal_to_confirm",
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
