"""Invitations into an organisation: nobody belongs to one without having said yes."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.models.organisations import Membership, Organisation
from portal.people.models.users import tidy_name
from portal.personal_data import CONSENT, WITH_PROOF, Personal

# Our choice: numbers that are given up are given out again, to somebody else.
LASTS = timedelta(days=30)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        young = Q(invited_at__gt=timezone.now() - LASTS)
        return self.filter(young, status=Invitation.Status.WAITING)

    def like(self, *, phone: str, full_name: str, role: str) -> "InvitationQuerySet":
        """The very same: the button was pressed twice."""
        return self.filter(phone=phone, shown_as=tidy_name(full_name), role=role)

    def to(self, person: Any) -> "InvitationQuerySet":
        """To the number that is the person's own today, and those she accepted."""
        if not person.is_authenticated:
            return self.none()
        to_number = Q(phone=person.phone) if person.phone else Q(pk=None)
        return self.filter(to_number | Q(membership__person=person))

    def forgettable(self) -> "InvitationQuerySet":
        """Led to nothing, and too old to lead to anything."""
        old = self.filter(invited_at__lte=timezone.now() - LASTS)
        return old.exclude(status=Invitation.Status.ACCEPTED)


class Invitation(models.Model):
    """Goes to a number, whether somebody here has it or not, and gives nothing until accepted."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN},
        Status.ACCEPTED: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    phone = models.CharField(
        max_length=16, blank=True, help_text=_("Until it is accepted: then the membership says.")
    )
    role = models.CharField(_("role"), max_length=16, choices=Membership.Role)
    shown_as = models.CharField(_("shown as"), max_length=80)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=16, choices=Status, default=Status.WAITING)
    decided_at = models.DateTimeField(null=True, blank=True)
    membership = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        help_text=_("What came of it."),
    )

    personal = {
        "phone": Personal("inviting whoever has the number", CONSENT, "30 days at most"),
        "shown_as": Personal("the name the organisation wrote", CONSENT, WITH_PROOF),
        "invited_by": Personal("who invited", CONSENT, WITH_PROOF),
    }
    impersonal = "organisation role invited_at status decided_at membership"

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index(name="invitation_by_number", fields=["phone"], condition=~Q(phone="")),
            models.Index(name="invitation_by_age", fields=["invited_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="invitation_waits_once_per_organisation_and_number",
                fields=["organisation", "phone"],
                condition=Q(status="waiting"),
            ),
            models.CheckConstraint(
                name="invitation_accepted_is_a_membership_and_no_number",
                condition=Q(status="accepted", membership__isnull=False, phone="")
                | Q(
                    status__in=["waiting", "refused", "withdrawn"],
                    membership=None,
                )
                & ~Q(phone=""),
            ),
            models.CheckConstraint(
                name="invitation_decided_says_when",
                condition=Q(status="waiting", decided_at=None)
                | ~Q(status="waiting") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_role_is_known", condition=Q(role__in=["manager", "member"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_as} – {self.organisation}"

    @property
    def stream(self) -> str:
        return f"organisation:{self.organisation.public_id}"

    @property
    def has_expired(self) -> bool:
        return timezone.now() >= self.invited_at + LASTS

    @property
    def already(self) -> str:
        return {
            self.Status.ACCEPTED: gettext("This invitation has been accepted already."),
            self.Status.REFUSED: gettext("This invitation has been refused already."),
            self.Status.WITHDRAWN: gettext("This invitation has been withdrawn."),
        }.get(self.Status(self.status), gettext("This invitation waits for an answer."))
