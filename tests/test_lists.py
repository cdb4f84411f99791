"""No list asks the database more for three rows than for one, and none shows fewer.

Which lists there are is read from views and templates: every loop of every page and every list
of the API has a row here, or stands under STILL with the reason why it does not grow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cameras.register.actions.vouching import answer_question, ask_owner
from cameras.register.models import Purpose, Site
from cameras.register.search import stream_of_searches
from contributions.campaigns.actions import draft_campaign
from contributions.campaigns.actions.reversals import ask_reversal
from contributions.campaigns.facts import BankFacts
from portal.areas.models import HamletSuccession
from portal.journal.actions import record, seal
from portal.notices.actions import tell
from portal.notices.models import LocalMessage
from portal.people.models import Appointment, Role, User
from requests.asking.actions.answers import answer
from requests.asking.actions.outcomes import tell_outcome
from requests.asking.actions.searches import ranked
from requests.asking.hits import as_kept
from requests.asking.models import Ask, Search
from requests.asking.verbs import RequestVerb, SearchVerb
from requests.evidence.actions import delivery_records, exports
from requests.evidence.actions.footage import look_at
from requests.evidence.verbs import Verb as FileVerb
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import (
    CameraFactory,
    ConsentFactory,
    ConsentTextFactory,
    SiteFactory,
)
from tests.conftest import SignIn
from tests.contributions.factories import (
    CampaignFactory,
    GiftFactory,
    PledgeFactory,
    book_cash,
    count_cash,
    draft_facts,
    leader_of,
    treasurer_of,
)
from tests.loops import lists
from tests.people.factories import (
    AppointmentFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.requests.factories import (
    PLACE,
    AskableSiteFactory,
    AskFactory,
    FootageRequestFactory,
    IncidentFactory,
    SearchFactory,
)
from tests.requests.footage_factories import UploadFactory, sealed

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class List:
    """A page, who looks at it, and how one more row of it comes to be."""

    address: str
    person: Any
    add: Callable[[], object]


LISTS: dict[Callable[[], List], tuple[str, ...]] = {}


def shows(*lists: str) -> Callable[[Callable[[], List]], Callable[[], List]]:
    """Which loops grow by a row when this list does."""

    def keep(make: Callable[[], List]) -> Callable[[], List]:
        LISTS[make] = lists
        return make

    return keep


@shows("cameras:mine page.rows")
def mine() -> List:
    person = UserFactory()
    return List(
        reverse("cameras:mine"),
        person,
        lambda: CameraFactory(site=SiteFactory(owner=person, hamlet=HamletFactory())),
    )


@shows("cameras:vouching waiting")
def vouching() -> List:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    return List(reverse("cameras:vouching"), appointment.person, lambda: _new_site(appointment))


@shows("cameras:residents page.rows")
def residents() -> List:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    return List(reverse("cameras:residents"), appointment.person, lambda: _new_site(appointment))


def _new_site(appointment: Any) -> Site:
    site: Site = CameraFactory(
        site=SiteFactory(commune=appointment.commune, hamlet=appointment.hamlet)
    ).site
    return site


@shows("reports:today tasks")
def today() -> List:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    place = {
        "commune": appointment.commune,
        "hamlet": appointment.hamlet,
        "kind": "public",
        "owner": None,
    }
    return List(
        reverse("reports:today"),
        appointment.person,
        lambda: CameraFactory(site=SiteFactory(**place), health="broken"),
    )


@shows("journal:roots page.rows")
def roots() -> List:
    return List(reverse("journal:roots"), None, seal)


@shows("notices:inbox items")
def inbox() -> List:
    person = UserFactory()
    return List(
        reverse("notices:inbox"),
        person,
        lambda: tell(person, "people_appointment_ended", role="hamlet_leader", area="thôn Mẫu"),
    )


@shows("footage:list page.rows")
def requests() -> List:
    appointment = AppointmentFactory(role=Role.CHIEF)
    return List(reverse("footage:list"), appointment.person, lambda: _one_asked(appointment))


@shows("footage:list to_review")
def requests_to_review() -> List:
    appointment = AppointmentFactory(role=Role.CHIEF)
    other = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune)
    return List(
        reverse("footage:list"),
        appointment.person,
        lambda: FootageRequestFactory(appointment=other, status="submitted", needs_review=True),
    )


def _one_asked(appointment: Any) -> Any:
    incident = IncidentFactory(commune=appointment.commune, opened_by=appointment.person)
    asking = FootageRequestFactory(appointment=appointment, incident=incident, status="sent")
    return AskFactory(footage_request=asking)


@shows("footage:detail answers.lines")
def answers() -> List:
    asking = FootageRequestFactory(status="sent")
    return List(
        reverse("footage:detail", args=[asking.public_id]),
        asking.officer,
        lambda: _file_of(asking),
    )


@shows("footage:review files")
def files() -> List:
    asking = FootageRequestFactory(status="sent")
    return List(
        reverse("footage:review", args=[asking.public_id]),
        asking.officer,
        lambda: _file_of(asking),
    )


def _file_of(asking: Any) -> Any:
    return sealed(ask=AskFactory(footage_request=asking, answer="approved"))


@shows("footage:hits rows")
def hits() -> List:
    search = SearchFactory()
    return List(
        reverse("footage:hits", args=[search.public_id]),
        search.officer,
        lambda: _one_more_hit(search),
    )


def _one_more_hit(search: Search) -> Any:
    """As if the search had been made with this site already there."""
    site = AskableSiteFactory(commune=search.commune, point=PLACE)
    search.hits = as_kept(ranked(search))
    search.save(update_fields=["hits"])
    return site


@shows("footage:journal page.rows")
def journal() -> List:
    appointment = AppointmentFactory(role=Role.OFFICER)

    def add() -> None:
        search = SearchFactory(appointment=appointment)
        facts = {"case_number": "VV 1", "category": "theft", "purpose": "vehicle", "found": 1}
        times = {"since": search.since.isoformat(), "until": search.until.isoformat()}
        record(
            stream_of_searches(appointment.commune),
            SearchVerb.SEARCHED,
            actor=UserFactory(),
            subject=search.subject,
            centre="21.527, 107.969",
            square_metres=100,
            **facts,
            **times,
        )

    return List(reverse("footage:journal"), appointment.person, add)


@shows("footage:unit_work works")
def unit_work() -> List:
    chief = AppointmentFactory(role=Role.CHIEF)
    officer = AppointmentFactory(role=Role.OFFICER, commune=chief.commune)
    AppointmentFactory(role=Role.OFFICER, commune=chief.commune)

    def add() -> None:
        ask = AskFactory(footage_request__appointment=officer, answer="approved")
        look_at(sealed(ask=ask), FileVerb.VIEWED, actor=officer.person)
        request = ask.footage_request
        record(request.stream, RequestVerb.SENT, actor=officer.person, sites=1)

    return List(reverse("footage:unit_work"), chief.person, add)


@shows("footage:upload uploads")
def uploads() -> List:
    ask = AskFactory(answer="approved")
    return List(
        reverse("footage:upload", args=[ask.public_id]), ask.site.owner, lambda: sealed(ask=ask)
    )


@shows("contributions:campaigns campaigns")
def campaigns() -> List:
    return List(reverse("contributions:campaigns"), None, CampaignFactory)


@shows("contributions:manage campaigns", "contributions:manage to_confirm")
def campaigns_one_leads() -> List:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    return List(
        reverse("contributions:manage"),
        appointment.person,
        lambda: GiftFactory(
            campaign=CampaignFactory(hamlet=appointment.hamlet), second_counter=appointment.person
        ),
    )


@shows("contributions:manage accounts")
def accounts_to_confirm() -> List:
    appointment = AppointmentFactory(role=Role.TREASURER)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet__commune=appointment.commune)
    bank = BankFacts(bin="970405", number="1234567890123", holder="BAN DIEU HANH")

    def add() -> None:
        assert leader.hamlet
        draft_campaign(leader.hamlet, draft_facts(bank=bank), actor=leader.person)

    return List(reverse("contributions:manage"), appointment.person, add)


@shows("contributions:ledger entries")
def ledger() -> List:
    campaign = CampaignFactory()
    people = leader_of(campaign), treasurer_of(campaign)
    return List(
        reverse("contributions:ledger", args=[campaign.public_id]),
        None,
        lambda: book_cash(campaign, *people),
    )


@shows("contributions:givers givers")
def givers() -> List:
    campaign = CampaignFactory()
    people = leader_of(campaign), treasurer_of(campaign)
    return List(
        reverse("contributions:givers", args=[campaign.public_id]),
        None,
        lambda: book_cash(campaign, *people),
    )


@shows("reports:communes results")
def communes() -> List:
    return List(reverse("reports:communes"), None, lambda: CommuneFactory(open=True))


@shows("reports:commune clusters.sites", "reports:commune campaigns")
def clusters() -> List:
    commune = CommuneFactory(open=True)

    def add() -> None:
        hamlet = HamletFactory(commune=commune)
        CameraFactory(site=SiteFactory(commune=commune, hamlet=hamlet, kind="public", owner=None))
        CampaignFactory(hamlet=hamlet)

    return List(reverse("reports:commune", args=[commune.code]), None, add)


@shows("administration:clusters clusters.sites")
def clusters_one_keeps() -> List:
    appointment = AppointmentFactory(role=Role.ADMINISTRATOR)

    def add() -> None:
        hamlet = HamletFactory(commune=appointment.commune)
        SiteFactory(commune=appointment.commune, hamlet=hamlet, kind="public", owner=None)

    return List(reverse("administration:clusters"), appointment.person, add)


@shows("people:appointments appointments")
def appointments() -> List:
    appointment = AppointmentFactory(role=Role.ADMINISTRATOR)
    return List(
        reverse("people:appointments"),
        appointment.person,
        lambda: AppointmentFactory(
            role=Role.HAMLET_LEADER,
            hamlet=HamletFactory(commune=appointment.commune),
            appointed_by=appointment.person,
        ),
    )


@shows("people:organisation memberships", "people:organisation invitations")
def members() -> List:
    organisation = OrganisationFactory()
    manager = MembershipFactory(organisation=organisation, role="manager").person

    def add() -> None:
        MembershipFactory(organisation=organisation)
        InvitationFactory(organisation=organisation)

    return List(reverse("people:organisation", args=[organisation.public_id]), manager, add)


@shows("cameras:vouching asked")
def waiting_for_owner() -> List:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)

    def add() -> None:
        site = _new_site(appointment)
        ask_owner(site, actor=appointment.person, question="Camera ở cổng nào?")

    return List(reverse("cameras:vouching"), appointment.person, add)


def _questions(appointment: Appointment, address: str, person: User | None) -> List:
    """The questions the leader put to one owner; each is answered before the next."""
    site = _new_site(appointment)
    owner: Any = site.owner

    def add() -> None:
        asked = ask_owner(site, actor=appointment.person, question="Camera ở cổng nào?")
        answer_question(asked, actor=owner, reply="Cổng sau")

    return List(address or site.get_absolute_url(), person or owner, add)


@shows("cameras:vouching site.questions")
def questions_the_leader_asked() -> List:
    appointment = AppointmentFactory(role=Role.HAMLET_LEADER)
    return _questions(appointment, reverse("cameras:vouching"), appointment.person)


@shows("cameras:detail vouchings")
def questions_the_owner_answered() -> List:
    return _questions(AppointmentFactory(role=Role.HAMLET_LEADER), "", None)


@shows("cameras:detail cameras", "cameras:detail history")
def cameras_of_a_registration() -> List:
    site = SiteFactory()

    def add() -> None:
        camera = CameraFactory(site=site)
        text = ConsentTextFactory(purpose=Purpose.REQUESTS)
        ConsentFactory(site=site, camera=camera, text=text, granted=False)

    return List(reverse("cameras:detail", args=[site.public_id]), site.owner, add)


@shows("cameras:consent history")
def decisions() -> List:
    page = cameras_of_a_registration()
    return List(f"{page.address}consent/", page.person, page.add)


@shows("cameras:messages communes")
def communes_that_send_messages() -> List:
    person = UserFactory()
    ConsentTextFactory(purpose=Purpose.MESSAGES)
    return List(reverse("cameras:messages"), person, lambda: SiteFactory(owner=person))


@shows("cameras:register communes")
def communes_to_register_in() -> List:
    CommuneFactory(open=True)  # where there is but one, nobody is asked
    return List(reverse("cameras:register"), UserFactory(), lambda: CommuneFactory(open=True))


@shows("areas:search results")
def communes_by_name() -> List:
    address = f"{reverse('areas:search')}?as=list&q=Móng Cái"
    return List(address, None, lambda: CommuneFactory(open=True))


@shows("home results")
def communes_at_the_door() -> List:
    return List(reverse("home"), None, lambda: CommuneFactory(open=True))


@shows("reports:commune private.cells", "reports:commune cell.hamlets")
def private_sites() -> List:
    commune = CommuneFactory(open=True)

    def add() -> None:
        hamlet = HamletFactory(commune=commune)
        for _place in range(10):
            CameraFactory(site=SiteFactory(commune=commune, hamlet=hamlet))

    return List(reverse("reports:commune", args=[commune.code]), None, add)


@shows(
    "administration:hamlets current",
    "administration:hamlets ended",
    "administration:hamlets hamlet.successions.all",
)
def hamlets() -> List:
    appointment = AppointmentFactory(role=Role.ADMINISTRATOR)

    def add() -> None:
        after = HamletFactory(commune=appointment.commune)
        before = HamletFactory(commune=appointment.commune, valid_to=after.valid_from)
        HamletSuccession.objects.create(before=before, after=after, on=after.valid_from)

    return List(reverse("administration:hamlets"), appointment.person, add)


@shows("notices:outbox messages_kept")
def outbox() -> List:
    return List(
        reverse("notices:outbox"),
        None,
        lambda: LocalMessage.objects.create(channel="sms", address="0912000101", body="Mã: 123"),
    )


@shows("people:choose_appointment appointments")
def appointments_to_choose() -> List:
    person = UserFactory()
    return List(
        reverse("people:choose_appointment"),
        person,
        lambda: AppointmentFactory(role=Role.HAMLET_LEADER, person=person),
    )


@shows(
    "people:account appointments",
    "people:account invitations",
    "people:account memberships",
)
def account() -> List:
    person = UserFactory()

    def add() -> None:
        AppointmentFactory(role=Role.HAMLET_LEADER, person=person)
        MembershipFactory(person=person)
        InvitationFactory(person=person)

    return List(reverse("people:account"), person, add)


@shows("contributions:campaign givers")
def newest_givers() -> List:
    campaign = CampaignFactory()
    people = leader_of(campaign), treasurer_of(campaign)
    return List(
        reverse("contributions:campaign", args=[campaign.public_id]),
        None,
        lambda: book_cash(campaign, *people),
    )


@shows(
    "contributions:ledger waiting", "contributions:ledger reversals", "contributions:ledger pledges"
)
def waiting_gifts() -> List:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)

    def add() -> None:
        count_cash(campaign, leader, treasurer)
        PledgeFactory(campaign=campaign)
        _reversal(campaign, leader, treasurer)

    return List(reverse("contributions:ledger", args=[campaign.public_id]), leader.person, add)


@shows("contributions:manage reversals")
def reversals_to_confirm() -> List:
    campaign = CampaignFactory()
    leader, treasurer = leader_of(campaign), treasurer_of(campaign)
    return List(
        reverse("contributions:manage"),
        treasurer.person,
        lambda: _reversal(campaign, leader, treasurer),
    )


def _reversal(campaign: Any, leader: Any, treasurer: Any) -> Any:
    gift = book_cash(campaign, leader, treasurer)
    return ask_reversal(
        gift, actor=leader.person, second_counter=treasurer.person, reason="Ghi thừa một số 0"
    )


@shows("contributions:ledger_pdf entries")
def ledger_on_paper() -> List:
    campaign = CampaignFactory()
    people = leader_of(campaign), treasurer_of(campaign)
    return List(
        reverse("contributions:ledger_pdf", args=[campaign.public_id]),
        None,
        lambda: book_cash(campaign, *people),
    )


@shows("contributions:pledge gifts")
def gifts_of_a_pledge() -> List:
    pledge = PledgeFactory()
    return List(
        reverse("contributions:pledge", args=[pledge.public_id]),
        None,
        lambda: GiftFactory(campaign=pledge.campaign, pledge=pledge),
    )


@shows("contributions:pledge taken_back")
def gifts_of_a_pledge_given_back() -> List:
    pledge = PledgeFactory()
    at = timezone.now()
    return List(
        reverse("contributions:pledge", args=[pledge.public_id]),
        None,
        lambda: GiftFactory(
            campaign=pledge.campaign, pledge=pledge, status="refunded", decided_at=at
        ),
    )


@shows("footage:answers answers.lines")
def answers_that_change() -> List:
    asking = FootageRequestFactory(status="sent")
    return List(
        reverse("footage:answers", args=[asking.public_id]),
        asking.officer,
        lambda: _file_of(asking),
    )


@shows("footage:review_files files")
def files_that_change() -> List:
    asking = FootageRequestFactory(status="sent")
    return List(
        reverse("footage:review_files", args=[asking.public_id]),
        asking.officer,
        lambda: _file_of(asking),
    )


@shows("footage:review arriving", "footage:review_files arriving")
def files_on_their_way() -> List:
    asking = FootageRequestFactory(status="sent")
    given = _file_of(asking).upload.ask
    delivery_records.deliver(given, actor=given.site.owner)
    return List(
        reverse("footage:review", args=[asking.public_id]),
        asking.officer,
        lambda: UploadFactory(ask=given),
    )


@shows("footage:review exports")
def exports_made() -> List:
    asking = FootageRequestFactory(status="sent")
    given = AskFactory(footage_request=asking, answer="approved")
    sealed(ask=given, status="accepted", reviewer=asking.officer, reviewed_at=timezone.now())
    return List(
        reverse("footage:review", args=[asking.public_id]),
        asking.officer,
        lambda: exports.make(asking, actor=asking.officer),
    )


@shows("footage:detail rows")
def sites_that_would_be_asked() -> List:
    appointment = AppointmentFactory(role=Role.CHIEF)
    asking = FootageRequestFactory(
        appointment=AppointmentFactory(role=Role.OFFICER, commune=appointment.commune),
        status="submitted",
        needs_review=True,
    )

    def add() -> None:
        asking.chosen.add(_one_more_hit(asking.search))

    return List(reverse("footage:detail", args=[asking.public_id]), appointment.person, add)


@shows("footage:detail outcomes", "footage:detail timeline")
def outcomes_told() -> List:
    asking = _file_of(FootageRequestFactory(status="sent")).upload.ask.footage_request
    return List(
        reverse("footage:detail", args=[asking.public_id]),
        asking.officer,
        lambda: _tell(asking),
    )


def _tell(asking: Any) -> Any:
    words = f"Lần {asking.outcomes.count() + 1}"
    return tell_outcome(asking, "seen", actor=asking.officer, words=words)


def _given() -> Ask:
    """An ask whose owner has sent a file and holds the delivery record for it."""
    ask = AskFactory(answer="approved")
    sealed(ask=ask)
    delivery_records.deliver(ask, actor=ask.site.owner)
    return ask


@shows("footage:delivery_record outcomes", "footage:asked outcomes")
def outcomes_heard() -> List:
    ask = _given()
    return List(
        reverse("footage:delivery_record", args=[ask.public_id]),
        ask.site.owner,
        lambda: _tell(ask.footage_request),
    )


@shows("footage:delivery_record files")
def files_of_the_delivery_record() -> List:
    ask = _given()
    return List(
        reverse("footage:delivery_record", args=[ask.public_id]),
        ask.site.owner,
        lambda: sealed(ask=ask),
    )


@shows("footage:delivery_record_pdf files", "footage:delivery_record_pdf ask.cameras.all")
def files_on_the_paper_delivery_record() -> List:
    ask = _given()

    def add() -> None:
        ask.cameras.add(CameraFactory(site=ask.site, clock_offset_seconds=60))
        sealed(ask=ask)

    return List(reverse("footage:delivery_record_pdf", args=[ask.public_id]), ask.site.owner, add)


@shows("footage:delivery_record_files files")
def files_of_the_delivery_record_that_change() -> List:
    ask = _given()
    return List(
        reverse("footage:delivery_record_files", args=[ask.public_id]),
        ask.site.owner,
        lambda: sealed(ask=ask),
    )


@shows("footage:asked log", "footage:asked cameras")
def answers_one_gave() -> List:
    ask = AskFactory()

    def add() -> None:
        ask.cameras.add(CameraFactory(site=ask.site))
        answer(ask, "held", actor=ask.site.owner)
        answer(ask, "approved", actor=ask.site.owner)

    return List(reverse("footage:asked", args=[ask.public_id]), ask.site.owner, add)


@shows("footage:upload clocks", "footage:upload cameras")
def clocks() -> List:
    ask = AskFactory(answer="approved")

    def add() -> None:
        ask.cameras.add(CameraFactory(site=ask.site))
        UploadFactory(ask=ask, kind="clock")

    return List(reverse("footage:upload", args=[ask.public_id]), ask.site.owner, add)


@shows("footage:upload_files uploads", "footage:upload_files clocks")
def uploads_that_change() -> List:
    ask = AskFactory(answer="approved")

    def add() -> None:
        sealed(ask=ask)
        UploadFactory(ask=ask, kind="clock")

    return List(reverse("footage:upload_files", args=[ask.public_id]), ask.site.owner, add)


def _of_the_api(name: str, page: List, *args: object) -> List:
    return List(reverse(f"api:{name}", args=args), page.person, page.add)


@shows("api:site-list")
def sites_over_api() -> List:
    return _of_the_api("site-list", mine())


@shows("api:campaign-list")
def campaigns_over_api() -> List:
    return _of_the_api("campaign-list", campaigns())


@shows("api:campaign-own")
def campaigns_one_leads_over_api() -> List:
    return _of_the_api("campaign-own", campaigns_one_leads())


@shows("api:gift-list")
def gifts_over_api() -> List:
    return _of_the_api("gift-list", waiting_gifts())


@shows("api:pledge-list")
def pledges_over_api() -> List:
    return _of_the_api("pledge-list", waiting_gifts())


@shows("api:reversal-list")
def reversals_over_api() -> List:
    return _of_the_api("reversal-list", waiting_gifts())


@shows("api:campaign-ledger")
def ledger_over_api() -> List:
    page = ledger()
    return _of_the_api("campaign-ledger", page, page.address.split("/")[2])


@shows("api:request-list")
def requests_over_api() -> List:
    return _of_the_api("request-list", requests())


@shows("api:ask-list")
def asks_over_api() -> List:
    owner = UserFactory()
    return List(
        reverse("api:ask-list"),
        owner,
        lambda: AskFactory(site=AskableSiteFactory(owner=owner)),
    )


@shows("api:ask-evidence-uploads")
def uploads_over_api() -> List:
    ask = AskFactory(answer="approved")
    return List(
        reverse("api:ask-evidence-uploads", args=[ask.public_id]),
        ask.site.owner,
        lambda: sealed(ask=ask),
    )


# Loops that do not grow with the register, by their last word or by page.
STILL = {
    "field.errors field form form.non_field_errors form.angle form.days form.wind":
        "fields of a form",
    "form.range_metres": "buttons of a field",
    "obstacles": "the few reasons why a campaign does not open",
    "form.credential.errors key_form.credential.errors places": "errors of a form",
    "owner.kind registration.cameras registration.consents.hidden_fields": "fields of a form",
    "registration.consents.questions texts consents": "one a purpose of consent",
    "text.particulars": "sentences of one text",
    "languages five reasons kinds": "choices in the code",
    "footage_request.check_code": "characters of a code",
    "signers": "three who sign",
    "hotlines lines": "lines of one row, the commune's profile",
    "codes": "a person's ten recovery codes, or the newest codes of a trial portal",
    "factors": "a person's own second factors",
    "sent": "fields of what was sent once already",
}  # fmt: skip
# Drawn by the same lines: behind the link of an SMS, and for the side that received.
SAME = {
    "footage:ask": "footage:asked",
    "footage:ask_document": "footage:asked",
    "footage:delivery_record_copy": "footage:delivery_record_pdf",
}


def test_every_list_has_a_row() -> None:
    still = {loop for words in STILL for loop in words.split()}
    found = set()
    for row in lists():
        name, _, loop = row.partition(" ")
        if loop not in still:
            found.add(f"{SAME.get(name, name)} {loop}".strip())
    kept = {row for rows in LISTS.values() for row in rows}
    assert found - kept == set(), "no row shows these"
    assert kept - found == set(), "these are no lists any more"


def test_a_loop_that_stands_still_is_there() -> None:
    there = {row.rpartition(" ")[2] for row in lists()}

    assert {loop for words in STILL for loop in words.split()} <= there


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
    client.get(address)  # What is fetched once a process is not what is counted.
    caches["public"].clear()  # What is fetched once a minute is.
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content, [query["sql"][:40] for query in captured]
