"""Who stands for a campaign's money: its leader, the treasurers and the commune's administrator."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Collate
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.campaigns.models import BankAccount, Campaign, Gift
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

    Only those taken up: nobody else could confirm, or has shown her name here. One person may
    hold several. A transfer passes through a treasurer's hands, who reads the bank's statement:
    the first counter or the second is one.
    """
    others = stewards_of(campaign).taken_up().exclude(person=first_counter)
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


def other_stewards(account: BankAccount) -> AppointmentQuerySet:
    """Appointments whose holders may confirm an account that one of them has written.

    Only those taken up, as with a gift.
    """
    others = stewards_of(account.campaign).taken_up().exclude(person=account.written_by_id)
    return others.select_related("person").order_by(ASKING_ORDER, GIVEN_NAME, FULL_NAME, "pk")


def require_openable(campaign: Campaign) -> None:
    """Raise RuleViolation while something stands in the way, with what to do about it."""
    if obstacles := obstacles_to_opening(campaign):
        raise RuleViolation(" ".join(obstacles))


def obstacles_to_opening(campaign: Campaign) -> list[str]:
    """Why a campaign with an account cannot open yet. Said before money lies there."""
    account = BankAccount.objects.filter(campaign=campaign).select_related("decided_by").first()
    if account is None:
        return []
    obstacles = []
    if account.status == BankAccount.Status.REFUSED:
        obstacles.append(_("The account was not confirmed. Change it, or take it out."))
    elif account.status == BankAccount.Status.WAITING:
        obstacles.append(_("The account waits for another person to confirm it."))
        if not other_stewards(account).exists():
            obstacles.append(
                _(
                    "There is nobody else here who could. Ask the commune’s administrator to "
                    "appoint a treasurer, or take the account out and collect cash."
                )
            )
    if not _can_count_transfers(campaign):
        obstacles.append(
            _(
                "Transfers are seen by two people, one of them a treasurer, and there are none. "
                "Ask the commune’s administrator to appoint a treasurer, or take the account out "
                "and collect cash."
            )
        )
    return obstacles


def has_second_counter(campaign: Campaign) -> bool:
    """Whether two people could count what is given, cash and gifts in kind among it."""
    return stewards_of(campaign).values("person").distinct().count() > 1


def _can_count_transfers(campaign: Campaign) -> bool:
    treasurers = stewards_of(campaign).of_role(Role.TREASURER)
    return has_second_counter(campaign) and treasurers.exists()


def signers_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Leader, treasurer and the Fatherland Front, each with the name of who holds the appointment.

    They sign the public table. Titles are those of official paper and stay Vietnamese. An
    empty name is signed by hand.
    """
    facts = {"commune": campaign.commune_id, "hamlet": campaign.hamlet_id}
    held = _signing.values(today=timezone.localdate(), **facts)
    names = {row["role"]: _holder(row) for row in reversed(held)}
    leader = (
        "Tổ trưởng" if campaign.hamlet.kind == "tổ dân phố" else f"Trưởng {campaign.hamlet.kind}"
    )
    titles = {
        Role.HAMLET_LEADER: leader,
        Role.TREASURER: "Thủ quỹ",
        Role.SUPERVISOR: "Đại diện Mặt trận Tổ quốc",
    }
    return [(title, names.get(role, "")) for role, title in titles.items()]


def _holder(row: dict[str, Any]) -> str:
    """As `Appointment.holder` has it."""
    return str(row["person__full_name"] if row["taken_up_at"] else row["shown_as"])


@prepared
def _signing() -> QuerySet[Appointment]:
    here = Q(hamlet=None) | Q(hamlet=Fact("hamlet"))
    own = Q(here, role__in=[Role.HAMLET_LEADER, Role.TREASURER])
    held = Appointment.objects.current(Fact("today")).filter(commune=Fact("commune"))
    signers = held.filter(own | Q(role=Role.SUPERVISOR)).order_by("hamlet", "pk")
    names = ["role", "person__full_name", "shown_as", "taken_up_at"]
    return signers.values(*names)  # type: ignore[no-any-return]
