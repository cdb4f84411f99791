"""One request to one site, and what its people answered.

Two columns hold the answer. `answer` is the owner's: it alone may say "declined", and
only owners' pages read it. `told` is what police were told, and everything police see is
read from it. A decline leaves `told` as it was, so that it cannot show anywhere.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cameras.register.models import Camera, Site
from portal.personal_data import CONSENT, WITH_CASE, Personal
from requests.asking.models.footage_requests import SHAPES_OF_SEARCH, FootageRequest
from requests.asking.models.request_policies import HARD_LINK_DAYS, HARD_REMINDERS


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user: Any) -> "AskQuerySet":
        """The asks which `user` may answer. Police read theirs through `police_answers`."""
        if not user.is_authenticated:
            return self.none()
        return self.answered_by([user.pk])

    def answered_by(self, people: list[Any]) -> "AskQuerySet":
        """Asks of sites for which one of these people (primary keys) may answer now."""
        return self.filter(site__any_of=Site.objects.answered_by(*people).values("pk"))

    def answerable(self, now: datetime | None = None) -> "AskQuerySet":
        return self.filter(
            expires_at__gt=now or timezone.now(),
            recalled_at=None,
            footage_request__status=FootageRequest.Status.SENT,
        )

    def unanswered(self) -> "AskQuerySet":
        return self.filter(answer=Ask.Answer.WAITING)

    def remindable(self, now: datetime) -> "AskQuerySet":
        """Unanswered, still agreed to, and so old or so near to being overwritten that a reminder
        may be due.
        """
        a_day = timedelta(hours=24)
        near = Q(sent_at__lte=now - a_day) | Q(overwritten_at__lte=now + a_day)
        waiting = self.answerable(now).unanswered().still_agreed_to()
        waiting = waiting.filter(near, wants_reminders=True)
        return waiting.filter(reminders__lt=HARD_REMINDERS).order_by("pk")

    def still_agreed_to(self) -> "AskQuerySet":
        """At least one of the cameras that were asked for may still be asked for today."""
        willing = Camera.objects.answering().filter(asks=OuterRef("pk"))
        return self.filter(Exists(willing))

    def that_gave(self) -> "AskQuerySet":
        """Those for which footage was handed over."""
        return self.filter(delivery_record__isnull=False)

    def with_request(self) -> "AskQuerySet":
        """With its site and request, which decide who may answer and until when."""
        rows = self.select_related("site", "footage_request__search")
        shapes = (f"footage_request__{shape}" for shape in SHAPES_OF_SEARCH)
        return rows.defer("site__point", *shapes)

    def with_commune(self) -> "AskQuerySet":
        """And with whose police ask."""
        return self.with_request().select_related("footage_request__commune__profile")

    def with_facts(self) -> "AskQuerySet":
        """And with what messages about it say."""
        rows = self.with_commune().select_related("footage_request__incident")
        return rows.defer("footage_request__incident__point")

    def with_parties(self) -> "AskQuerySet":
        """With everyone its pages and papers name: owner, officer, rank, commune."""
        parties = (
            "site__owner",
            "footage_request__officer",
            "footage_request__search__appointment",
        )
        return self.with_commune().select_related(*parties)


class Ask(models.Model):
    """This request, to this site."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("Not answered yet")
        APPROVED = "approved", _("Approved")
        HELD = "held", _("Saved, to be sent later")
        NOTHING = "nothing", _("The incident is not in it")
        GONE = "gone", _("No longer kept")
        DECLINED = "declined", _("Declined")

    class GoneReason(models.TextChoices):
        OVERWRITTEN = "overwritten", _("Overwritten by the recorder")
        OFFLINE = "offline", _("The camera or recorder was off")
        NOT_COVERING = "not_covering", _("The camera does not look that way")

    # Any answer can become any other while the link lives; only silence cannot be restored.
    GIVEN: ClassVar = frozenset(
        {Answer.APPROVED, Answer.HELD, Answer.NOTHING, Answer.GONE, Answer.DECLINED}
    )
    NEXT: ClassVar[Mapping[str, frozenset[Answer]]] = {
        Answer.WAITING: GIVEN,
        Answer.APPROVED: GIVEN,
        Answer.HELD: GIVEN,
        Answer.NOTHING: GIVEN,
        Answer.GONE: GIVEN,
        Answer.DECLINED: GIVEN,
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    footage_request = models.ForeignKey(FootageRequest, models.PROTECT, related_name="asks")
    site = models.ForeignKey("cameras.Site", models.PROTECT, related_name="asks")
    cameras = models.ManyToManyField("cameras.Camera", related_name="asks")
    rank = models.PositiveSmallIntegerField(_("place in the search"))
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("link lives until"))
    # As it was when the link was sent: what a link shows does not move with an answer.
    link_closes_at = models.DateTimeField()
    overwritten_at = models.DateTimeField(_("overwritten from"), null=True, blank=True)
    link_token_hash = models.CharField(max_length=64, unique=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    answer = models.CharField(_("answer"), max_length=16, choices=Answer, default=Answer.WAITING)
    gone_reason = models.CharField(max_length=16, choices=GoneReason, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    told = models.CharField(max_length=16, choices=Answer, default=Answer.WAITING)
    told_gone_reason = models.CharField(max_length=16, choices=GoneReason, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    wants_reminders = models.BooleanField(default=True)

    personal = {
        "answer": Personal("what the owner answered, sealed from police", CONSENT, WITH_CASE),
        "answered_by": Personal("who answered", CONSENT, WITH_CASE),
    }
    impersonal = (
        "footage_request site rank sent_at expires_at link_closes_at overwritten_at "
        "link_token_hash recalled_at gone_reason answered_at told told_gone_reason told_at "
        "reminders reminded_at wants_reminders"
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        indexes = [
            models.Index(
                name="ask_unanswered_by_time_sent",
                fields=["sent_at"],
                condition=Q(answer="waiting", recalled_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="ask_one_per_request_and_site", fields=["footage_request", "site"]
            ),
            models.CheckConstraint(
                name="ask_answered_means_answered_at",
                condition=Q(answer="waiting", answered_at=None, answered_by=None)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="ask_gone_carries_its_reason",
                condition=Q(
                    answer="gone", gone_reason__in=["overwritten", "offline", "not_covering"]
                )
                | (~Q(answer="gone") & Q(gone_reason="")),
            ),
            models.CheckConstraint(
                name="ask_never_tells_police_of_a_decline",
                condition=Q(told__in=["waiting", "approved", "held", "nothing", "gone"]),
            ),
            models.CheckConstraint(
                name="ask_told_means_told_at",
                condition=Q(told="waiting", told_at=None)
                | (~Q(told="waiting") & Q(told_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="ask_link_lives_28_days_at_most",
                condition=Q(
                    expires_at__gt=F("sent_at"),
                    expires_at__lte=F("sent_at") + timedelta(days=HARD_LINK_DAYS),
                ),
            ),
            models.CheckConstraint(
                name="ask_link_closes_after_it_was_sent",
                condition=Q(link_closes_at__gt=F("sent_at")),
            ),
            models.CheckConstraint(
                name="ask_reminds_four_times_at_most",
                condition=Q(reminders__lte=HARD_REMINDERS),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.footage_request_id} → {self.site_id}"

    @property
    def stream(self) -> str:
        """The owner's own stream. Police read the request's stream, where no decline is."""
        return f"ask:{self.public_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """It can be answered now."""
        return (
            not self.is_expired
            and self.recalled_at is None
            and self.footage_request.status == FootageRequest.Status.SENT
        )

    @property
    def link_is_over(self) -> bool:
        return self.link_closes_at <= timezone.now()

    @property
    def is_open_by_link(self) -> bool:
        """Whoever holds its link reads it. A yes lengthens the time to send, for its owner
        alone: a link in other hands shall not tell of it.
        """
        return self.is_open and not self.link_is_over

    @property
    def is_agreed_to(self) -> bool:
        """What she sends is meant for police: she approves, and they still want it."""
        return self.answer == self.Answer.APPROVED and self.recalled_at is None

    @property
    def accepts_uploads(self) -> bool:
        return self.is_open and self.answer == self.Answer.APPROVED
