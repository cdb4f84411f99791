"""Who signs the public table of a drive."""

from contributions.models import Campaign
from contributions.stewards import stewards_of
from portal.people.models import Post, Role


def signers_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Leader, treasurer and the Fatherland Front, each with the name of who holds the post.

    Titles are those of official paper and stay Vietnamese. An empty name is signed by hand.
    """
    own = stewards_of(campaign).of_role(Role.HAMLET_LEADER, Role.TREASURER)
    front = Post.objects.current().of_role(Role.SUPERVISOR).filter(commune=campaign.commune_id)
    posts = (own | front).select_related("person").order_by("hamlet", "pk")
    names = {post.role: post.person.full_name for post in reversed(posts)}
    leader = (
        "Tổ trưởng" if campaign.hamlet.kind == "tổ dân phố" else f"Trưởng {campaign.hamlet.kind}"
    )
    titles = {
        Role.HAMLET_LEADER: leader,
        Role.TREASURER: "Thủ quỹ",
        Role.SUPERVISOR: "Đại diện Mặt trận",
    }
    return [(title, names.get(role, "")) for role, title in titles.items()]
