"""The written request: who asks, by which document, for what one search has found."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cameras.register import site_numbers
from portal.look.readers import plain
from portal.people.models import Appointment
from portal.personal_data import AUTHORITY, WITH_CASE, Personal
from requests.asking.models.incidents import Incident
from requests.asking.models.searches import Search, policed_by

# Read where something is drawn, and nowhere else.
SHAPES_OF_SEARCH = ("search__area", "search__hits")


# The law wants these before anyone may be asked; a draft is kept without them.
NEEDED_TO_ASK = (
    "document_date",
    "legal_route",
    "document_number",
    "signer_name",
    "title",
    "looking_for",
    "document_scan",
)


def _carries_its_document() -> Q:
    date, *texts = NEEDED_TO_ASK
    return Q((f"{date}__isnull", False), *(~Q((name, "")) for name in texts))


class LegalRoute(models.TextChoices):
    CRIMINAL = "criminal", _("Criminal procedure")
    ADMINISTRATIVE = "administrative", _("Administrative violation")
    VOLUNTARY = "voluntary", _("Voluntary cooperation")


class FootageRequestQuerySet(models.QuerySet["FootageRequest"]):
    def visible_to(self, person: Any, on: Any = None) -> "FootageRequestQuerySet":
        """The requests of communes where the person is police; drafts only one's own."""
        mine = Q(officer=person) | ~Q(status=FootageRequest.Status.DRAFT)
        return self.filter(mine, commune__any_of=policed_by(person, on))

    def visible_in(self, commune: Any, person: Any, on: Any = None) -> "FootageRequestQuerySet":
        """Of these, those of the commune in whose police the person acts."""
        return self.visible_to(person, on).filter(commune=commune)

    def waiting_for_review(self) -> "FootageRequestQuerySet":
        return self.filter(status=FootageRequest.Status.SUBMITTED)

    def sent(self) -> "FootageRequestQuerySet":
        return self.filter(status=FootageRequest.Status.SENT)

    def run_out(self) -> "FootageRequestQuerySet":
        """Sent, and no link of theirs is alive any more, by the database's clock."""
        alive = Q(asks__expires_at__gt=Now(), asks__recalled_at=None)
        living = FootageRequest.objects.filter(alive, pk=OuterRef("pk"))
        return self.sent().filter(~Exists(living)).order_by("pk")

    def numbered(self, number: str) -> "FootageRequestQuerySet":
        """With this in the document's or the case's number, or sent to the site of this number."""
        number = plain(number)
        bears = Q(document_number__icontains=number)
        bears |= Q(incident__in=Incident.objects.numbered_like(number))
        if site_numbers.is_right(number):
            asked = FootageRequest.objects.filter(asks__site__number__in=_hyphened(number))
            bears |= Q(pk__in=asked.values("pk"))
        return self.filter(bears)

    def with_incident(self) -> "FootageRequestQuerySet":
        """With its case, its search, its officer and its commune, without their shapes."""
        rows = self.select_related("incident", "search", "officer", "commune__profile")
        return rows.defer("incident__point", *SHAPES_OF_SEARCH)


def _hyphened(number: str) -> list[str]:
    """The site numbers that read like this one, wherever the sequence in it begins."""
    bare = site_numbers.bare_form(number)
    return [f"{bare[:-n]}-{bare[-n:-1]}-{bare[-1]}" for n in range(5, 9) if bare[:-n]]


class FootageRequest(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SUBMITTED = "submitted", _("Waiting for approval")
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
    search = models.ForeignKey(Search, models.PROTECT, related_name="footage_requests")
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    written_at = models.DateTimeField(default=timezone.now)

    legal_route = models.CharField(_("legal basis"), max_length=16, choices=LegalRoute, blank=True)
    document_number = models.CharField(_("document number"), max_length=40, blank=True)
    document_date = models.DateField(_("date of the document"), null=True, blank=True)
    signer_rank = models.CharField(_("signer's rank"), max_length=40, blank=True)
    signer_name = models.CharField(_("signer"), max_length=80, blank=True)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who of its police is named as the signer, and was told."),
    )
    disowned_at = models.DateTimeField(_("not signed, says the signer"), null=True, blank=True)
    # No address leads to stored files; a view opens each one for whom it is meant.
    document_scan = models.FileField(_("scan of the document"), upload_to="documents/", blank=True)
    document_scan_sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(_("what happened, in one line"), max_length=120, blank=True)
    looking_for = models.TextField(_("what to look for"), max_length=600, blank=True)
    more_reason = models.CharField(
        _("why one owner is asked a third time"), max_length=200, blank=True
    )

    chosen = models.ManyToManyField("cameras.Site", related_name="+", verbose_name=_("sites"))
    check_code = models.CharField(_("check digits"), max_length=4)

    needs_review = models.BooleanField(_("needs a second officer"), default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(_("note"), max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    personal = {
        "officer": Personal("who asks", AUTHORITY, WITH_CASE),
        "signer_rank": Personal("who signed", AUTHORITY, WITH_CASE),
        "signer_name": Personal("who signed", AUTHORITY, WITH_CASE),
        "signer": Personal("who signed", AUTHORITY, WITH_CASE),
        "document_scan": Personal("the written request", AUTHORITY, WITH_CASE),
        "title": Personal("what it is about", AUTHORITY, WITH_CASE),
        "looking_for": Personal("what to look for", AUTHORITY, WITH_CASE),
        "more_reason": Personal("why more owners are asked", AUTHORITY, WITH_CASE),
        "reviewer": Personal("who approved", AUTHORITY, WITH_CASE),
        "review_note": Personal("what the reviewer wrote", AUTHORITY, WITH_CASE),
    }
    impersonal = (
        "commune incident search status written_at legal_route document_number "
        "document_date document_scan_sha256 check_code needs_review submitted_at "
        "reviewed_at sent_at ended_at once disowned_at"
    )

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
                name="footagerequest_check_code_is_four_digits",
                condition=Q(check_code__regex=r"^[0-9]{4}$"),
            ),
            models.CheckConstraint(
                name="footagerequest_reviewed_by_someone_else",
                condition=Q(reviewer=None) | ~Q(reviewer=F("officer")),
            ),
            models.CheckConstraint(
                name="footagerequest_signer_told_is_someone_else",
                condition=Q(signer=None) | ~Q(signer=F("officer")),
            ),
            models.CheckConstraint(
                name="footagerequest_disowned_by_its_signer",
                condition=Q(disowned_at=None) | Q(signer__isnull=False),
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
                | _carries_its_document(),
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
    def already(self) -> str:
        sentence = gettext("This request is already “%(status)s”.")
        return sentence % {"status": self.get_status_display()}

    @property
    def appointment(self) -> Appointment:
        """The one its officer searched in."""
        return self.search.appointment

    @property
    def since(self) -> datetime:
        return self.search.since

    @property
    def until(self) -> datetime:
        return self.search.until

    def read_search(self) -> Search:
        """Its search with shapes and hits, in one query, in the commune that is in hand."""
        search = Search.objects.get(pk=self.search_id)
        search.commune = self.commune
        self.search = search
        return search

    @property
    def is_complete(self) -> bool:
        return all(getattr(self, name) for name in NEEDED_TO_ASK)

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
