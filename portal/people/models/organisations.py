"""Organisations that own cameras, and who belongs to them."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.areas.folding import VIETNAMESE
from portal.people.models.users import User
from portal.personal_data import CONSENT, WITH_PROOF, Personal


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, person: Any) -> "OrganisationQuerySet":
        """Organisations `person` belongs to now; nothing for a stranger."""
        if not person.is_authenticated:
            return self.none()
        mine = Membership.objects.current().filter(person=person)
        return self.filter(pk__in=mine.values("organisation"))

    def managed_by(self, person: Any) -> "OrganisationQuerySet":
        if not person.is_authenticated:
            return self.none()
        mine = Membership.objects.current().filter(person=person, role=Membership.Role.MANAGER)
        return self.filter(pk__in=mine.values("organisation"))


class Organisation(models.Model):
    """A business, school, office or bank that owns cameras."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("Business")
        SCHOOL = "school", _("School")
        OFFICE = "office", _("Office")
        BANK = "bank", _("Bank")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120, db_collation=VIETNAMESE)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="organisations")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                name="organisation_kind_is_known",
                condition=Q(kind__in=["business", "school", "office", "bank"]),
            ),
            models.CheckConstraint(name="organisation_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(until=None)


class Membership(models.Model):
    """One person's time in one organisation. Leaving ends it; coming back is a new row."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager")
        MEMBER = "member", _("Member")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.MEMBER)
    # Or inviting a number would tell whose it is.
    shown_as = models.CharField(
        _("shown as"), max_length=80, help_text=_("The name as whoever invited wrote it.")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    personal = {
        "person": Personal("answering for an organisation", CONSENT, WITH_PROOF),
        "shown_as": Personal("the name the organisation wrote", CONSENT, WITH_PROOF),
    }
    impersonal = "organisation role since until"

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                name="membership_one_at_a_time_per_person_and_organisation",
                fields=["organisation", "person"],
                condition=Q(until=None),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="membership_role_is_known", condition=Q(role__in=["manager", "member"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"

    @property
    def was_invited(self) -> bool:
        """She came by somebody's invitation, so it is not hers to keep alive."""
        return bool(self.invitations.exists())
