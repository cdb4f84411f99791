"""Numbers and addresses that were changed a short while ago, and can be taken back."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.people.models.one_time_codes import hint_of_contact
from portal.personal_data import SECURITY, Personal

# Our choice: a weekend, and the day on which somebody finds out.
RETURN_LASTS = timedelta(hours=72)


class ContactMoveQuerySet(models.QuerySet["ContactMove"]):
    def returnable(self) -> "ContactMoveQuerySet":
        return self.filter(taken_back_at=None, moved_at__gt=timezone.now() - RETURN_LASTS)

    def away_from(self, contact: str) -> "ContactMoveQuerySet":
        """Where `contact`, a number or an address, was what the person had before."""
        return self.filter(former=contact)

    def forgettable(self) -> "ContactMoveQuerySet":
        return self.filter(moved_at__lte=timezone.now() - RETURN_LASTS)


class ContactMove(models.Model):
    """What a person signs in with became another. Until it is forgotten the former is kept free."""

    class Field(models.TextChoices):
        PHONE = "phone", _("Phone number")
        EMAIL = "email", _("E-mail address")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_moves"
    )
    field = models.CharField(max_length=8, choices=Field)
    former = models.CharField(
        max_length=254, blank=True, help_text=_("Empty where there was none before.")
    )
    present = models.CharField(max_length=254)
    moved_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    personal = {
        "person": Personal("taking back what somebody else changed", SECURITY, "three days"),
        "former": Personal("taking back what somebody else changed", SECURITY, "three days"),
        "present": Personal("taking back what somebody else changed", SECURITY, "three days"),
    }
    impersonal = "field moved_at taken_back_at"

    objects = ContactMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a number or address")
        verbose_name_plural = _("changes of numbers and addresses")
        indexes = [
            models.Index(name="contactmove_by_former", fields=["former"]),
            models.Index(name="contactmove_by_age", fields=["moved_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="contactmove_is_of_a_number_or_an_address",
                condition=Q(field__in=["phone", "email"]),
            ),
            models.CheckConstraint(
                name="contactmove_leads_somewhere_else",
                condition=~Q(present="") & ~Q(present=F("former")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.public_id}"

    @property
    def ends_at(self) -> datetime:
        return self.moved_at + RETURN_LASTS

    @property
    def is_returnable(self) -> bool:
        return self.taken_back_at is None and timezone.now() < self.ends_at

    @property
    def went_to(self) -> str:
        """The new one, with the middle hidden."""
        return hint_of_contact(self.present)
