"""Sites: the places in the register, and what is asked of them."""

import functools
import operator
import uuid
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.gis.db import models
from django.contrib.gis.geos import Polygon
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cameras.register.models.cameras import Camera
from cameras.register.models.consents import Consent, Purpose, says_yes
from cameras.register.models.vouching import Vouching
from portal.people.models import POLICE, Appointment, Membership, Role
from portal.personal_data import CONSENT, WITH_PROOF, WITH_SITE, Personal

if TYPE_CHECKING:
    from portal.people.models import User


def _one_of(field: str, people: Iterable[Any]) -> Q:
    """As `in`, which takes no gap of a prepared question."""
    return functools.reduce(operator.or_, (Q((field, one)) for one in people), Q(pk__in=[]))


class SiteQuerySet(models.QuerySet["Site"]):
    def in_register(self) -> "SiteQuerySet":
        return self.exclude(status=Site.Status.REMOVED)

    def answered_by(self, *people: Any) -> "SiteQuerySet":
        """Sites one of these people answers for: their own and those of their organisations.

        The one rule of it; `Site.answerers` reads it from the other side. None is nobody: the
        sites without an owner are not a stranger's.
        """
        somebody = [person for person in people if person is not None]
        if not somebody:
            return self.none()
        acting = Membership.objects.current().filter(_one_of("person", somebody))
        # Two lists put together, as an OR of them would read the whole register.
        keys = Site.objects.order_by().values("pk")
        of_theirs = keys.filter(organisation__any_of=acting.values("organisation"))
        own = keys.filter(_one_of("owner", somebody))
        return self.filter(pk__any_of=own.union(of_theirs, all=True))

    def visible_to(self, user: Any) -> "SiteQuerySet":
        """Rows this person may see: own; the leader's hamlet; the register of the
        administrator's commune; for its police, those that agreed to be seen.
        """
        if not user.is_authenticated:
            return self.none()
        appointments = Appointment.objects.current().of(user)
        hamlets = appointments.of_role(Role.HAMLET_LEADER).values("hamlet")
        administered = appointments.of_role(Role.ADMINISTRATOR).values("commune")
        policed = appointments.of_role(*POLICE).values("commune")
        shown = self.in_register()
        agreed = Site.objects.consented(Purpose.POLICE).values("pk")
        return (
            self.answered_by(user)
            | shown.filter(Q(hamlet__any_of=hamlets) | Q(commune__any_of=administered))
            | shown.filter(commune__any_of=policed, pk__in=agreed)
        )

    def consented(self, *purposes: str) -> "SiteQuerySet":
        """Sites whose newest decision on each of these purposes is yes."""
        return self.filter(*(says_yes(OuterRef("pk"), purpose) for purpose in purposes))

    def led_by(self, person: Any, on: Any = None) -> "SiteQuerySet":
        """The register of the hamlets this person leads, today if no day is given."""
        appointments = Appointment.objects.filter(person=person).current(on)
        hamlets = appointments.of_role(Role.HAMLET_LEADER).values("hamlet")
        return self.in_register().filter(hamlet__any_of=hamlets)

    def led_by_nobody(self) -> "SiteQuerySet":
        """The register of places without a hamlet, or whose hamlet has no leader today but
        those who answer for the place themselves.
        """
        own = Site.objects.filter(pk=OuterRef(OuterRef("pk")), owner=OuterRef("person"))
        of_theirs = Membership.objects.current().filter(
            organisation=OuterRef(OuterRef("organisation")), person=OuterRef("person")
        )
        leaders = Appointment.objects.current().of_role(Role.HAMLET_LEADER)
        others = leaders.filter(~Exists(own), ~Exists(of_theirs), hamlet=OuterRef("hamlet"))
        return self.in_register().exclude(Exists(others))

    def of_others(self, person: Any) -> "SiteQuerySet":
        """Those that this person does not answer for."""
        return self.exclude(pk__in=Site.objects.answered_by(person).values("pk"))

    def entrusted_to(self, appointment: Appointment) -> "SiteQuerySet":
        """What the holder of this appointment vouches for: the hamlets she leads; for the commune's
        administrator, the places that no leader answers for. Never what is her own.
        """
        if appointment.role == Role.ADMINISTRATOR:
            led = self.led_by_nobody().filter(commune=appointment.commune_id)
        else:
            led = self.led_by(appointment.person)
        return led.of_others(appointment.person)

    def seen_by_police_of(self, commune: Any) -> "SiteQuerySet":
        """What the commune's police see on their map: in use, and willing to be seen."""
        in_use = self.filter(commune=commune, status=Site.Status.ACTIVE)
        return in_use.consented(Purpose.POLICE)

    def agreed_to_messages(self, person: Any) -> "SiteQuerySet":
        """Sites about which this person agreed to messages."""
        newest = Consent.objects.on_messages(OuterRef("pk"), person).values("granted")[:1]
        return self.filter(Exact(Subquery(newest), True))

    def undecided_on_messages(self, person: Any) -> "SiteQuerySet":
        """Sites about which this person has never been asked, or never answered, on messages."""
        answers = Consent.objects.on_messages(OuterRef("pk"), person)
        return self.exclude(Exists(answers))

    def answering(self) -> "SiteQuerySet":
        """Sites that can be asked: active, seen by the police, willing to receive requests.

        Not those whose leader has asked the owner and waits for the answer.
        """
        clear = self.exclude(vouching=Vouching.State.ASKED)
        return clear.filter(status=Site.Status.ACTIVE).consented(Purpose.POLICE, Purpose.REQUESTS)

    def within(self, area: Polygon) -> "SiteQuerySet":
        return self.filter(point__intersects=area)

    def to_vouch(self) -> "SiteQuerySet":
        """New registrations nobody has spoken on, oldest first."""
        return self.private().filter(vouching=Vouching.State.NONE).order_by("pk")

    def waiting_for_owner(self) -> "SiteQuerySet":
        """Registrations whose owner was asked and has not answered yet, oldest first."""
        return self.filter(vouching=Vouching.State.ASKED).order_by("pk")

    def with_ground(self) -> "SiteQuerySet":
        """Hamlet, commune and who answers, along with the site."""
        return self.select_related("commune__profile", "hamlet", "organisation", "owner")

    def for_list(self) -> "SiteQuerySet":
        """What a list of one's own sites names, with `camera_count` and without any shape."""
        related = self.select_related("hamlet", "organisation").defer("point")
        cameras = Camera.objects.in_register().filter(site=OuterRef("pk")).order_by()
        counted = cameras.values("site").annotate(n=models.Count("pk")).values("n")
        return related.annotate(camera_count=Subquery(counted)).prefetch_related("vouchings")

    def private(self) -> "SiteQuerySet":
        return self.exclude(kind=Site.Kind.PUBLIC)


