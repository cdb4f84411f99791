"""What owners agreed to: one row per decision, never changed, and the exact words they saw."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.journal.models import APPEND_ONLY


class Purpose(models.TextChoices):
    REGISTER = "P1", _("Enter the camera in the register")
    POLICE = "P2", _("Let the commune police see position and direction")
    REQUESTS = "P3", _("Receive requests for footage")
    LIVE = "P5", _("Connect live to the duty desk")
    MAP = "P6", _("Show on the public map")
    NAME = "P7", _("Publish the name among the givers")
    MESSAGES = "P8", _("Receive SMS and Zalo messages")
    STORY = "P9", _("Use picture and story in outreach")


# Asked when a site is registered; the others are asked where they arise.
ASKED_AT_REGISTRATION = (
    Purpose.REGISTER,
    Purpose.POLICE,
    Purpose.REQUESTS,
    Purpose.MESSAGES,
)


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def present(self, language: str) -> "ConsentTextQuerySet":
        """The newest version of each purpose in this language."""
        newest = ConsentText.objects.filter(
            purpose=OuterRef("purpose"), language=OuterRef("language")
        ).order_by("-version")
        return self.filter(
            language=language, version=Subquery(newest.values("version")[:1])
        ).order_by("purpose")


class ConsentText(models.Model):
    """One version of the words of one purpose. `{commune}` and `{kind}` stand for the commune."""

    purpose = models.CharField(max_length=2, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    question = models.CharField(max_length=200)
    hint = models.CharField(max_length=300)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_on = models.DateField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="consenttext_one_per_purpose_version_and_language",
                fields=["purpose", "language", "version"],
            ),
            models.CheckConstraint(
                name="consenttext_has_its_sha256", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version} {self.language}"

    def wording(self, commune: object, kind: str) -> str:
        """The whole text as this commune's people read it."""
        whole = "\n\n".join([self.question, self.hint, self.body])
        return whole.replace("{commune}", str(commune)).replace("{kind}", kind)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of_site(self, site: Any, purpose: str) -> "ConsentQuerySet":
        """Decisions for the whole site on one purpose, newest first."""
        return self.filter(site=site, camera=None, purpose=purpose).order_by("-pk")

    def of_camera(self, camera: Any) -> "ConsentQuerySet":
        """Decisions to leave one camera out or take it in again, newest first."""
        return self.filter(camera=camera).order_by("-pk")


class Consent(models.Model):
    """One decision. The present consent of a site is its newest row for the purpose.

    A row with a camera leaves that camera out of the site's consent to requests, or takes
    it in again; it can never agree to more than the site did.
    """

    class Channel(models.TextChoices):
        WEB = "web", _("On the portal")
        PAPER = "paper", _("On paper")
        SMS = "sms", _("By SMS")
        CALL = "call", _("By telephone")
        IN_PERSON = "in_person", _("In person")

    site = models.ForeignKey("cameras.Site", models.PROTECT, related_name="consents")
    camera = models.ForeignKey(
        "cameras.Camera", models.PROTECT, related_name="consents", null=True, blank=True
    )
    purpose = models.CharField(max_length=2, choices=Purpose)
    granted = models.BooleanField()
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    shown_sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=9, choices=Channel, default=Channel.WEB)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "site",
                "purpose",
                models.F("id").desc(),
                name="consent_present_of_site",
                condition=Q(camera=None),
                include=["granted"],
            ),
            models.Index(
                "camera",
                models.F("id").desc(),
                name="consent_present_of_camera",
                condition=Q(camera__isnull=False),
                include=["granted"],
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="consent_of_a_camera_is_to_requests",
                condition=Q(camera=None) | Q(purpose="P3"),
            ),
            models.CheckConstraint(
                name="consent_given_elsewhere_has_a_witness",
                condition=Q(channel="web") | Q(witness__isnull=False),
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.purpose} {'yes' if self.granted else 'no'}"


def says_yes(site: OuterRef, purpose: str) -> Exact:
    """For a filter: the site's newest decision on the purpose is yes."""
    newest = Consent.objects.of_site(site, purpose).values("granted")[:1]
    return Exact(Subquery(newest), True)
