"""What creates something, pressed five times at the same moment, creates it once.

Every address that takes a POST stands in one of two tables: CREATES, with how it is pressed, or
CHANGES, where it makes no row of its own. A new address is in neither, and fails until it is.
Whatever creates carries a key of its own (`portal/once.py`): a page's form has it hidden, a verb
of the API asks for it.
"""

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from cameras.register.models import Camera, Site, Vouching
from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from portal.areas.models import Hamlet
from portal.people.models import (
    Appointment,
    Invitation,
    Membership,
    OneTimeCode,
    Organisation,
    Role,
)
from requests.asking.models import Answer, Ask, FootageRequest, Outcome, Search
from requests.evidence.actions import footage as reviews
from requests.evidence.models import DeliveryRecord, Export, Upload
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras import test_registrations
from tests.cameras.test_api_registrations import filled as registration_body
from tests.contributions.factories import (
    BankAccountFactory,
    book_cash,
    leader_of,
    treasurer_of,
)
from tests.contributions.forms import campaign_facts, cash_facts
from tests.contributions.test_api_campaigns import campaign as campaign_body
from tests.contributions.test_api_gifts import cash as gift_body
from tests.contributions.test_api_pledges import making as pledge_body
from tests.people.factories import (
    AppointmentFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.people.test_appointments import an_appointment
from tests.requests.factories import AskableSiteFactory, AskFactory, SearchFactory
from tests.requests.footage_factories import encoded, received, sealed
from tests.requests.forms import link_of, wanted
from tests.requests.test_api import wanted as search_body
from tests.who_may.addresses import addresses

TIMES = 5
PLACE_IN_COMMUNE = {"boundary": test_registrations.AROUND}
HIDDEN = re.compile(r'<input type="hidden" name="once" value="([^"]+)"')

# Addresses that take a POST and make no row that a second press could double: they move what is
# there (and say so when it has moved already), replace it, or ask.
NO_ROW = """
api:ask-stop-reminders api:camera-change api:camera-leave-out api:camera-remove
api:camera-take-in api:campaign-change api:campaign-close api:campaign-open api:campaign-reopen
api:footage-accept api:footage-decline api:gift-confirm api:gift-erase api:gift-name
api:gift-refuse api:gift-second-counter api:pledge-again api:pledge-name api:pledge-set-aside
api:request-approve api:request-close api:request-document-scan api:request-drop
api:request-recall api:request-refuse api:request-submit api:request-write api:reversal-confirm
api:reversal-refuse api:reversal-second-counter api:site-answer api:site-decide
api:site-location api:site-pause api:site-remove api:site-resume api:upload-withdraw
administration:change administration:first_use administration:profile cameras:answer
cameras:camera cameras:decide cameras:leave_out cameras:location cameras:messages cameras:pause
cameras:remove cameras:remove_camera cameras:resume cameras:take_in cameras:vouch
contributions:ask_another_counter contributions:ask_another_to_reverse contributions:close
contributions:confirm contributions:confirm_reversal contributions:count_again
contributions:edit contributions:erase_giver contributions:gift_name contributions:open
contributions:pledge_name contributions:refuse contributions:refuse_reversal
contributions:reopen contributions:set_aside footage:accept footage:answer_asked footage:approve
footage:close footage:decline footage:drop footage:forget_browser footage:recall footage:refuse
footage:stop_reminders footage:withdraw footage:write look:theme notices:prefer_email
people:add_app people:add_passkey people:change_language people:change_name
people:choose_appointment people:code people:refuse_appointment people:refuse_invitation
people:take_back people:take_up people:withdraw_invitation people:end_appointment
people:end_membership people:name
people:recovery_codes people:remove_factor people:show_factor
people:sign_out people:sign_out_everywhere set_language contributions:confirm_account
contributions:refuse_account api:campaign-confirm-account api:campaign-refuse-account
footage:disown api:request-disown footage:check_again footage:check_upload_again
"""
CHANGES = set(NO_ROW.split())


@dataclass
class Press:
    """How an address is pressed, and whose rows are counted afterwards."""

    client: Client
    url: str
    data: dict[str, Any]
    rows: type[Model]
    page: str | None = None  # where the form stands, if not at `url`
    how: dict[str, Any] = field(default_factory=dict)

    @property
    def is_api(self) -> bool:
        return self.url.startswith("/api/")


@pytest.fixture
def of(sign_in: Any) -> "Presses":
    return Presses(sign_in)


class Presses:
    """One method a creating address, named after it."""

    def __init__(self, sign_in: Any) -> None:
        self.sign_in = sign_in

    # --- Cameras

    def cameras_register(self) -> Press:
        CommuneFactory(open=True, **PLACE_IN_COMMUNE)
        owner = self.sign_in(UserFactory(full_name="Nguyễn Thị Hạnh"))
        return Press(owner, reverse("cameras:register"), test_registrations.filled(), Site)

    def api_site_list(self) -> Press:
        CommuneFactory(open=True, **PLACE_IN_COMMUNE)
        owner = self.sign_in(UserFactory(full_name="Nguyễn Thị Hạnh"))
        return Press(owner, "/api/v1/sites/", registration_body(), Site)

    def cameras_add_camera(self) -> Press:
        site = AskableSiteFactory(commune=CommuneFactory(open=True))
        url = reverse("cameras:add_camera", args=[site.public_id])
        data = {"wind": "225", "angle": "90", "range_metres": "20", "days": "7"}
        return Press(self.sign_in(site.owner), url, data, Camera)

    def api_site_add_camera(self) -> Press:
        site = AskableSiteFactory(commune=CommuneFactory(open=True))
        url = f"/api/v1/sites/{site.public_id}/cameras/"
        return Press(self.sign_in(site.owner), url, {"once": key(), "bearing": 90}, Camera)

    def cameras_ask_owner(self) -> Press:
        hamlet = HamletFactory(commune=CommuneFactory(open=True))
        leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person
        site = AskableSiteFactory(commune=hamlet.commune, hamlet=hamlet)
        url = reverse("cameras:ask_owner", args=[site.public_id])
        return Press(self.sign_in(leader), url, {"question": "Nhà nào?"}, Vouching)

    # --- Contributions

    def contributions_new(self) -> Press:
        leader = AppointmentFactory(role=Role.HAMLET_LEADER).person
        url = reverse("contributions:new")
        return Press(self.sign_in(leader), url, without_key(campaign_facts()), Campaign)

    def api_campaign_list(self) -> Press:
        leader = AppointmentFactory(role=Role.HAMLET_LEADER).person
        return Press(self.sign_in(leader), "/api/v1/campaigns/", campaign_body(), Campaign)

    def contributions_cash(self, name: str = "cash", **facts: Any) -> Press:
        campaign = BankAccountFactory().campaign
        leader, treasurer = leader_of(campaign), treasurer_of(campaign)
        url = reverse(f"contributions:{name}", args=[campaign.public_id])
        data = without_key(cash_facts(treasurer, **facts))
        return Press(self.sign_in(leader.person), url, data, Gift)

    def contributions_kind(self) -> Press:
        return self.contributions_cash("kind", item="6 ngày công dựng trụ")

    def contributions_transfer(self) -> Press:
        more = {"memo": "", "bank_reference": "FT 1", "received_on": localdate().isoformat()}
        return self.contributions_cash("transfer", **more)

    def api_gift_list(self) -> Press:
        campaign = BankAccountFactory().campaign
        leader, treasurer = leader_of(campaign), treasurer_of(campaign)
        client = self.sign_in(leader.person)
        return Press(client, "/api/v1/gifts/", gift_body(campaign, treasurer), Gift)

    def contributions_new_pledge(self) -> Press:
        campaign = BankAccountFactory().campaign
        url = reverse("contributions:new_pledge", args=[campaign.public_id])
        data = {"amount": "200.000", "shown": "hidden", "words": "v2 vi"}
        return Press(Client(), url, data, Pledge)

    def api_campaign_pledge(self) -> Press:
        campaign = BankAccountFactory().campaign
        url = f"/api/v1/campaigns/{campaign.public_id}/pledge/"
        return Press(Client(), url, pledge_body(), Pledge)

    def contributions_reverse(self) -> Press:
        campaign = BankAccountFactory().campaign
        leader, treasurer = leader_of(campaign), treasurer_of(campaign)
        gift = book_cash(campaign, leader, treasurer)
        url = reverse("contributions:reverse", args=[gift.public_id])
        data = {"reason": "Ghi thừa một số 0", "second_counter": treasurer.person.pk}
        return Press(self.sign_in(leader.person), url, data, Reversal)

    def api_gift_reverse(self) -> Press:
        campaign = BankAccountFactory().campaign
        leader, treasurer = leader_of(campaign), treasurer_of(campaign)
        gift = book_cash(campaign, leader, treasurer)
        url = f"/api/v1/gifts/{gift.public_id}/reverse/"
        data = {"reason": "Nhầm", "second_counter": str(treasurer.person.public_id)}
        return Press(self.sign_in(leader.person), url, data, Reversal)

    # --- Requests

    def footage_search(self) -> Press:
        officer = AppointmentFactory(role=Role.OFFICER, commune=CommuneFactory(open=True))
        url = reverse("footage:search")
        return Press(self.sign_in(officer.person), url, without_key(wanted()), Search)

    def api_search_list(self) -> Press:
        officer = AppointmentFactory(role=Role.OFFICER, commune=CommuneFactory(open=True))
        return Press(self.sign_in(officer.person), "/api/v1/searches/", search_body(), Search)

    def footage_hits(self) -> Press:
        officer = AppointmentFactory(role=Role.OFFICER, commune=CommuneFactory(open=True))
        site = AskableSiteFactory(commune=officer.commune)
        search = SearchFactory(appointment=officer)
        url = reverse("footage:hits", args=[search.public_id])
        data = {"site": [str(site.public_id)]}
        return Press(self.sign_in(officer.person), url, data, FootageRequest)

    def api_search_draft(self) -> Press:
        officer = AppointmentFactory(role=Role.OFFICER, commune=CommuneFactory(open=True))
        site = AskableSiteFactory(commune=officer.commune)
        search = SearchFactory(appointment=officer)
        url = f"/api/v1/searches/{search.public_id}/draft/"
        data = {"once": key(), "sites": [str(site.public_id)]}
        return Press(self.sign_in(officer.person), url, data, FootageRequest)

    def footage_outcome(self) -> Press:
        footage_request = gave().footage_request
        url = reverse("footage:outcome", args=[footage_request.public_id])
        page = reverse("footage:detail", args=[footage_request.public_id])
        client = self.sign_in(footage_request.officer)
        return Press(client, url, {"kind": "seen", "words": ""}, Outcome, page)

    def api_request_outcome(self) -> Press:
        footage_request = gave().footage_request
        url = f"/api/v1/requests/{footage_request.public_id}/outcome/"
        data = {"once": key(), "kind": "seen"}
        return Press(self.sign_in(footage_request.officer), url, data, Outcome)

    def footage_export(self) -> Press:
        footage_request = gave().footage_request
        url = reverse("footage:export", args=[footage_request.public_id])
        page = reverse("footage:review", args=[footage_request.public_id])
        return Press(self.sign_in(footage_request.officer), url, {}, Export, page)

    def api_request_evidence_exports(self) -> Press:
        footage_request = gave().footage_request
        url = f"/api/v1/requests/{footage_request.public_id}/exports/"
        return Press(self.sign_in(footage_request.officer), url, {"once": key()}, Export)

    def footage_deliver(self) -> Press:
        ask = received(b"film").upload.ask
        url = reverse("footage:deliver", args=[ask.public_id])
        return Press(self.sign_in(ask.site.owner), url, {}, DeliveryRecord)

    def api_ask_evidence_deliver(self) -> Press:
        ask = received(b"film").upload.ask
        url = f"/api/v1/asks/{ask.public_id}/deliver/"
        return Press(self.sign_in(ask.site.owner), url, {}, DeliveryRecord)

    def api_ask_answer(self) -> Press:
        ask = AskFactory()
        url = f"/api/v1/asks/{ask.public_id}/answer/"
        return Press(self.sign_in(ask.site.owner), url, {"answer": "held"}, Answer)

    def footage_answer(self) -> Press:
        """To answer by a link a code is sent."""
        ask = AskFactory()
        client = Client()
        client.get(link_of(ask))  # This browser is known by its cookie from now on.
        url = f"{link_of(ask)}answer/"
        return Press(client, url, {"answer": "held"}, OneTimeCode)

    def footage_tus(self) -> Press:
        ask = AskFactory(answer=Ask.Answer.APPROVED)
        metadata = encoded({"ask": str(ask.public_id), "filename": "a.mp4", "once": key()})
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": metadata}
        client = self.sign_in(ask.site.owner)
        return Press(client, "/uploads/", {}, Upload, how={"headers": headers})

    # --- Areas and people

    def administration_add(self) -> Press:
        administrator = AppointmentFactory(role=Role.ADMINISTRATOR).person
        url = reverse("administration:add")
        return Press(self.sign_in(administrator), url, {"kind": "thôn", "name": "Mới"}, Hamlet)

    def administration_merge(self) -> Press:
        administrator = AppointmentFactory(role=Role.ADMINISTRATOR)
        old = HamletFactory.create_batch(2, commune=administrator.commune)
        data = {
            "hamlets": [str(hamlet.public_id) for hamlet in old],
            "kind": "thôn",
            "name": "Mới",
            "on": localdate().isoformat(),
            "sure": "yes",
        }
        url = reverse("administration:merge")
        return Press(self.sign_in(administrator.person), url, data, Hamlet)

    def people_create_organisation(self) -> Press:
        commune = CommuneFactory(open=True)
        data = {"name": "Trường Hòa Lạc", "kind": "school", "commune": commune.code}
        url = reverse("people:create_organisation")
        return Press(self.sign_in(UserFactory()), url, data, Organisation)

    def people_appoint(self) -> Press:
        administrator = AppointmentFactory(role=Role.ADMINISTRATOR).person
        url = reverse("people:appoint")
        return Press(self.sign_in(administrator), url, an_appointment(), Appointment)

    def people_correct_number(self) -> Press:
        administrator = AppointmentFactory(role=Role.ADMINISTRATOR)
        wrong = AppointmentFactory(
            role=Role.TREASURER, commune=administrator.commune, taken_up_at=None
        )
        url = reverse("people:correct_number", args=[wrong.public_id])
        client = self.sign_in(administrator.person)
        return Press(client, url, {"phone": "0987654321"}, Appointment)

    def people_organisation(self) -> Press:
        manager = MembershipFactory(role="manager")
        url = reverse("people:organisation", args=[manager.organisation.public_id])
        data = {"phone": "0987654321", "full_name": "Anh Nam", "role": "member"}
        return Press(self.sign_in(manager.person), url, data, Invitation)

    def people_accept_invitation(self) -> Press:
        shop = OrganisationFactory(commune__open=True)
        MembershipFactory(organisation=shop, role="manager")
        person = UserFactory()
        invitation = InvitationFactory(organisation=shop, phone=person.phone)
        url = reverse("people:accept_invitation", args=[invitation.public_id])
        page = reverse("people:account")
        return Press(self.sign_in(person), url, {}, Membership, page)

    def people_sign_in(self) -> Press:
        return Press(Client(), reverse("people:sign_in"), {"contact": "0912345678"}, OneTimeCode)

    def people_code_again(self) -> Press:
        client = Client()
        client.post(reverse("people:sign_in"), {"contact": "0912345678"})
        OneTimeCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        url, page = reverse("people:code_again"), reverse("people:code")
        return Press(client, url, {}, OneTimeCode, page)

    def people_confirm(self) -> Press:
        return Press(self.sign_in(UserFactory()), reverse("people:confirm"), {}, OneTimeCode)

    def people_change_contact(self) -> Press:
        url = reverse("people:change_contact", args=["phone"])
        return Press(self.sign_in(UserFactory()), url, {"phone": "0987654321"}, OneTimeCode)


CREATES = sorted(name for name in vars(Presses) if not name.startswith("_"))


def gave() -> Ask:
    """An owner gave footage, and an officer accepted it."""
    footage = sealed()
    ask = footage.upload.ask
    reviews.accept(footage, actor=ask.footage_request.officer)
    return ask


def key() -> str:
    return str(uuid.uuid4())


def without_key(data: dict[str, Any]) -> dict[str, Any]:
    """It comes from the page."""
    return {name: value for name, value in data.items() if name != "once"}


def keyed(press: Press) -> dict[str, Any]:
    """What the page is sent with, and the key that stands in it."""
    page = press.client.get(press.page or press.url)
    found = HIDDEN.search(page.text) if page.status_code == 200 else None
    return press.data | ({"once": found[1]} if found else {})


def pressed_at_once(press: Press) -> list[Any]:
    """The answers to TIMES presses, each over a connection to the database of its own."""
    data = press.data if press.is_api else keyed(press)
    how = press.how | ({"content_type": "application/json"} if press.is_api else {})
    ready = threading.Barrier(TIMES)

    def post(_nth: int) -> Any:
        client = Client()
        client.cookies.update(press.client.cookies)
        try:
            ready.wait(20)
            return client.post(press.url, data, **how)
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(post, range(TIMES)))


