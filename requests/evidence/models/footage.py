"""A file that has arrived: what it is, and what police decided about it."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.personal_data import SECURITY, WITH_CASE, Personal
from requests.asking.models.searches import led_by
from requests.evidence import spool
from requests.evidence.models.uploads import Upload

CLAIM_LASTS = timedelta(seconds=30)  # renewed every few seconds while the work goes on
PAUSE = 8  # seconds; less is how lengths are rounded
DEATHS = 3  # workers that died of one file, or with it; after that it is hashed and no more
FAULTS = 4  # times the disk refused to give it; after that the check stops with an alarm
# What was left undone is done later by itself, so many times; after that when somebody asks.
LATER = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
CHECKS = 12  # of one file, our choice: each costs a worker two minutes at most


def _claim_lives() -> Q:
    """A claim of the time to come is no worker's: a clock went back since."""
    return Q(claimed_at__range=(Now() - CLAIM_LASTS, Now() + CLAIM_LASTS))


class FootageQuerySet(models.QuerySet["Footage"]):
    def visible_to(self, user: Any) -> "FootageQuerySet":
        """Files sent to a commune in whose police `user` is in charge now."""
        return self.sent().filter(upload__ask__footage_request__commune__any_of=led_by(user))

    def visible_in(self, commune: Any, person: Any) -> "FootageQuerySet":
        """Of these, those of the commune in whose police the person acts."""
        return self.visible_to(person).filter(upload__ask__footage_request__commune=commune)

    def sent(self) -> "FootageQuerySet":
        """Handed over: the owner has pressed, and there is a delivery record."""
        return self.exclude(delivery_record=None)

    def kept(self) -> "FootageQuerySet":
        """Whose original is still here."""
        return self.exclude(status__in=[Footage.Status.DISPOSED, Footage.Status.WITHDRAWN])

    def inspectable(self) -> "FootageQuerySet":
        """Waiting and untouched, or claimed so long ago that the worker is dead.

        By the database's clock, by which claims are written: a worker's own may be a day off.
        """
        due = Q(again_at=None) | Q(again_at__lte=Now())
        left = Q(status=Footage.Status.INSPECTING) & ~_claim_lives()
        return self.filter(Q(status=Footage.Status.WAITING) & due | left)

    def unfinished_business(self) -> "FootageQuerySet":
        """Checked, and something of it was left for later, which is now."""
        return self.filter(status__in=Footage.TO_REVIEW, again_at__lte=Now())

    def unreadable(self) -> "FootageQuerySet":
        """Which the disk does not give; somebody has to look at the machine."""
        return self.filter(status=Footage.Status.UNREADABLE)

    def being_inspected(self) -> "FootageQuerySet":
        """Claimed by a worker that is alive."""
        return self.filter(_claim_lives(), status=Footage.Status.INSPECTING)

    def disposable(self, now: datetime) -> "FootageQuerySet":
        return self.filter(status=Footage.Status.DECLINED, dispose_after__lte=now)

    def with_request(self) -> "FootageQuerySet":
        """With what came before it, up to the request's commune, without shapes."""
        ask, footage_request = "upload__ask", "upload__ask__footage_request"
        rows = self.select_related(f"{footage_request}__commune", f"{ask}__site", "delivery_record")
        return rows.defer(f"{ask}__site__point")


