"""What owners agreed to: one row per decision, never changed, and the exact words they saw."""

from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.journal.append_only import append_only
from portal.personal_data import PROOF_OF_CONSENT, WITH_PROOF, Personal


class Purpose(models.TextChoices):
    REGISTER = "P1", _("Enter the camera in the register")
    POLICE = "P2", _("Let the commune police see position and direction")
    REQUESTS = "P3", _("Receive requests of the police for footage")
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
# Being in the register is not decided by itself: that is what removing is for.
DECIDED_LATER = (Purpose.POLICE, Purpose.REQUESTS, Purpose.MESSAGES)


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def present(self, language: Any) -> "ConsentTextQuerySet":
        """The newest version of each purpose in this language."""
        newest = ConsentText.objects.filter(
            purpose=OuterRef("purpose"), language=OuterRef("language")
        ).order_by("-version")
        return self.filter(
            language=language, version=Subquery(newest.values("version")[:1])
        ).order_by("purpose")

    def asked_at_registration(self, language: Any) -> "ConsentTextQuerySet":
        """The present words of what is asked when a site is registered."""
        return self.present(language).filter(purpose__in=ASKED_AT_REGISTRATION)


class ConsentText(models.Model):
    """One version of the words of one purpose. `{commune}` and `{kind}` stand for the commune."""

    purpose = models.CharField(max_length=2, choices=Purpose)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    question = models.CharField(max_length=200)
    hint = models.CharField(max_length=300)
    body = models.TextField()
    # A sentence each, from version 3 on; before, the body said it.
    data = models.CharField(max_length=400, blank=True)
    recipients = models.CharField(max_length=400, blank=True)
    kept = models.CharField(max_length=400, blank=True)
    sensitive = models.CharField(max_length=400, blank=True)
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

    @property
    def particulars(self) -> list[str]:
        """What is held, who receives it, for how long, and that it is sensitive, if it is."""
        return [line for line in (self.data, self.recipients, self.kept, self.sensitive) if line]

    def wording(self, commune: object, kind: str) -> str:
        """The whole text as this commune's people read it."""
        text = "\n\n".join([self.question, self.hint, self.body, *self.particulars])
        return text.replace("{commune}", str(commune)).replace("{kind}", kind)


class ShownText(models.Model):
    """Words exactly as somebody read them, the commune's name filled in. Never changed."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    text = models.TextField()

    class Meta:
        triggers = append_only()

    def __str__(self) -> str:
        return self.text


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of_site(self, site: Any, purpose: str) -> "ConsentQuerySet":
        """Decisions for the whole site on one purpose, newest first."""
        return self.filter(site=site, camera=None, purpose=purpose).order_by("-pk")

    def on_messages(self, site: Any, person: Any) -> "ConsentQuerySet":
        """What one person decided on messages about the site, newest first.

        A number belongs to a person: no member of an organisation agrees for another.
        """
        return self.of_site(site, Purpose.MESSAGES).filter(person=person)

    def to_messages(self) -> "ConsentQuerySet":
        """Every yes to messages there ever was, withdrawn since or not."""
        return self.filter(purpose=Purpose.MESSAGES, granted=True)

    def present(self, site: Any, person: Any) -> "ConsentQuerySet":
        """What holds now on each purpose of the site; on messages, for this person."""
        own = ~Q(purpose=Purpose.MESSAGES) | Q(person=person)
        held = self.filter(own, site=site, camera=None).select_related("text")
        return held.order_by("purpose", "-pk").distinct("purpose")

    def of_camera(self, camera: Any) -> "ConsentQuerySet":
        """Decisions to leave one camera out or take it in again, newest first."""
        return self.filter(camera=camera).order_by("-pk")


class Consent(models.Model):
    """One decision. The present consent of a site is its newest row for the purpose.

    A row with a camera leaves that camera out of the site's consent to requests, or takes
    it in again; it can never agree to more than the site did. A decision is noted and takes
    effect at the same instant, `at`, and holds until the next row of its purpose: a
    withdrawal is a row of its own (Law 91/2025 art. 9.3, 10; Decree 356/2025 art. 6).
    """

    class Channel(models.TextChoices):
        WEB = "web", _("On the portal")
        PAPER = "paper", _("On paper")
        SMS = "sms", _("By SMS")
        CALL = "call", _("By telephone")
        IN_PERSON = "in_person", _("In person")

    class Capacity(models.TextChoices):
        HOUSEHOLDER = "householder", _("Head of the household")
        REPRESENTATIVE = "representative", _("Representative of the organisation")

    site = models.ForeignKey("cameras.Site", models.PROTECT, related_name="consents")
    camera = models.ForeignKey(
        "cameras.Camera", models.PROTECT, related_name="consents", null=True, blank=True
    )
    purpose = models.CharField(max_length=2, choices=Purpose)
    granted = models.BooleanField()
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    shown = models.ForeignKey(
        ShownText, models.PROTECT, related_name="+", db_column="shown_sha256", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=9, choices=Channel, default=Channel.WEB)
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True, db_default="")
    at = models.DateTimeField(default=timezone.now)

    personal = {
        "person": Personal("who decided", PROOF_OF_CONSENT, WITH_PROOF),
        "witness": Personal("who was there", PROOF_OF_CONSENT, WITH_PROOF),
        "ip": Personal("from where", PROOF_OF_CONSENT, WITH_PROOF),
        "user_agent": Personal("with which device", PROOF_OF_CONSENT, WITH_PROOF),
    }
    impersonal = "site camera purpose granted text shown channel at"

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
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.purpose} {'yes' if self.granted else 'no'}"

    @property
    def capacity(self) -> Capacity:
        """As what the person decided. A site never changes its kind."""
        if self.site.kind == "household":
            return self.Capacity.HOUSEHOLDER
        return self.Capacity.REPRESENTATIVE


def says_yes(site: OuterRef, purpose: str) -> Exact:
    """For a filter: the site's newest decision on the purpose is yes."""
    newest = Consent.objects.of_site(site, purpose).values("granted")[:1]
    return Exact(Subquery(newest), True)
