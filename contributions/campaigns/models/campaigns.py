"""A campaign for a camera cluster."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.books.money import LEAST, MOST
from contributions.campaigns.pledge_codes import memo, new_code
from portal.journal.comparisons import digest_of
from portal.people.models import Appointment, Role
from portal.personal_data import SECURITY, WITH_BOOKS, Personal

# Our choice: how long the upkeep reserve is reckoned for.
RUNNING_MONTHS = 60  # five years

# Who may lead a campaign and count its money. A supervisor of the Fatherland Front reads.
STEWARDS = (Role.HAMLET_LEADER, Role.TREASURER, Role.ADMINISTRATOR)
READERS = (*STEWARDS, Role.SUPERVISOR)

# What people give for: the journal has a digest of it from the opening.
TERMS = (
    "title",
    "description",
    "goal",
    "running_cost",
    "reserve_percent",
    "managing_unit",
    "deadline",
    "basis",
    "code",
)
# What still changes once a campaign has opened. All else is what people give for, and when it
# opened, so that no campaign becomes a draft again.
GOES_ON = ["status", "closed_at", "gift_count", "hamlet"]


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def public(self) -> "CampaignQuerySet":
        """Campaigns anyone may see: all but drafts."""
        return self.exclude(status=Campaign.Status.DRAFT)

    def of_appointment(self, appointment: Appointment | None) -> "CampaignQuerySet":
        """Campaigns that lie in the area of this appointment: its hamlet, or all of its commune."""
        if appointment is None or appointment.role not in READERS:
            return self.none()
        mine = self.filter(commune=appointment.commune_id)
        return mine.filter(hamlet=appointment.hamlet_id) if appointment.hamlet_id else mine

    def in_commune(self, commune: Any) -> "CampaignQuerySet":
        return self.filter(commune=commune)

    def with_area(self) -> "CampaignQuerySet":
        return self.select_related("commune", "hamlet", "bank_account")

    def newest_first(self) -> "CampaignQuerySet":
        return self.order_by("-pk")


class Campaign(models.Model):
    """A campaign (đợt vận động): its goal, and who will run what it pays for."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Campaign is on")
        CLOSED = "closed", _("Campaign has ended")

    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.DRAFT: {Status.OPEN},
        Status.OPEN: {Status.CLOSED},
        Status.CLOSED: {Status.OPEN},
    }

    class Basis(models.TextChoices):
        VOLUNTARY = "voluntary", _("voluntary campaign without set amounts")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    once = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    commune = models.ForeignKey("areas.Commune", models.PROTECT, related_name="campaigns")
    hamlet = models.ForeignKey("areas.Hamlet", models.PROTECT, related_name="campaigns")
    title = models.CharField(_("name of the campaign"), max_length=120)
    description = models.TextField(_("what it is for"), max_length=2000)
    goal = models.BigIntegerField(
        _("goal"),
        help_text=_("In đồng, with five years of running cost in it."),
        validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
    )
    running_cost = models.BigIntegerField(
        _("running cost of five years"),
        help_text=_("In đồng: power, network, storage, cleaning, repair. Part of the goal."),
        validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
    )
    reserve_percent = models.PositiveSmallIntegerField(
        _("share of every gift kept for upkeep"),
        help_text=_("In percent. It is set aside the moment a gift is booked."),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    managing_unit = models.CharField(
        _("who runs the cameras afterwards"),
        max_length=160,
        help_text=_("For example: Commune police, with the management board of the hamlet."),
    )
    deadline = models.DateField(_("until"))
    basis = models.CharField(_("basis"), max_length=20, choices=Basis, default=Basis.VOLUNTARY)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    gift_count = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Gifts booked and not reversed, kept up with them.")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    personal = {
        "created_by": Personal("who drafted it", SECURITY, WITH_BOOKS),
        "opened_by": Personal("who opened it", SECURITY, WITH_BOOKS),
    }
    impersonal = (
        "once commune hamlet title description goal running_cost reserve_percent managing_unit "
        "deadline basis status code gift_count created_at opened_at closed_at"
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        triggers = [
            pgtrigger.Trigger(
                name="what_people_give_for_stays",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=GOES_ON),
                func="""
                    IF OLD.status <> 'draft' THEN
                        RAISE EXCEPTION 'what people give for stays once a campaign has opened';
                    END IF;
                    RETURN NEW;
                """,
            ),
            # Whoever writes an account holds this row first, so none comes in between.
            pgtrigger.Trigger(
                name="opens_with_a_confirmed_account_or_none",
                operation=pgtrigger.UpdateOf("status"),
                when=pgtrigger.Before,
                func="""
                    IF OLD.status = 'draft' AND NEW.status <> 'draft' AND EXISTS (
                        SELECT FROM contributions_bankaccount
                        WHERE campaign_id = NEW.id AND status <> 'confirmed'
                    ) THEN
                        RAISE EXCEPTION 'the account of a campaign is confirmed before it opens';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
        indexes = [
            models.Index(name="campaign_newest_in_commune", fields=["commune", "-id"]),
            models.Index(name="campaign_newest_in_hamlet", fields=["hamlet", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="campaign_goal_is_an_amount_of_money",
                condition=Q(goal__range=(LEAST, MOST)),
            ),
            models.CheckConstraint(
                name="campaign_goal_holds_its_running_cost",
                condition=Q(running_cost__gte=LEAST, running_cost__lte=F("goal")),
            ),
            models.CheckConstraint(
                name="campaign_reserve_is_1_to_100_percent",
                condition=Q(reserve_percent__range=(1, 100)),
            ),
            models.CheckConstraint(
                name="campaign_names_who_runs_it", condition=~Q(managing_unit="")
            ),
            models.CheckConstraint(
                name="campaign_status_is_known", condition=Q(status__in=["draft", "open", "closed"])
            ),
            models.CheckConstraint(
                name="campaign_opened_by_someone_at_some_time",
                condition=Q(status="draft", opened_at=None, opened_by=None)
                | Q(
                    status__in=["open", "closed"],
                    opened_at__isnull=False,
                    opened_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="campaign_closed_means_closed_at",
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The journal stream of this campaign's purse."""
        return f"purse:{self.public_id}"

    @property
    def already(self) -> str:
        words = gettext("This campaign is already “%(status)s”.")
        return words % {"status": self.get_status_display()}

    @property
    def terms_digest(self) -> str:
        """SHA-256 over what people give for."""
        return digest_of([str(getattr(self, name)) for name in TERMS])

    @property
    def account_digest(self) -> str:
        """That of the account transfers go to; "" for a campaign that takes none."""
        account = getattr(self, "bank_account", None)
        return account.digest if account else ""

    @property
    def memo(self) -> str:
        return memo(self.code)

    @property
    def is_past_deadline(self) -> bool:
        return self.deadline < localdate()

    @property
    def takes_gifts(self) -> bool:
        """People may still be asked. Money that comes later is booked all the same."""
        return self.status == Campaign.Status.OPEN and not self.is_past_deadline

    def reserve_of(self, amount: int) -> int:
        """The part of a gift that is set aside for upkeep, rounded down to a đồng."""
        return amount * self.reserve_percent // 100

    def months_of_upkeep(self, reserve: int) -> int:
        return max(reserve, 0) * RUNNING_MONTHS // self.running_cost