class Site(models.Model):
    """A place with one owner and one or more cameras."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("Household")
        BUSINESS = "business", _("Business")
        SCHOOL = "school", _("School")
        OFFICE = "office", _("Office")
        BANK = "bank", _("Bank")
        PUBLIC = "public", _("Public cluster")

    class Status(models.TextChoices):
        ACTIVE = "active", _("In use")
        PAUSED = "paused", _("Paused")
        REMOVED = "removed", _("Removed")

    class LocationKind(models.TextChoices):
        OTHER = "other", _("Another place")
        JUNCTION_3 = "junction_3", _("Three-way junction")
        JUNCTION_4 = "junction_4", _("Crossroads")
        BLACK_SPOT = "black_spot", _("Black spot")
        MAIN_ROAD = "main_road", _("Main road")
        SCHOOL = "school", _("School")
        MARKET = "market", _("Market")
        BOUNDARY = "boundary", _("Boundary area")
        CULTURE_HOUSE = "culture_house", _("Hamlet culture house")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.ACTIVE: {Status.PAUSED, Status.REMOVED},
        Status.PAUSED: {Status.ACTIVE, Status.REMOVED},
        Status.REMOVED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    sequence = models.PositiveIntegerField()
    # The form's own key: pressed twice, it still makes one site.
    once = models.UUIDField(null=True, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="sites")
    hamlet = models.ForeignKey(
        "areas.Hamlet", models.PROTECT, related_name="sites", null=True, blank=True
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.HOUSEHOLD)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sites", null=True, blank=True
    )
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, related_name="sites", null=True, blank=True
    )
    label = models.CharField(_("name"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    location_kind = models.CharField(
        _("kind of place"), max_length=13, choices=LocationKind, default=LocationKind.OTHER
    )
    point = models.PointField(_("position"))
    # True where nobody put a pin and the hamlet's centre stands in for it.
    is_approximate = models.BooleanField(default=False)
    employees_told_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.ACTIVE)
    # Of public clusters: the day of their acceptance; or the year, where no more is known.
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)
    in_use_year = models.PositiveSmallIntegerField(_("year of first use"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # What the newest of `vouchings` says; a trigger on them keeps it, nobody else writes it.
    vouching = models.CharField(
        max_length=7,
        choices=Vouching.State,
        default=Vouching.State.NONE,
        db_default=Vouching.State.NONE,
        editable=False,
    )

    personal = {
        "owner": Personal("whose cameras these are", CONSENT, WITH_PROOF),
        "label": Personal("what its owner calls it", CONSENT, WITH_SITE, erased=True),
        "address": Personal("where it is", CONSENT, WITH_SITE, erased=True),
        "point": Personal("where it is", CONSENT, WITH_SITE, erased=True),
    }
    impersonal = (
        "number sequence once commune hamlet kind organisation location_kind is_approximate "
        "employees_told_at status in_use_since in_use_year created_at paused_at removed_at "
        "vouching"
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["commune", "id"], name="site_of_commune"),
            models.Index(
                name="site_to_vouch",
                fields=["hamlet", "id"],
                condition=Q(vouching="none"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="site_one_per_sequence", fields=["commune", "sequence"]),
            models.CheckConstraint(
                name="site_belongs_to_whom_its_kind_says",
                condition=Q(kind="household", owner__isnull=False, organisation=None)
                | Q(
                    kind__in=["business", "school", "office", "bank"],
                    owner=None,
                    organisation__isnull=False,
                )
                | Q(kind="public", owner=None),
            ),
            models.CheckConstraint(
                name="site_removed_means_removed_at",
                condition=Q(status="removed", removed_at__isnull=False)
                | ~Q(status="removed") & Q(removed_at=None),
            ),
            models.CheckConstraint(
                name="site_paused_means_paused_at",
                condition=Q(status="paused", paused_at__isnull=False)
                | Q(status="active", paused_at=None)
                | Q(status="removed"),
            ),
            models.CheckConstraint(
                name="site_of_an_organisation_told_its_employees",
                condition=Q(kind__in=["household", "public"]) | Q(employees_told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="site_public_in_use_since_a_day_or_a_year",
                condition=Q(in_use_since=None, in_use_year=None)
                | Q(kind="public", in_use_since__isnull=False, in_use_year=None)
                | Q(kind="public", in_use_since=None, in_use_year__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cameras:detail", args=[self.public_id])

    @property
    def already(self) -> str:
        """What to say when the present status does not allow a move."""
        sentence = gettext("This registration is already “%(status)s”.")
        return sentence % {"status": self.get_status_display()}

    @property
    def stream(self) -> str:
        """Name of the site's stream in the journal."""
        return f"site:{self.public_id}"

    @property
    def title(self) -> str:
        """What its owner calls the place: own name, organisation or address."""
        return self.label or str(self.organisation or self.address or self.number)

    @property
    def whereabouts(self) -> str:
        """What tells it from the other places of its owner, where the title does not."""
        where = self.address or str(self.hamlet or "")
        return "" if where == self.title else where

    @property
    def full_address(self) -> str:
        parts = (self.address, str(self.hamlet or ""), str(self.commune))
        return ", ".join(part for part in parts if part)

    @property
    def holder(self) -> str:
        """Whose cameras these are, for those who may know it."""
        return str(self.organisation or self.owner or self.get_kind_display())

    @property
    def first_use(self) -> str:
        """Since when a public cluster is in use, in words; "" where nobody has said."""
        if self.in_use_since:
            day = date_format(self.in_use_since, "j/n/Y")
            return gettext("In use since %(day)s") % {"day": day}
        if self.in_use_year:
            return gettext("In use since %(year)s") % {"year": self.in_use_year}
        return ""

    @property
    def is_vouched_for(self) -> bool:
        """Somebody who knows the place says that it is as registered."""
        return self.vouching == Vouching.State.VOUCHED or self.kind == Site.Kind.PUBLIC

    @property
    def is_led(self) -> bool:
        """The site's hamlet is known and has a leader today, who is not its own owner."""
        return not Site.objects.led_by_nobody().filter(pk=self.pk).exists()

    @property
    def waits_for_owner(self) -> bool:
        return self.vouching == Vouching.State.ASKED

    @property
    def newest_vouching(self) -> Vouching | None:
        """What holds now of those who know the place; from the prefetched rows, if there are."""
        return max(self.vouchings.all(), key=attrgetter("pk"), default=None)

    @property
    def questions(self) -> list[Vouching]:
        """What was asked of its owner, the newest first."""
        asked = (row for row in self.vouchings.all() if row.word == Vouching.Word.ASKED)
        return sorted(asked, key=attrgetter("pk"), reverse=True)

    @property
    def newest_question(self) -> Vouching | None:
        return next(iter(self.questions), None)

    @property
    def live_cameras(self) -> list[Camera]:
        """Cameras not removed, in their order; from the prefetched ones where there are any."""
        return [camera for camera in self.cameras.all() if camera.removed_at is None]

    @property
    def next_ordinal(self) -> int:
        return max((camera.ordinal for camera in self.cameras.all()), default=0) + 1

    @property
    def answerers(self) -> "models.QuerySet[User]":
        """People who answer for the site: its owner, or its organisation's members."""
        people = get_user_model().objects.filter(is_active=True)
        if self.organisation_id is None:
            return people.filter(sites=self)
        members = Membership.objects.current().filter(organisation=self.organisation_id)
        return people.filter(pk__in=members.values("person"))

    def is_answered_by(self, person: Any) -> bool:
        return self.answerers.filter(pk=person.pk).exists()
