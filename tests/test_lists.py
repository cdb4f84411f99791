"""No list asks the database more for three rows than for one, and none shows fewer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cameras.models import Site
from portal.journal.actions import record
from portal.notices.actions import tell
from portal.people.models import Role
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.conftest import SignIn
from tests.contributions.factories import (
    CampaignFactory,
    ReceiptFactory,
    book_cash,
    leader_of,
    treasurer_of,
)
from tests.people.factories import MembershipFactory, OrganisationFactory, PostFactory, UserFactory
from tests.requests.evidence import sealed
from tests.requests.factories import (
    PLACE,
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    IncidentFactory,
    SearchFactory,
)

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class List:
    """A page, who looks at it, and how one more row of it comes to be."""

    address: str
    person: Any
    add: Callable[[], object]


def mine() -> List:
    person = UserFactory()
    return List(
        reverse("cameras:mine"),
        person,
        lambda: CameraFactory(site=SiteFactory(owner=person, hamlet=HamletFactory())),
    )


def vouching() -> List:
    post = PostFactory(role=Role.HAMLET_LEADER)
    return List(reverse("cameras:vouching"), post.person, lambda: _new_site(post))


def residents() -> List:
    post = PostFactory(role=Role.HAMLET_LEADER)
    return List(reverse("cameras:residents"), post.person, lambda: _new_site(post))


def _new_site(post: Any) -> Site:
    site: Site = CameraFactory(site=SiteFactory(commune=post.commune, hamlet=post.hamlet)).site
    return site


def today() -> List:
    post = PostFactory(role=Role.HAMLET_LEADER)
    place = {"commune": post.commune, "hamlet": post.hamlet, "kind": "public", "owner": None}
    return List(
        reverse("reports:today"),
        post.person,
        lambda: CameraFactory(site=SiteFactory(**place), health="broken"),
    )


def inbox() -> List:
    person = UserFactory()
    return List(
        reverse("notices:inbox"),
        person,
        lambda: tell(person, "people_post_ended", role="hamlet_leader", area="thôn Mẫu"),
    )


def requests() -> List:
    post = PostFactory(role=Role.CHIEF)
    return List(reverse("footage:list"), post.person, lambda: _one_asked(post))


def requests_to_review() -> List:
    post = PostFactory(role=Role.CHIEF)
    other = PostFactory(role=Role.OFFICER, commune=post.commune)
    return List(
        reverse("footage:list"),
        post.person,
        lambda: FootageRequestFactory(post=other, status="submitted", needs_review=True),
    )


def _one_asked(post: Any) -> Any:
    incident = IncidentFactory(commune=post.commune, opened_by=post.person)
    asking = FootageRequestFactory(post=post, incident=incident, status="sent")
    return AskFactory(footage_request=asking)


def answers() -> List:
    asking = FootageRequestFactory(status="sent")
    return List(
        reverse("footage:detail", args=[asking.public_id]),
        asking.officer,
        lambda: _file_of(asking),
    )


def files() -> List:
    asking = FootageRequestFactory(status="sent")
    return List(
        reverse("footage:review", args=[asking.public_id]),
        asking.officer,
        lambda: _file_of(asking),
    )


def _file_of(asking: Any) -> Any:
    return sealed(ask=AskFactory(footage_request=asking, answer="approved"))


def found() -> List:
    search = SearchFactory()
    return List(
        reverse("footage:found", args=[search.public_id]),
        search.officer,
        lambda: AskableSiteFactory(commune=search.commune, point=PLACE),
    )


def journal() -> List:
    post = PostFactory(role=Role.OFFICER)

    def add() -> None:
        search = SearchFactory(post=post)
        facts = {"case_number": "VV 1", "category": "theft", "purpose": "vehicle", "found": 1}
        times = {"since": search.since.isoformat(), "until": search.until.isoformat()}
        record(
            f"search:{post.commune.code}",
            "searched",
            actor=UserFactory(),
            subject=f"search:{search.public_id}",
            centre="21.527, 107.969",
            square_metres=100,
            **facts,
            **times,
        )

    return List(reverse("footage:journal"), post.person, add)


def uploads() -> List:
    ask = AskFactory(answer="approved")
    return List(
        reverse("footage:upload", args=[ask.public_id]), ask.site.owner, lambda: sealed(ask=ask)
    )


def drives() -> List:
    return List(reverse("contributions:campaigns"), None, CampaignFactory)


def drives_one_leads() -> List:
    post = PostFactory(role=Role.HAMLET_LEADER)
    return List(
        reverse("contributions:manage"),
        post.person,
        lambda: ReceiptFactory(
            campaign=CampaignFactory(hamlet=post.hamlet), second_counter=post.person
        ),
    )


def ledger() -> List:
    drive = CampaignFactory()
    people = leader_of(drive), treasurer_of(drive)
    return List(
        reverse("contributions:ledger", args=[drive.public_id]),
        None,
        lambda: book_cash(drive, *people),
    )


def givers() -> List:
    drive = CampaignFactory()
    people = leader_of(drive), treasurer_of(drive)
    return List(
        reverse("contributions:givers", args=[drive.public_id]),
        None,
        lambda: book_cash(drive, *people),
    )


def communes() -> List:
    return List(reverse("reports:communes"), None, lambda: CommuneFactory(open=True))


def clusters() -> List:
    commune = CommuneFactory(open=True)

    def add() -> None:
        hamlet = HamletFactory(commune=commune)
        CameraFactory(site=SiteFactory(commune=commune, hamlet=hamlet, kind="public", owner=None))
        CampaignFactory(hamlet=hamlet)

    return List(reverse("reports:commune", args=[commune.code]), None, add)


def clusters_one_keeps() -> List:
    post = PostFactory(role=Role.ADMINISTRATOR)

    def add() -> None:
        hamlet = HamletFactory(commune=post.commune)
        SiteFactory(commune=post.commune, hamlet=hamlet, kind="public", owner=None)

    return List(reverse("keeping:clusters"), post.person, add)


def posts() -> List:
    post = PostFactory(role=Role.ADMINISTRATOR)
    return List(
        reverse("people:posts"),
        post.person,
        lambda: PostFactory(
            role=Role.HAMLET_LEADER,
            hamlet=HamletFactory(commune=post.commune),
            appointed_by=post.person,
        ),
    )


def members() -> List:
    organisation = OrganisationFactory()
    manager = MembershipFactory(organisation=organisation, role="manager").person
    return List(
        reverse("people:organisation", args=[organisation.public_id]),
        manager,
        lambda: MembershipFactory(organisation=organisation),
    )


LISTS = [
    mine,
    vouching,
    residents,
    today,
    inbox,
    requests,
    requests_to_review,
    answers,
    files,
    found,
    journal,
    uploads,
    drives,
    drives_one_leads,
    ledger,
    givers,
    communes,
    clusters,
    clusters_one_keeps,
    posts,
    members,
]


@pytest.mark.parametrize("make", LISTS, ids=lambda make: make.__name__)
def test_three_rows_cost_as_many_queries_as_one(
    make: Callable[[], List], sign_in: SignIn, client: Client
) -> None:
    page = make()
    looking = sign_in(page.person) if page.person else client

    page.add()
    short, for_one = _asked(looking, page.address)
    page.add()
    page.add()
    long, for_three = _asked(looking, page.address)

    assert len(long) > len(short)
    assert for_three == for_one


def _asked(client: Client, address: str) -> tuple[bytes, list[str]]:
    """The page, and the tables its queries began with."""
    client.get(address)  # What is fetched once and kept is not what is counted.
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content, [query["sql"][:40] for query in captured]
