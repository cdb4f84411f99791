"""One-time codes: six digits sent to a phone or an address, good once, for five minutes.

A code is a row, not a value in the session: tries are counted under a lock, so that a
hundred guesses sent at once are still five, and only a digest of the digits is kept.
"""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.people.phones import masked
from portal.personal_data import A_DAY, SECURITY, Personal

# Our choice, by the usage of OWASP ASVS: a code lives ten minutes at most (4.0.3, 2.7.2),
# and guessing is limited by rate (5.0, 6.6.3).
DIGITS = 6
LASTS = timedelta(minutes=5)
TRIES = 5
NEXT_AFTER = timedelta(seconds=60)
KEPT = timedelta(days=1)


def new_digits() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def hint_of_contact(contact: str) -> str:
    """Enough of a number or an address to know one's own."""
    name, at, host = contact.partition("@")
    return f"{name[:2]}…@{host}" if at else masked(contact)


class OneTimeCodeQuerySet(models.QuerySet["OneTimeCode"]):
    def forgettable(self) -> "OneTimeCodeQuerySet":
        """By the database's clock: a worker's own, a day ahead, would forget codes under way."""
        return self.filter(sent_at__lt=Now() - KEPT)

    def of_the_last_hour(self) -> "OneTimeCodeQuerySet":
        return self.filter(sent_at__gt=timezone.now() - timedelta(hours=1))

    def about(self, subject: str, browser: str) -> "OneTimeCodeQuerySet":
        """Sent for one thing to one browser, of whomever."""
        return self.filter(about=subject, browser=browser)


class OneTimeCode(models.Model):
    class Purpose(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign in")
        ANSWER = "answer", _("Answer by a link")
        CONFIRM = "confirm", _("Confirm that it is you")
        CONTACT = "contact", _("Change the phone number or e-mail")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    purpose = models.CharField(max_length=16, choices=Purpose)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when signing in: whether the number is known is asked afterwards."),
    )
    phone = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    about = models.CharField(
        max_length=64, blank=True, help_text=_("The journal's stream of what is answered with it.")
    )
    browser = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    personal = {
        "person": Personal("proving a number", SECURITY, A_DAY),
        "phone": Personal("proving a number", SECURITY, A_DAY),
        "email": Personal("proving an address", SECURITY, A_DAY),
    }
    impersonal = "once purpose about browser digest sent_at tries used_at"

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [
            models.Index(name="onetimecode_by_age", fields=["sent_at"]),
            models.Index(
                name="onetimecode_to_answer",
                fields=["person", "-sent_at"],
                condition=Q(purpose="answer"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="onetimecode_goes_to_a_phone_or_an_address",
                condition=Q(email="") & ~Q(phone="") | ~Q(email="") & Q(phone=""),
            ),
            models.CheckConstraint(
                name="onetimecode_to_answer_says_what_and_who_and_where",
                condition=Q(purpose="answer", person__isnull=False) & ~Q(about="") & ~Q(browser="")
                | ~Q(purpose="answer") & Q(about="", browser=""),
            ),
            models.CheckConstraint(
                name="onetimecode_is_tried_five_times_at_most", condition=Q(tries__lte=TRIES)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"

    @property
    def expires_at(self) -> datetime:
        return self.sent_at + LASTS

    @property
    def has_expired(self) -> bool:
        return timezone.now() >= self.expires_at

    @property
    def tries_left(self) -> int:
        return TRIES - self.tries

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.tries_left > 0 and not self.has_expired

    def is_like(self, other: "OneTimeCode") -> bool:
        """Whether another went to the same place for the same purpose, and this is still good."""
        same = (self.purpose, self.phone, self.email, self.person_id)
        return (
            self != other
            and self.is_open
            and same
            == (
                other.purpose,
                other.phone,
                other.email,
                other.person_id,
            )
        )

    @property
    def seconds_until_next(self) -> int:
        """Seconds until another may be sent to the same place; 0 when it may be now."""
        wait = self.sent_at + NEXT_AFTER - timezone.now()
        return max(0, -int(-wait.total_seconds() // 1))

    @property
    def sent_to(self) -> str:
        """Where it went, with the middle hidden."""
        return hint_of_contact(self.phone or self.email)

    def digest_of(self, digits: str) -> str:
        return salted_hmac(
            f"one-time code {self.public_id}", digits, algorithm="sha256"
        ).hexdigest()

    def matches(self, digits: str) -> bool:
        return constant_time_compare(self.digest, self.digest_of(digits))
