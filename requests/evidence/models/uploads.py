"""A file on its way in: how far it is, and until when it may go on."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.personal_data import CONSENT, WITH_CASE, Personal
from requests.asking.models.asks import Ask


class UploadQuerySet(models.QuerySet["Upload"]):
    def live(self) -> "UploadQuerySet":
        """What counts against the limits of a link: arriving or arrived, and not taken back."""
        return self.exclude(status=Upload.Status.WITHDRAWN)

    def answerable_by(self, people: list[Any]) -> "UploadQuerySet":
        """Of asks which one of these people (primary keys) may answer now."""
        return self.filter(ask__in=Ask.objects.answered_by(people))

    def with_ask(self) -> "UploadQuerySet":
        """With what decides whether it takes bytes, and without shapes: every piece asks this."""
        ask, footage_request = "ask", "ask__footage_request"
        return self.select_related(footage_request).only(
            *(field.name for field in Upload._meta.concrete_fields),
            *(f"{ask}__{name}" for name in ("public_id", "answer", "expires_at", "recalled_at")),
            *(f"{ask}__{name}" for name in ("site", "footage_request")),
            f"{footage_request}__status",
        )

    def arriving(self) -> "UploadQuerySet":
        return self.filter(status=Upload.Status.RECEIVING)

    def expired(self, now: datetime) -> "UploadQuerySet":
        """Not gone on with in time; or arrived, and never sent while the link lived."""
        unsent = Q(
            status=Upload.Status.RECEIVED, footage__delivery_record=None, ask__expires_at__lte=now
        )
        late = self.filter(expires_at__lte=now)
        return late.filter(Q(status=Upload.Status.RECEIVING) | unsent)


class Upload(models.Model):
    """One file on its way in over tus. `offset` never runs ahead of the bytes on the disk."""

    class Status(models.TextChoices):
        RECEIVING = "receiving", _("Uploading")
        RECEIVED = "received", _("All received")
        WITHDRAWN = "withdrawn", _("Taken back")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.RECEIVING: {Status.RECEIVED, Status.WITHDRAWN},
        Status.RECEIVED: {Status.WITHDRAWN},
        Status.WITHDRAWN: set(),
    }

    class Kind(models.TextChoices):
        FOOTAGE = "footage", _("Footage")
        CLOCK = "clock", _("Picture of the recorder's clock")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ask = models.ForeignKey("footage.Ask", models.PROTECT, related_name="uploads")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.FOOTAGE)
    name = models.CharField(_("file name"), max_length=200)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    fingerprint = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("bytes"))
    offset = models.PositiveBigIntegerField(_("received"), default=0, help_text=_("bytes"))
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.RECEIVING)
    sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("Taken while the bytes came in; may be missing.")
    )
    started_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)

    personal = {
        "name": Personal("what the owner's device calls the file", CONSENT, WITH_CASE),
        "fingerprint": Personal("going on with a broken upload", CONSENT, WITH_CASE),
    }
    impersonal = (
        "ask kind once size offset status sha256 started_at moved_at expires_at received_at"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [
            models.CheckConstraint(name="upload_has_some_bytes", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="upload_received_no_more_than_announced", condition=Q(offset__lte=F("size"))
            ),
            models.CheckConstraint(
                name="upload_received_means_all_of_it_at_some_time",
                condition=~Q(status="received") | Q(offset=F("size"), received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="upload_status_is_known",
                condition=Q(status__in=["receiving", "received", "withdrawn"]),
            ),
        ]
        indexes = [
            models.Index(
                name="upload_arriving", fields=["expires_at"], condition=Q(status="receiving")
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """How its way in ended, in the journal. The custody of the file is its footage's."""
        return f"upload:{self.public_id}"

    @property
    def already(self) -> str:
        return gettext("This upload has ended. Choose the file again.")

    @property
    def folder(self) -> Path:
        """Where its bytes lie. Nothing of the sender's file name is in the path."""
        return Path(settings.UPLOAD_ROOT) / self.public_id.hex[:2] / self.public_id.hex

    @property
    def original(self) -> Path:
        return self.folder / "original"

    @property
    def percent(self) -> int:
        return self.offset * 100 // self.size
