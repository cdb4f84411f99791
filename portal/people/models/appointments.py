"""An appointment: a role, in an area, for a term. What staff may do hangs on it alone."""

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Expression, F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Hamlet
from portal.people.models.users import HONORIFICS
from portal.people.roles import OF_A_COMMUNE, OF_A_HAMLET, OF_A_PROVINCE, SECOND_FACTOR_ROLES, Role
from portal.personal_data import OFFICE, SECURITY, WITH_JOURNAL, Personal

if TYPE_CHECKING:
    from portal.areas.models import Commune, Province

TERM = Func(
    F("since"), F("until"), Value("[]"), function="DATERANGE", output_field=DateRangeField()
)
NOT_ENDED_EARLY = Q(ended_at=None)


def name_of_appointment(role: str, area: str) -> str:
    """As people say it: "Trưởng thôn Phú Hữu", "Tổ trưởng tổ dân phố Gia Thạnh"."""
    names = {
        Role.HAMLET_LEADER: gettext("Leader of %(area)s"),
        Role.CHIEF: gettext("Chief of police of %(area)s"),
        Role.OFFICER: gettext("Police officer of %(area)s"),
        Role.DUTY: gettext("Police duty desk of %(area)s"),
        Role.ADMINISTRATOR: gettext("Administrator of Sổ Camera in %(area)s"),
    }
    if area.startswith(Hamlet.Kind.TO_DAN_PHO):
        names[Role.HAMLET_LEADER] = gettext("Head of %(area)s")
    name = names.get(Role(role))
    return name % {"area": area} if name else f"{Role(role).label}, {area}"


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def current(self, on: date | Expression | None = None) -> "AppointmentQuerySet":
        """Appointments held on that day, today without one. Both ends of a term belong to it."""
        in_term = Q(since__lte=on or timezone.localdate()) & (
            Q(until=None) | Q(until__gte=on or timezone.localdate())
        )
        held = Q(ended_at=None) | Q(ended_at__date__gt=on) if on else Q(ended_at=None)
        return self.filter(in_term & held)

    def of_role(self, *roles: str) -> "AppointmentQuerySet":
        return self.filter(role__in=roles)

    def going_on(self) -> "AppointmentQuerySet":
        """Not over: held today, or from a later day on."""
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)

    def taken_up(self) -> "AppointmentQuerySet":
        """Their holders have begun, and so have shown their name to whoever works with them."""
        return self.filter(taken_up_at__isnull=False)

    def of(self, person: Any) -> "AppointmentQuerySet":
        return self.filter(person=person) if person.is_authenticated else self.none()

    def in_commune(self, commune: "Commune") -> "AppointmentQuerySet":
        """Appointments of the commune itself and of its hamlets."""
        return self.filter(commune=commune)

    def with_areas(self) -> "AppointmentQuerySet":
        """With the areas they are of, without outlines: every page of staff asks this."""
        areas = ("province", "commune__province", "commune__profile", "hamlet")
        return self.select_related(*areas)


class Appointment(models.Model):
    """`commune` is set for appointments of a hamlet too, so that every query can lead with it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=32, choices=Role)
    province = models.ForeignKey(
        "areas.Province", models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    commune = models.ForeignKey(
        "areas.Commune", models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    hamlet = models.ForeignKey(
        "areas.Hamlet", models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    rank = models.CharField(_("rank"), max_length=40, blank=True)
    # Or appointing a number would tell whose it is.
    shown_as = models.CharField(
        _("shown as"),
        max_length=80,
        blank=True,
        help_text=_("The name as whoever appointed wrote it."),
    )
    shown_honorific = models.CharField(max_length=8, blank=True, choices=HONORIFICS)
    appointed_phone = models.CharField(
        max_length=16, blank=True, help_text=_("The number as whoever appointed wrote it.")
    )
    taken_up_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When its holder began. It opens nothing before."),
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Last day of the term"))
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("None when the operator of the portal did it by command."),
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    personal = {
        "person": Personal("acting in an office", OFFICE, WITH_JOURNAL),
        "rank": Personal("being named on papers", OFFICE, WITH_JOURNAL),
        "shown_as": Personal("the name the administrator wrote", OFFICE, WITH_JOURNAL),
        "shown_honorific": Personal("the form of address, likewise", OFFICE, WITH_JOURNAL),
        "appointed_phone": Personal("seeing whom one has appointed", OFFICE, WITH_JOURNAL),
        "appointed_by": Personal("who appointed", SECURITY, WITH_JOURNAL),
        "ended_by": Personal("who ended it", SECURITY, WITH_JOURNAL),
    }
    impersonal = "role province commune hamlet since until taken_up_at ended_at"

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [models.Index(name="appointment_by_commune", fields=["commune", "role"])]
        constraints = [
            models.CheckConstraint(
                name="appointment_has_an_area_of_its_role_s_level",
                condition=Q(
                    role__in=sorted(OF_A_HAMLET),
                    province=None,
                    commune__isnull=False,
                    hamlet__isnull=False,
                )
                | Q(
                    role__in=sorted(OF_A_COMMUNE),
                    province=None,
                    commune__isnull=False,
                    hamlet=None,
                )
                | Q(
                    role__in=sorted(OF_A_PROVINCE),
                    province__isnull=False,
                    commune=None,
                    hamlet=None,
                ),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
            ),
            models.CheckConstraint(
                name="appointment_is_not_given_to_oneself",
                condition=Q(appointed_by=None) | ~Q(appointed_by=F("person")),
            ),
            models.CheckConstraint(
                name="appointment_ended_by_someone_has_ended",
                condition=Q(ended_by=None) | Q(ended_at__isnull=False),
            ),
            ExclusionConstraint(
                name="appointment_one_chief_of_police_per_commune_at_a_time",
                expressions=[("commune", RangeOperators.EQUAL), (TERM, RangeOperators.OVERLAPS)],
                condition=NOT_ENDED_EARLY & Q(role=Role.CHIEF),
            ),
            ExclusionConstraint(
                name="appointment_of_a_commune_is_held_once_per_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("commune", RangeOperators.EQUAL),
                    (TERM, RangeOperators.OVERLAPS),
                ],
                condition=NOT_ENDED_EARLY & Q(hamlet=None, province=None),
            ),
            ExclusionConstraint(
                name="appointment_of_a_hamlet_is_held_once_per_person_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("hamlet", RangeOperators.EQUAL),
                    (TERM, RangeOperators.OVERLAPS),
                ],
                condition=NOT_ENDED_EARLY & Q(hamlet__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return name_of_appointment(self.role, str(self.area))

    @property
    def holder(self) -> str:
        """What the holder is called: as whoever appointed wrote it, until she has taken it up."""
        return self.person.full_name if self.taken_up_at else self.shown_as

    @property
    def polite_holder(self) -> str:
        """With bà or ông, where that was said."""
        honorific = self.person.honorific if self.taken_up_at else self.shown_honorific
        return f"{honorific} {self.holder}".strip()

    @property
    def area(self) -> "Province | Commune | Hamlet":
        area = self.hamlet or self.commune or self.province
        assert area is not None  # The constraint on levels says so.  # noqa: S101
        return area

    @property
    def needs_second_factor(self) -> bool:
        return self.role in SECOND_FACTOR_ROLES

    @property
    def stream(self) -> str:
        """The journal stream of the appointment's commune, or of its province."""
        home = self.commune or self.province
        return f"appointments:{home.code if home else ''}"

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None or (
            self.until is not None and self.until < timezone.localdate()
        )
