"""Who stands for a campaign's money: its leader, the treasurers and the commune's administrator."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.models import Campaign, Gift
from contributions.campaigns.models.campaigns import STEWARDS
from portal.areas.folding import VIETNAMESE
from portal.errors import RuleViolation
from portal.people.actions import is_administrator
from portal.people.models import Appointment, AppointmentQuerySet, Role, User
from portal.prepared import Fact, prepared

# Who is asked first to count beside another.
FIRST_ASKED = (Role.TREASURER, Role.HAMLET_LEADER, Role.ADMINISTRATOR)
ASKING_ORDER = Case(*[When(role=role, then=rank) for rank, role in enumerate(FIRST_ASKED)])
# As lists of people are read here: by the last word of the name, then by all of it.
FULL_NAME = Collate("person__full_name", VIETNAMESE)
GIVEN_NAME = Collate(
    Func(
        "person__full_name",
        Value(" "),
        Value(-1),
        function="split_part",
        output_field=CharField(),
    ),
    VIETNAMESE,
)


def stewards_of(campaign: Campaign) -> AppointmentQuerySet:
    """Appointments held today that may count this campaign's money."""
    here = Q(hamlet=None) | Q(hamlet=campaign.hamlet_id)
    appointments = Appointment.objects.current().of_role(*STEWARDS)
    return appointments.filter(here, commune=campaign.commune_id)


def is_steward(person: User | AnonymousUser, campaign: Campaign) -> bool:
    return person.is_authenticated and stewards_of(campaign).filter(person=person).exists()


def require_steward(person: User, campaign: Campaign) -> None:
    if not is_steward(person, campaign):
        raise RuleViolation(_("Only those who lead this campaign can do this."))


def require_may_erase_giver(person: User, campaign: Campaign) -> None:
    """The commune answers for the data of its givers, and its administrator acts for it."""
    if not is_administrator(person, campaign.commune):
        raise RuleViolation(_("Only the commune’s administrator can erase a giver."))


def second_counters(
    campaign: Campaign, first_counter: User, channel: str = Gift.Channel.CASH
) -> AppointmentQuerySet:
    """Appointments whose holders may confirm what another counted, treasurers first, then by name.

    One person may hold several. A transfer passes through a treasurer's hands, who reads the
    bank's statement: the first counter or the second is one.
    """
    others = stewards_of(campaign).exclude(person=first_counter)
    if channel == Gift.Channel.TRANSFER and not _is_treasurer(campaign, first_counter):
        others = others.of_role(Role.TREASURER)
    return others.select_related("person").order_by(ASKING_ORDER, GIVEN_NAME, FULL_NAME, "pk")


def require_second_counter(
    second_counter: User,
    campaign: Campaign,
    *,
    first_counter: User,
    channel: str = Gift.Channel.CASH,
) -> None:
    """Raise RuleViolation for one who may not confirm what `first_counter` wrote down."""
    if first_counter.pk == second_counter.pk:
        raise RuleViolation(_("Whoever confirms is another person than whoever recorded it."))
    others = second_counters(campaign, first_counter, channel)
    if not others.filter(person=second_counter).exists():
        raise RuleViolation(_("This person cannot confirm for this campaign."))


def _is_treasurer(campaign: Campaign, person: User) -> bool:
    return stewards_of(campaign).filter(person=person, role=Role.TREASURER).exists()


def signers_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Leader, treasurer and the Fatherland Front, each with the name of who holds the appointment.

    They sign the public table. Titles are those of official paper and stay Vietnamese. An
    empty name is signed by hand.
    """
    facts = {"commune": campaign.commune_id, "hamlet": campaign.hamlet_id}
    held = _signing.values(today=timezone.localdate(), **facts)
    names = {row["role"]: row["person__full_name"] for row in reversed(held)}
    leader = (
        "Tổ trưởng" if campaign.hamlet.kind == "tổ dân phố" else f"Trưởng {campaign.hamlet.kind}"
    )
    titles = {
        Role.HAMLET_LEADER: leader,
        Role.TREASURER: "Thủ quỹ",
        Role.SUPERVISOR: "Đại diện Mặt trận Tổ quốc",
    }
    return [(title, names.get(role, "")) for role, title in titles.items()]


@prepared
def _signing() -> QuerySet[Appointment]:
    here = Q(hamlet=None) | Q(hamlet=Fact("hamlet"))
    own = Q(here, role__in=[Role.HAMLET_LEADER, Role.TREASURER])
    held = Appointment.objects.current(Fact("today")).filter(commune=Fact("commune"))
    signers = held.filter(own | Q(role=Role.SUPERVISOR)).order_by("hamlet", "pk")
    return signers.values("role", "person__full_name")  # type: ignore[return-value]