class Footage(models.Model):
    """A file that has arrived whole, and its life until it is disposed of."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for the check")
        INSPECTING = "inspecting", _("Being checked")
        READY = "ready", _("Ready to watch")
        DOUBTFUL = "doubtful", _("Cannot be opened here")
        UNREADABLE = "unreadable", _("Cannot be read from the disk")
        ACCEPTED = "accepted", _("In the case file")
        DECLINED = "declined", _("Not needed")
        DISPOSED = "disposed", _("Deleted")
        WITHDRAWN = "withdrawn", _("Taken back")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.INSPECTING, Status.WITHDRAWN},
        Status.INSPECTING: {
            Status.WAITING,
            Status.READY,
            Status.DOUBTFUL,
            Status.UNREADABLE,
            Status.WITHDRAWN,
        },
        Status.READY: {
            Status.WAITING,
            Status.UNREADABLE,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
        },
        Status.DOUBTFUL: {
            Status.WAITING,
            Status.UNREADABLE,
            Status.ACCEPTED,
            Status.DECLINED,
            Status.WITHDRAWN,
        },
        Status.UNREADABLE: {Status.WAITING, Status.WITHDRAWN},
        Status.ACCEPTED: {Status.DECLINED},
        Status.DECLINED: {Status.ACCEPTED, Status.DISPOSED},
        Status.DISPOSED: set(),
        Status.WITHDRAWN: set(),
    }

    # In these, found where a film was expected, may be one: recorders make players and packages.
    PROGRAMS: ClassVar = frozenset(
        {"application/vnd.microsoft.portable-executable", "application/x-elf"}
    )
    PACKAGES: ClassVar = frozenset(
        {
            "application/zip",
            "application/vnd.rar",
            "application/x-7z-compressed",
            "application/gzip",
        }
    )

    UNFINISHED: ClassVar = frozenset({Status.WAITING, Status.INSPECTING})
    TO_REVIEW: ClassVar = frozenset({Status.READY, Status.DOUBTFUL})

    class Finding(models.TextChoices):
        VIDEO = "video", _("Video")
        PICTURE = "picture", _("Picture")
        EMPTY = "empty", _("Nothing inside")
        DISGUISED = "disguised", _("Not a video")
        BROKEN = "broken", _("Damaged")
        FOREIGN = "foreign", _("Recorder's own format")
        INFECTED = "infected", _("Malware found")
        UNKNOWN = "unknown", _("Check did not finish")

    class Malware(models.TextChoices):
        NOT_CHECKED = "not_checked", _("Not scanned for malware")
        CLEAN = "clean", _("No malware found")
        INFECTED = "infected", _("Malware found")

    class Reason(models.TextChoices):
        NOTHING = "nothing", _("Nothing of the incident in it")
        ELSEWHERE = "elsewhere", _("Another place or another time")
        UNCLEAR = "unclear", _("Too dark or too blurred")
        DOUBLE = "double", _("The same as another file")
        UNOPENED = "unopened", _("It cannot be opened")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="footage")
    delivery_record = models.ForeignKey(
        "footage.DeliveryRecord", models.PROTECT, null=True, blank=True, related_name="files"
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.WAITING)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    deaths = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("claims that no worker gave back")
    )
    faults = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text=_("times the disk did not give it")
    )
    checks = models.PositiveSmallIntegerField(default=1, editable=False)
    again_at = models.DateTimeField(
        null=True, editable=False, help_text=_("when it is looked at again by itself")
    )
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("percent of the check"))

    sha256 = models.CharField(max_length=64, blank=True)
    crc32 = models.PositiveBigIntegerField(null=True, help_text=_("for archives"))
    finding = models.CharField(max_length=16, choices=Finding, blank=True)
    malware = models.CharField(max_length=16, choices=Malware, default=Malware.NOT_CHECKED)
    media_type = models.CharField(max_length=80, blank=True)
    codec = models.CharField(max_length=32, blank=True)
    seconds = models.PositiveIntegerField(null=True, help_text=_("length of the film"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    has_poster = models.BooleanField(default=False)
    preview_seconds = models.PositiveIntegerField(default=0)
    is_excerpt = models.BooleanField(default=False, help_text=_("the preview is its beginning"))
    is_cut = models.BooleanField(default=False, help_text=_("it ends before its end"))

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason, blank=True)
    dispose_after = models.DateTimeField(null=True, blank=True)
    disposed_at = models.DateTimeField(null=True, blank=True)
    certificate = models.CharField(_("certificate of deletion"), max_length=24, blank=True)

    personal = {
        "reviewer": Personal("who looked at it", SECURITY, WITH_CASE),
    }
    impersonal = (
        "upload delivery_record status claim claimed_at deaths faults checks again_at progress "
        "sha256 crc32 finding "
        "malware media_type codec seconds width height has_poster preview_seconds is_excerpt "
        "is_cut reviewed_at reason dispose_after disposed_at certificate"
    )

    objects = FootageQuerySet.as_manager()

    class Meta:
        verbose_name = _("footage file")
        verbose_name_plural = _("footage files")
        constraints = [
            models.CheckConstraint(
                name="footage_checked_means_hashed_and_found",
                condition=Q(status__in=["waiting", "inspecting", "unreadable", "withdrawn"])
                | (~Q(sha256="") & ~Q(finding="") & Q(crc32__isnull=False)),
            ),
            models.CheckConstraint(
                name="footage_being_inspected_means_claimed",
                condition=Q(status="inspecting", claim__isnull=False, claimed_at__isnull=False)
                | (~Q(status="inspecting") & Q(claim=None, claimed_at=None)),
            ),
            models.CheckConstraint(
                name="footage_judged_means_sent_and_reviewed_by_someone",
                condition=~Q(status__in=["accepted", "declined", "disposed"])
                | Q(
                    delivery_record__isnull=False, reviewer__isnull=False, reviewed_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="footage_declined_means_a_reason_and_a_day_of_disposal",
                condition=~Q(status__in=["declined", "disposed"])
                | (~Q(reason="") & Q(dispose_after__isnull=False)),
            ),
            models.CheckConstraint(
                name="footage_disposed_means_certified",
                condition=Q(status="disposed", disposed_at__isnull=False) & ~Q(certificate="")
                | ~Q(status="disposed") & Q(disposed_at=None, certificate=""),
            ),
            models.CheckConstraint(
                name="footage_taken_back_was_never_sent",
                condition=~Q(status="withdrawn") | Q(delivery_record=None),
            ),
            models.CheckConstraint(
                name="footage_progress_is_a_percentage", condition=Q(progress__lte=100)
            ),
        ]
        indexes = [
            models.Index(
                name="footage_inspectable",
                fields=["claimed_at"],
                condition=Q(status__in=["waiting", "inspecting"]),
            ),
            models.Index(
                name="footage_to_check_again",
                fields=["again_at"],
                condition=Q(again_at__isnull=False),
            ),
            models.Index(
                name="footage_unreadable", fields=["id"], condition=Q(status="unreadable")
            ),
            # What the public page of a commune counts of a month.
            models.Index(
                name="footage_by_day_of_disposal",
                fields=["dispose_after"],
                condition=Q(status__in=["declined", "disposed"]),
            ),
            models.Index(
                name="footage_disposable",
                fields=["dispose_after"],
                condition=Q(status="declined"),
            ),
        ]

    def __str__(self) -> str:
        return self.upload.name

    @property
    def stream(self) -> str:
        """Its custody, in the journal."""
        return f"footage:{self.public_id}"

    @property
    def already(self) -> str:
        status = {"status": self.get_status_display()}
        return gettext("This file is already “%(status)s”.") % status

    @property
    def is_unfinished(self) -> bool:
        """The check has not come to its end."""
        return self.status in self.UNFINISHED

    @property
    def is_sealed(self) -> bool:
        """A check has ended, and the journal knows its SHA-256."""
        return bool(self.finding)

    @property
    def is_on_disk(self) -> bool:
        """As many bytes of it as came. Raises DiskAway while its volume is not there."""
        return spool.held(self.upload.folder) == self.upload.size

    @property
    def is_half_checked(self) -> bool:
        """It may be a film like any other; what shows it was not made."""
        return (
            self.finding == self.Finding.UNKNOWN
            or (self.finding == self.Finding.VIDEO and not self.preview_seconds)
            or (self.finding == self.Finding.PICTURE and not self.has_poster)
        )

    @property
    def may_be_checked_again(self) -> bool:
        half = self.status in self.TO_REVIEW and self.is_half_checked
        return half or self.status == self.Status.UNREADABLE

    @property
    def may_be_accepted(self) -> bool:
        return self.Status.ACCEPTED in self.NEXT[self.status]

    @property
    def may_be_declined(self) -> bool:
        return self.Status.DECLINED in self.NEXT[self.status]

    @property
    def may_hold_a_film(self) -> bool:
        """It is a program or a package of files."""
        return self.media_type in self.PROGRAMS | self.PACKAGES

    @property
    def has_pauses(self) -> bool:
        """The whole film is in the preview, and takes less time there."""
        is_whole = bool(self.preview_seconds) and not self.is_excerpt
        return is_whole and (self.seconds or 0) > self.preview_seconds + PAUSE

    @property
    def sha256_so_far(self) -> str:
        """As sealed; until then as it was taken while the bytes came in, or ""."""
        return self.sha256 or self.upload.sha256

    @property
    def original(self) -> Path:
        return self.upload.original

    @property
    def poster(self) -> Path:
        return self.upload.folder / "poster.jpg"

    @property
    def preview(self) -> Path:
        return self.upload.folder / "preview.mp4"
