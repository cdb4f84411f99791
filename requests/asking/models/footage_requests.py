"""The written request: who asks, by which document, for which place and minutes."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cameras.register import site_numbers
from requests.asking.models.request_policies import HARD_AREA_SQUARE_METRES, HARD_WINDOW_MINUTES
from requests.asking.models.searches import Category, Incident, Purpose, police_of


class LegalRoute(models.TextChoices):
    CRIMINAL = "criminal", _("Criminal procedure")
    ADMINISTRATIVE = "administrative", _("Administrative violation")
    VOLUNTARY = "voluntary", _("Voluntary cooperation")


class FootageRequestQuerySet(models.QuerySet["FootageRequest"]):
    def visible_to(self, user: Any) -> "FootageRequestQuerySet":
        """The requests of communes where `user` is police; drafts only one's own."""
        if not user.is_authenticated:
            return self.none()
        mine = Q(officer=user) | ~Q(status=FootageRequest.Status.DRAFT)
        return self.filter(mine, police_of(OuterRef("commune"), user))

    def waiting_for_review(self) -> "FootageRequestQuerySet":
        return self.filter(status=FootageRequest.Status.SUBMITTED)

    def sent(self) -> "FootageRequestQuerySet":
        return self.filter(status=FootageRequest.Status.SENT)

    def run_out(self) -> "FootageRequestQuerySet":
        """Sent, and no link of theirs is alive any more."""
        alive = Q(asks__expires_at__gt=timezone.now(), asks__recalled_at=None)
        living = FootageRequest.objects.filter(alive, pk=OuterRef("pk"))
        return self.sent().filter(~Exists(living)).order_by("pk")

    def numbered(self, words: str) -> "FootageRequestQuerySet":
        """With this in the document's or the case's number, or sent to the site of this number."""
        found = Q(document_number__icontains=words)
        found |= Q(incident__in=Incident.objects.numbered_like(words))
        if site_numbers.is_right(words):
            asked = FootageRequest.objects.filter(asks__site__number__in=_hyphened(words))
            found |= Q(pk__in=asked.values("pk"))
        return self.filter(found)

    def with_incident(self) -> "FootageRequestQuerySet":
        """With its case, its officer and its commune, without their shapes."""
        rows = self.select_related("incident", "officer", "commune__profile")
        return rows.defer("incident__point")


def _hyphened(number: str) -> list[str]:
    """The site numbers that read like this one, wherever the sequence in it begins."""
    bare = site_numbers.bare_form(number)
    return [f"{bare[:-n]}-{bare[-n:-1]}-{bare[-1]}" for n in range(5, 9) if bare[:-n]]


