"""Who signs the public table of a campaign."""

from contributions.campaigns.models import Campaign
from contributions.campaigns.stewards import stewards_of
from portal.people.models import Appointment, Role


def signers_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Leader, treasurer and the Fatherland Front, each with the name of who holds the appointment.

    Titles are those of official paper and stay Vietnamese. An empty name is signed by hand.
    """
    own = stewards_of(campaign).of_role(Role.HAMLET_LEADER, Role.TREASURER)
    front = (
        Appointment.objects.current().of_role(Role.SUPERVISOR).filter(commune=campaign.commune_id)
    )
    appointments = (own | front).select_related("person").order_by("hamlet", "pk")
    names = {
        appointment.role: appointment.person.full_name for appointment in reversed(appointments)
    }
    leader = (
        "Tổ trưởng" if campaign.hamlet.kind == "tổ dân phố" else f"Trưởng {campaign.hamlet.kind}"
    )
    titles = {
        Role.HAMLET_LEADER: leader,
        Role.TREASURER: "Thủ quỹ",
        Role.SUPERVISOR: "Đại diện Mặt trận",
    }
    return [(title, names.get(role, "")) for role, title in titles.items()]