def in_table(name: str) -> str:
    return name.replace(":", "_").replace("-", "_")


def test_every_address_that_takes_a_post_creates_once_or_creates_nothing() -> None:
    posts = {name for name, address in addresses().items() if "POST" in address.methods}

    assert {in_table(name) for name in posts - CHANGES} == set(CREATES)
    assert posts >= CHANGES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CREATES)
def test_five_presses_at_once_make_one_row(of: Presses, name: str) -> None:
    press: Press = getattr(of, name)()
    before = press.rows._default_manager.count()

    answers = pressed_at_once(press)

    assert [answer.status_code for answer in answers if answer.status_code >= 400] == []
    assert press.rows._default_manager.count() == before + 1
    places = {answer.headers.get("Location") for answer in answers}
    assert len(places) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in CREATES if not name.startswith("api_")])
def test_each_opening_of_a_page_that_creates_has_another_key(of: Presses, name: str) -> None:
    if name in BY_WHAT_IS_THERE:
        return
    press: Press = getattr(of, name)()

    keys = {keyed(press).get("once") for _ in range(2)}

    assert len(keys) == 2
    assert None not in keys


# No key: what is there already decides. An ask has one delivery record, a gift one reversal that
# waits, a number one invitation, a term of office one row, a browser one code a minute to answer
# by a link.
BY_WHAT_IS_THERE = {
    "contributions_reverse",
    "footage_answer",
    "footage_deliver",
    "footage_tus",
    "people_accept_invitation",
    "people_appoint",
    "people_correct_number",
    "people_organisation",
}
BY_WHAT_IS_THERE_OVER_THE_API = {"api_ask_answer", "api_ask_evidence_deliver", "api_gift_reverse"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in CREATES if name.startswith("api_")])
def test_a_verb_that_creates_asks_for_a_key(of: Presses, name: str) -> None:
    press: Press = getattr(of, name)()
    body = without_key(press.data)

    refused = press.client.post(press.url, body, content_type="application/json")

    if name in BY_WHAT_IS_THERE_OVER_THE_API:
        assert refused.status_code < 400
    else:
        assert (refused.status_code, list(refused.json())) == (400, ["once"])
        assert list(refused.json()) == ["once"]