class FootageRequest(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Waiting for a second officer")
        REFUSED = "refused", _("Sent back by the second officer")
        SENT = "sent", _("Sent")
        RECALLED = "recalled", _("Recalled")
        CLOSED = "closed", _("Closed")
        DROPPED = "dropped", _("Dropped")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.SUBMITTED, Status.SENT, Status.DROPPED},
        Status.SUBMITTED: {Status.SENT, Status.REFUSED, Status.DROPPED},
        Status.REFUSED: {Status.SUBMITTED, Status.DROPPED},
        Status.SENT: {Status.RECALLED, Status.CLOSED},
        Status.RECALLED: set(),
        Status.CLOSED: set(),
        Status.DROPPED: set(),
    }
    WRITABLE: ClassVar = [Status.DRAFT, Status.REFUSED]
    LEFT: ClassVar = [Status.SENT, Status.RECALLED, Status.CLOSED]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="footage_requests")
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="footage_requests")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="footage_requests"
    )
    appointment = models.ForeignKey(
        "people.Appointment", models.PROTECT, related_name="footage_requests"
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    written_at = models.DateTimeField(default=timezone.now)

    purpose = models.CharField(_("what for"), max_length=16, choices=Purpose)
    legal_route = models.CharField(_("legal basis"), max_length=16, choices=LegalRoute, blank=True)
    document_number = models.CharField(_("document number"), max_length=40, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    signer_rank = models.CharField(_("signer's rank"), max_length=40, blank=True)
    signer_name = models.CharField(_("signer"), max_length=80, blank=True)
    # No address leads to stored files; a view opens each one for whom it is meant.
    scan = models.FileField(_("scan of the document"), upload_to="documents/", blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("what happened, in one line"), max_length=120, blank=True)
    looking_for = models.TextField(_("what to look for"), max_length=600, blank=True)
    more_reason = models.CharField(
        _("why one owner is asked a third time"), max_length=200, blank=True
    )

    category = models.CharField(_("what kind of incident"), max_length=24, choices=Category)
    place = models.CharField(_("place in words"), max_length=120, blank=True)
    point = models.PointField(_("place"))
    area = models.PolygonField(_("area"))
    radius_metres = models.PositiveSmallIntegerField(_("radius, metres"), null=True, blank=True)
    square_metres = models.PositiveIntegerField(_("area, square metres"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("to"))
    chosen = models.ManyToManyField("cameras.Site", related_name="+", verbose_name=_("sites"))
    check_code = models.CharField(_("check code"), max_length=4)

    needs_review = models.BooleanField(_("needs a second officer"), default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(_("note"), max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FootageRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("footage request")
        verbose_name_plural = _("footage requests")
        indexes = [
            models.Index(name="request_by_commune_and_id", fields=["commune", "-id"]),
            models.Index(name="request_by_commune_and_time", fields=["commune", "sent_at"]),
            models.Index(
                name="request_waiting_for_review",
                fields=["commune"],
                condition=Q(status="submitted"),
            ),
            models.Index(
                name="request_sent_and_open", fields=["sent_at"], condition=Q(status="sent")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="footagerequest_window_runs_forwards", condition=Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="footagerequest_window_is_12_hours_at_most",
                condition=Q(until__lte=F("since") + timedelta(minutes=HARD_WINDOW_MINUTES)),
            ),
            models.CheckConstraint(
                name="footagerequest_area_is_within_1_29_square_kilometres",
                condition=Q(square_metres__lte=HARD_AREA_SQUARE_METRES),
            ),
            models.CheckConstraint(
                name="footagerequest_category_is_known", condition=Q(category__in=Category.values)
            ),
            models.CheckConstraint(
                name="footagerequest_check_code_is_four_digits",
                condition=Q(check_code__regex=r"^[0-9]{4}$"),
            ),
            models.CheckConstraint(
                name="footagerequest_reviewed_by_someone_else",
                condition=Q(reviewer=None) | ~Q(reviewer=F("officer")),
            ),
            models.CheckConstraint(
                name="footagerequest_decided_means_reviewed",
                condition=Q(reviewer=None, reviewed_at=None)
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="footagerequest_waits_for_review_unreviewed",
                condition=~Q(status__in=["draft", "submitted"]) | Q(reviewer=None),
            ),
            models.CheckConstraint(
                name="footagerequest_beyond_the_limits_leaves_only_reviewed",
                condition=Q(needs_review=False)
                | ~Q(status__in=["sent", "recalled", "closed", "refused"])
                | Q(reviewer__isnull=False),
            ),
            models.CheckConstraint(
                name="footagerequest_sent_carries_a_written_document",
                condition=~Q(status__in=["submitted", "sent", "recalled", "closed"])
                | (
                    Q(document_date__isnull=False)
                    & ~Q(legal_route="")
                    & ~Q(document_number="")
                    & ~Q(signer_name="")
                    & ~Q(scan="")
                ),
            ),
            models.CheckConstraint(
                name="footagerequest_sent_means_sent_at",
                condition=Q(status__in=["sent", "recalled", "closed"], sent_at__isnull=False)
                | (~Q(status__in=["sent", "recalled", "closed"]) & Q(sent_at=None)),
            ),
            models.CheckConstraint(
                name="footagerequest_ended_means_ended_at",
                condition=Q(status__in=["recalled", "closed", "dropped"], ended_at__isnull=False)
                | (~Q(status__in=["recalled", "closed", "dropped"]) & Q(ended_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.document_number or self.incident.case_number

    @property
    def stream(self) -> str:
        return f"request:{self.public_id}"

    @property
    def window(self) -> timedelta:
        return self.until - self.since

    @property
    def is_writable(self) -> bool:
        return self.status in self.WRITABLE

    @property
    def has_left(self) -> bool:
        """It was sent to owners at some time, whatever became of it since."""
        return self.status in self.LEFT

    @property
    def may_be_declined_freely(self) -> bool:
        return self.legal_route != LegalRoute.CRIMINAL


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
