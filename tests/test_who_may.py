"""Every address of the portal, asked for by everybody who should and should not get there.

A row is a name of an address, its methods and six letters, one for each of PEOPLE in order;
those of the other roles follow from them (`tests/who_may/roles.py`). Two addresses of one name
have a row each, with their routes.
`S` sent to sign in, `F` forbidden (403), `N` does not exist for them (404), `y` past the gates,
whatever the page then says. The methods are those the view itself answers to, so a method of an
address without a row fails, and so does a row nobody answers; methods that open different doors
have a row each. Whoever is stopped changes nothing and reads nothing of the owner.
"""

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from cameras.register import site_numbers
from contributions.campaigns.actions.reversals import ask_reversal
from portal.areas.models import Hamlet
from portal.notices import actions as notices
from portal.people.models import Role
from requests.asking.links import token_of
from requests.asking.models import Ask
from requests.evidence.actions import exports
from requests.evidence.models import Footage
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import SiteFactory
from tests.contributions.factories import (
    BankAccountFactory,
    CampaignFactory,
    PledgeFactory,
    book_cash,
    treasurer_of,
)
from tests.people.factories import (
    AppointmentFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)
from tests.requests.factories import AskableSiteFactory, AskFactory, SearchFactory
from tests.requests.footage_factories import UploadFactory, film, sealed
from tests.who_may.addresses import METHODS, TUS, address_of, addresses
from tests.who_may.asking import outcome
from tests.who_may.roles import EXCEPT, ROLES, RULES, letters_of

PEOPLE = ("anonymous", "stranger", "owner", "leader", "officer", "outsider")
OWNER = "Đặng Thị Kín Đáo"

DATA: dict[str, dict[str, Any]] = {
    "api:ask-answer": {"answer": "held"},
    "api:footage-decline": {"reason": "unclear"},
    "api:request-outcome": {"kind": "seen", "once": str(uuid4())},
    "api:request-refuse": {"note": "Vùng quá rộng"},
    "api:search-draft": {"sites": [str(uuid4())], "once": str(uuid4())},
    "api:camera-change": {"bearing": 90},
    "api:request-evidence-exports": {"once": str(uuid4())},
    "api:site-add-camera": {"bearing": 90, "once": str(uuid4())},
    "api:site-decide": {"purpose": "P8", "granted": True},
    "cameras:decide": {"purpose": "P8", "granted": "yes", "version": "4"},
    "notices:prefer_email": {"wanted": "no"},
    "people:change_language": {"language": "en"},
    # Asked once before, and sure: what is refused here was refused by the gates.
    **{
        name: {"sure": "yes"}
        for name in [
            "cameras:remove_camera",
            "contributions:close",
            "footage:close",
            "footage:disown",
            "footage:drop",
            "footage:recall",
            "footage:withdraw",
            "people:recovery_codes",
            "people:end_membership",
        ]
    },
}

# fmt: off
ROWS: dict[tuple[str, str], str] = {
    ("api:api-root", "GET"): "F y y y y y",
    ("api:ask-answer", "POST"): "F N y N N N",
    ("api:ask-detail", "GET"): "F N y N N N",
    ("api:ask-evidence-deliver", "POST"): "F N y N N N",
    ("api:ask-list", "GET"): "F y y y y y",
    ("api:ask-stop-reminders", "POST"): "F N y N N N",
    ("api:ask-evidence-uploads", "GET"): "F N y N N N",
    ("api:campaign-detail", "GET"): "y y y y y y",
    ("api:campaign-ledger", "GET"): "y y y y y y",
    ("api:campaign-list", "GET"): "y y y y y y",
    ("api:campaign-naming", "GET"): "y y y y y y",
    ("api:campaign-pledge", "POST"): "y y y y y y",
    ("api:camera-change", "POST"): "F N y N N N",
    ("api:camera-detail", "GET"): "F N y N N N",
    ("api:camera-leave-out", "POST"): "F N y N N N",
    ("api:camera-remove", "POST"): "F N y N N N",
    ("api:camera-take-in", "POST"): "F N y N N N",
    ("api:footage-accept", "POST"): "F F F F y N",
    ("api:footage-decline", "POST"): "F F F F y N",
    ("api:footage-detail", "GET"): "F F F F y N",
    ("api:campaign-change", "POST"): "F F F y F F",
    ("api:campaign-confirm-account", "POST"): "F F F y F F",
    ("api:campaign-refuse-account", "POST"): "F F F y F F",
    ("api:campaign-close", "POST"): "F F F y F F",
    ("api:campaign-own", "GET"): "F F F y F F",
    ("api:campaign-list", "POST"): "F F F y F F",
    ("api:campaign-open", "POST"): "F F F y F F",
    ("api:campaign-reopen", "POST"): "F F F y F F",
    ("api:gift-confirm", "POST"): "F F F y F F",
    ("api:gift-detail", "GET"): "F F F y F F",
    ("api:gift-erase", "POST"): "F F F F F F",
    ("api:gift-list", "GET"): "F F F y F F",
    ("api:gift-list", "POST"): "F F F y F F",
    ("api:gift-name", "POST"): "F F F y F F",
    ("api:gift-refuse", "POST"): "F F F y F F",
    ("api:gift-reverse", "POST"): "F F F y F F",
    ("api:gift-second-counter", "POST"): "F F F y F F",
    ("api:gift-second-counters", "GET"): "F F F y F F",
    ("api:pledge-detail", "GET"): "y y y y y y",
    ("api:pledge-name", "POST"): "y y y y y y",
    ("api:pledge-again", "POST"): "F F F y F F",
    ("api:pledge-list", "GET"): "F F F y F F",
    ("api:pledge-set-aside", "POST"): "F F F y F F",
    ("api:request-approve", "POST"): "F F F F y N",
    ("api:request-close", "POST"): "F F F F y N",
    ("api:request-detail", "GET"): "F F F F y N",
    ("api:request-drop", "POST"): "F F F F y N",
    ("api:request-evidence-exports", "GET"): "F F F F y N",
    ("api:request-evidence-exports", "POST"): "F F F F y N",
    ("api:request-evidence-files", "GET"): "F F F F y N",
    ("api:request-list", "GET"): "F F F F y y",
    ("api:request-outcome", "POST"): "F F F F y N",
    ("api:request-recall", "POST"): "F F F F y N",
    ("api:request-disown", "POST"): "F F F F y N",
    ("api:request-refuse", "POST"): "F F F F y N",
    ("api:request-document-scan", "POST"): "F F F F y N",
    ("api:request-submit", "POST"): "F F F F y N",
    ("api:request-write", "POST"): "F F F F y N",
    ("api:reversal-confirm", "POST"): "F F F y F F",
    ("api:reversal-detail", "GET"): "F F F y F F",
    ("api:reversal-list", "GET"): "F F F y F F",
    ("api:reversal-refuse", "POST"): "F F F y F F",
    ("api:reversal-second-counter", "POST"): "F F F y F F",
    ("api:schema", "GET"): "y y y y y y",
    ("api:search-detail", "GET"): "F F F F y N",
    ("api:search-draft", "POST"): "F F F F y N",
    ("api:search-list", "POST"): "F F F F y y",
    ("api:site-add-camera", "POST"): "F N y N N N",
    ("api:site-answer", "POST"): "F N y N N N",
    ("api:site-decide", "POST"): "F N y N N N",
    ("api:site-detail", "GET"): "F N y N N N",
    ("api:site-list", "GET"): "F y y y y y",
    ("api:site-list", "POST"): "F y y y y y",
    ("api:site-pause", "POST"): "F N y N N N",
    ("api:site-location", "POST"): "F N y N N N",
    ("api:site-remove", "POST"): "F N y N N N",
    ("api:site-resume", "POST"): "F N y N N N",
    ("api:site-words", "GET"): "F y y y y y",
    ("api:upload-detail", "GET"): "F N y N N N",
    ("api:upload-withdraw", "POST"): "F N y N N N",
    ("areas:ground", "GET"): "y y y y y y",
    ("areas:search", "GET"): "y y y y y y",
    ("cameras:add_camera", "GET POST"): "S N y N N N",
    ("cameras:answer", "POST"): "S N y N N N",
    ("cameras:ask_owner", "GET POST"): "S F F y F F",
    ("cameras:by_number", "GET"): "y y y y y y",
    ("cameras:camera", "GET POST"): "S N y N N N",
    ("cameras:consent", "GET"): "S N y N N N",
    ("cameras:decide", "POST"): "S N y N N N",
    ("cameras:detail", "GET"): "S N y N N N",
    ("cameras:leave_out", "POST"): "S N y N N N",
    ("cameras:map", "GET"): "S F F F y y",
    ("cameras:map_data", "GET"): "S F F F y y",
    ("cameras:mine", "GET"): "S y y y y y",
    ("cameras:pause", "POST"): "S N y N N N",
    ("cameras:location", "GET POST"): "S N y N N N",
    ("cameras:plate", "GET"): "S N y N N N",
    ("cameras:register", "GET POST"): "S y y y y y",
    ("cameras:remove", "GET POST"): "S N y N N N",
    ("cameras:remove_camera", "POST"): "S N y N N N",
    ("cameras:residents", "GET"): "S F F y F F",
    ("cameras:resume", "POST"): "S N y N N N",
    ("cameras:suggest", "GET"): "S y y y y y",
    ("cameras:take_in", "POST"): "S N y N N N",
    ("cameras:messages", "GET POST"): "S y y y y y",
    ("cameras:vouch", "POST"): "S F F y F F",
    ("cameras:vouching", "GET"): "S F F y F F",
    ("cameras:where", "GET"): "S y y y y y",
    ("contributions:account", "GET"): "S F F y F F",
    ("contributions:confirm_account", "POST"): "S F F y F F",
    ("contributions:refuse_account", "POST"): "S F F y F F",
    ("contributions:ask_another_counter", "POST"): "S F F y F F",
    ("contributions:ask_another_to_reverse", "POST"): "S F F y F F",
    ("contributions:campaign", "GET"): "y y y y y y",
    ("contributions:campaigns", "GET"): "y y y y y y",
    ("contributions:cash", "GET POST"): "S F F y F F",
    ("contributions:cash_here", "GET"): "S F F y F F",
    ("contributions:close", "POST"): "S F F y F F",
    ("contributions:confirm", "POST"): "S F F y F F",
    ("contributions:confirm_reversal", "POST"): "S F F y F F",
    ("contributions:count_again", "POST"): "S F F y F F",
    ("contributions:draft", "GET"): "S F F y F F",
    ("contributions:edit", "GET POST"): "S F F y F F",
    ("contributions:erase_giver", "GET POST"): "S F F F F F",
    ("contributions:giver_receipt", "GET"): "N N N N N N",
    ("contributions:givers", "GET"): "y y y y y y",
    ("contributions:kind", "GET POST"): "S F F y F F",
    ("contributions:ledger", "GET"): "y y y y y y",
    ("contributions:ledger_pdf", "GET"): "y y y y y y",
    ("contributions:ledger_sheet", "GET"): "y y y y y y",
    ("contributions:manage", "GET"): "S F F y F F",
    ("contributions:new", "GET POST"): "S F F y F F",
    ("contributions:open", "POST"): "S F F y F F",
    ("contributions:new_pledge", "GET POST"): "y y y y y y",
    ("contributions:pledge_png", "GET"): "y y y y y y",
    ("contributions:pledge_name", "POST"): "y y y y y y",
    ("contributions:pledge_svg", "GET"): "y y y y y y",
    ("contributions:pledge", "GET"): "y y y y y y",
    ("contributions:qr_png", "GET"): "y y y y y y",
    ("contributions:qr_svg", "GET"): "y y y y y y",
    ("contributions:gift", "GET"): "S F F y F F",
    ("contributions:receipt_pdf", "GET"): "S F F y F F",
    ("contributions:refuse", "POST"): "S F F y F F",
    ("contributions:refuse_reversal", "POST"): "S F F y F F",
    ("contributions:giver_refund", "GET"): "N N N N N N",
    ("contributions:refund_pdf", "GET"): "S F F y F F",
    ("contributions:reopen", "POST"): "S F F y F F",
    ("contributions:reversal", "GET"): "S F F y F F",
    ("contributions:reverse", "GET POST"): "S F F y F F",
    ("contributions:set_aside", "POST"): "S F F y F F",
    ("contributions:gift_name", "GET POST"): "S F F y F F",
    ("contributions:transfer", "GET POST"): "S F F y F F",
    ("footage:accept", "POST"): "S F F F y N",
    ("footage:answer", "POST"): "y y y y y y",
    ("footage:answer_asked", "POST"): "N N y N N N",
    ("footage:answers", "GET"): "S F F F y N",
    ("footage:approve", "POST"): "S F F F y N",
    ("footage:ask", "GET"): "y y y y y y",
    ("footage:ask_document", "GET"): "y y y y y y",
    ("footage:asked", "GET"): "S N y N N N",
    ("footage:asked_document", "GET"): "N N y N N N",
    ("footage:check_again", "POST"): "S F F F y N",
    ("footage:check_upload_again", "POST"): "N N y N N N",
    ("footage:close", "POST"): "S F F F y N",
    ("footage:decline", "POST"): "S F F F y N",
    ("footage:detail", "GET"): "S F F F y N",
    ("footage:document", "GET"): "S F F F y N",
    ("footage:drop", "POST"): "S F F F y N",
    ("footage:export", "POST"): "S F F F y N",
    ("footage:export_download", "GET"): "S F F F y N",
    ("footage:export_key", "GET"): "y y y y y y",
    ("footage:hits", "GET POST"): "S F F F y N",
    ("footage:deliver", "POST"): "N N y N N N",
    ("footage:journal", "GET"): "S F F F y y",
    ("footage:list", "GET"): "S F F F y y",
    ("footage:original", "GET"): "S F F F y N",
    ("footage:outcome", "POST"): "S F F F y N",
    ("footage:poster", "GET"): "S F F F y N",
    ("footage:preview", "GET"): "S F F F y N",
    ("footage:price", "GET"): "S F F F y N",
    ("footage:forget_browser", "POST"): "y y y y y y",
    ("footage:stop_reminders", "POST"): "N N y N N N",
    ("footage:recall", "POST"): "S F F F y N",
    ("footage:disown", "POST"): "S F F F y N",
    ("footage:delivery_record", "GET"): "N N y N N N",
    ("footage:delivery_record_copy", "GET"): "S F F F y N",
    ("footage:delivery_record_files", "GET"): "N N y N N N",
    ("footage:delivery_record_pdf", "GET"): "N N y N N N",
    ("footage:refuse", "POST"): "S F F F y N",
    ("footage:review", "GET"): "S F F F y N",
    ("footage:review_files", "GET"): "S F F F y N",
    ("footage:search", "GET POST"): "S F F F y y",
    ("footage:unit_work", "GET"): "S F F F F F",
    ("footage:withdraw", "POST"): "N N y N N N",
    ("footage:tus", "POST"): "N N y N N N",
    ("footage:tus_digests", "GET"): "N N y N N N",
    ("footage:tus_upload", "HEAD PATCH DELETE"): "N N y N N N",
    ("footage:upload", "GET"): "N N y N N N",
    ("footage:upload_files", "GET"): "N N y N N N",
    ("footage:write", "GET POST"): "S F F F y N",
    ("healthz", "GET"): "y y y y y y",
    ("home", "GET"): "y y y y y y",
    ("administration:add", "GET POST"): "S F F F F F",
    ("administration:change", "GET POST"): "S F F F F F",
    ("administration:clusters", "GET"): "S F F F F F",
    ("administration:first_use", "GET POST"): "S F F F F F",
    ("administration:hamlets", "GET"): "S F F F F F",
    ("administration:merge", "GET POST"): "S F F F F F",
    ("administration:profile", "GET POST"): "S F F F F F",
    ("journal:roots", "GET"): "y y y y y y",
    ("journal:roots_file", "GET"): "y y y y y y",
    ("look:theme", "POST"): "y y y y y y",
    ("notices:inbox", "GET"): "S y y y y y",
    ("notices:open", "GET"): "S N y N N N",
    ("notices:outbox", "GET"): "y y y y y y",
    ("notices:prefer_email", "POST"): "S y y y y y",
    ("people:accept_invitation", "POST"): "S N N N y N",
    ("people:account", "GET"): "S y y y y y",
    ("people:add_app", "GET POST"): "S y y y y y",
    ("people:add_passkey", "GET POST"): "S y y y y y",
    ("people:appoint", "GET POST"): "S F F F F F",
    ("people:change_language", "POST"): "S y y y y y",
    ("people:change_name", "GET POST"): "S y y y y y",
    ("people:change_contact", "GET POST"): "S y y y y y",
    ("people:choose_appointment", "GET"): "S y y y y y",
    ("people:choose_appointment", "POST"): "S N N N y N",
    ("people:code", "GET POST"): "y y y y y y",
    ("people:code_again", "POST"): "y y y y y y",
    ("people:confirm", "GET POST"): "S y y y y y",
    ("people:end_membership", "POST"): "S N N N N N",
    ("people:end_appointment", "GET POST"): "S F F F F F",
    ("people:correct_number", "GET POST"): "S F F F F F",
    ("people:create_organisation", "GET POST"): "S y y y y y",
    ("people:name", "GET POST"): "S y y y y y",
    ("people:organisation", "GET POST"): "S N N N N N",
    ("people:passkey_question", "GET"): "S y y y y y",
    ("people:appointments", "GET"): "S F F F F F",
    ("people:recovery_codes", "GET POST"): "S N N N N N",
    ("people:refuse_appointment", "POST"): "S N N N y N",
    ("people:refuse_invitation", "POST"): "S N N N y N",
    ("people:remove_factor", "POST"): "S N N N N N",
    ("people:second_factor", "GET"): "S y y y y y",
    ("people:show_factor", "GET POST"): "S y y y y y",
    ("people:sign_in", "GET POST"): "y y y y y y",
    ("people:sign_out", "POST"): "y y y y y y",
    ("people:sign_out_everywhere", "POST"): "S y y y y y",
    ("people:take_up", "GET POST"): "S N N N y N",
    ("people:take_back", "GET POST"): "y y y y y y",
    ("people:withdraw_invitation", "POST"): "S N N N N N",
    ("readyz", "GET"): "y y y y y y",
    ("reports:cameras", "GET"): "y y y y y y",
    ("reports:commune", "GET"): "y y y y y y",
    ("reports:communes", "GET"): "y y y y y y",
    ("reports:help", "GET"): "y y y y y y",
    ("reports:today", "GET"): "S y y y y y",
    ("set_language", "GET POST"): "y y y y y y",
}
# fmt: on


@dataclass
class World:
    """One commune with one of everything, and who asks for it."""

    hamlet: Hamlet
    clients: dict[str, Client]
    args: dict[str, list[Any]]
    data: dict[str, dict[str, Any]]
    headers: dict[str, dict[str, str]]


@pytest.fixture
def world(db: None, sign_in: Any) -> World:
    commune = CommuneFactory(open=True)
    hamlet = HamletFactory(commune=commune)
    officer = AppointmentFactory(role=Role.OFFICER, commune=commune)
    site = AskableSiteFactory(
        commune=commune,
        hamlet=hamlet,
        owner=UserFactory(full_name=OWNER),
        label=OWNER,
        number=site_numbers.next_after(commune.profile.abbreviation, 0)[1],
    )
    ask = AskFactory(
        site=site,
        answer=Ask.Answer.APPROVED,
        footage_request__appointment=officer,
        footage_request__commune=commune,
    )
    campaign = CampaignFactory(hamlet=hamlet)
    BankAccountFactory(campaign=campaign)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet)
    outsider = AppointmentFactory(role=Role.OFFICER, commune=CommuneFactory(open=True))
    people = {
        "stranger": UserFactory(),
        "owner": site.owner,
        "leader": leader.person,
        "officer": officer.person,
        "outsider": outsider.person,
        "treasurer": treasurer_of(campaign).person,
        "chief": AppointmentFactory(role=Role.CHIEF, commune=commune).person,
        "duty": AppointmentFactory(role=Role.DUTY, commune=commune).person,
        "administrator": AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune).person,
        "supervisor": AppointmentFactory(role=Role.SUPERVISOR, commune=commune).person,
        "reader": AppointmentFactory(role=Role.PROVINCE_READER, province=commune.province).person,
        "operator": AppointmentFactory(role=Role.OPERATOR, province=commune.province).person,
    }
    tus = {"Tus-Resumable": "1.0.0"}
    return World(
        hamlet=hamlet,
        clients={"anonymous": Client()} | {who: sign_in(one) for who, one in people.items()},
        args=arguments(ask, campaign, leader, officer),
        data=DATA
        | {
            "api:site-words": {"commune": commune.code},
            "cameras:suggest": {"commune": commune.code, "q": "a"},
            "people:choose_appointment": {"appointment": str(officer.public_id)},
        },
        headers={
            "footage:tus": tus | {"Upload-Length": "9", "Upload-Metadata": f"ask {_base64(ask)}"},
            "footage:tus_digests": tus,
            "footage:tus_upload": tus | {"Upload-Offset": "0"},
        },
    )


def _base64(ask: Ask) -> str:
    return base64.b64encode(str(ask.public_id).encode()).decode()


def arguments(ask: Ask, campaign: Any, leader: Any, officer: Any) -> dict[str, list[Any]]:
    """What fills the blanks of an address, by the beginning of its name, the longest first."""
    site, asked = ask.site, ask.footage_request
    treasurer = treasurer_of(campaign)
    gift = book_cash(campaign, leader, treasurer)
    reversal = ask_reversal(
        gift,
        actor=leader.person,
        second_counter=treasurer.person,
        reason="Người ủng hộ chuyển đi nơi khác",
        kind="refund",
    )
    pledge = PledgeFactory(campaign=campaign)
    film_ready = sealed(film(), ask=ask)
    film_ready.poster.write_bytes(b"a picture")
    film_ready.preview.write_bytes(b"a film")
    Footage.objects.filter(pk=film_ready.pk).update(has_poster=True, preview_seconds=2)
    sealed(ask=ask, status="accepted", reviewer=officer.person, reviewed_at=asked.until)
    export = exports.make(asked, actor=officer.person)
    upload = UploadFactory(ask=ask)
    membership = MembershipFactory(organisation__commune=site.commune)
    invitation = InvitationFactory(person=officer.person, phone=officer.person.phone)
    notice = notices.tell(site.owner, "site_vouched", number=site.number)
    search = SearchFactory(appointment=officer)
    camera = site.cameras.get()
    cluster = SiteFactory(commune=site.commune, kind="public", owner=None)
    return {
        "areas:ground": [site.commune.code],
        "cameras:": [site.public_id],
        "cameras:by_number": [site.number],
        "cameras:camera": [site.public_id, camera.public_id],
        "cameras:remove_camera": [site.public_id, camera.public_id],
        "cameras:leave_out": [site.public_id, camera.public_id],
        "cameras:take_in": [site.public_id, camera.public_id],
        "notices:open": [notice.public_id],
        "people:change_contact": ["phone"],
        "people:organisation": [membership.organisation.public_id],
        "people:end_membership": [membership.public_id],
        "people:end_appointment": [leader.public_id],
        "people:correct_number": [leader.public_id],
        "people:take_up": [officer.public_id],
        "people:refuse_appointment": [officer.public_id],
        "people:accept_invitation": [invitation.public_id],
        "people:refuse_invitation": [invitation.public_id],
        "people:withdraw_invitation": [invitation.public_id],
        "footage:": [asked.public_id],
        "footage:hits": [search.public_id],
        "footage:price": [search.public_id],
        "footage:asked": [ask.public_id],
        "footage:answer_asked": [ask.public_id],
        "footage:stop_reminders": [ask.public_id],
        "footage:upload": [ask.public_id],
        "footage:deliver": [ask.public_id],
        "footage:delivery_record": [ask.public_id],
        "footage:delivery_record_copy": [film_ready.delivery_record.public_id],
        "footage:withdraw": [ask.public_id, upload.public_id],
        "footage:poster": [film_ready.public_id],
        "footage:preview": [film_ready.public_id],
        "footage:original": [film_ready.public_id],
        "footage:check_again": [film_ready.public_id],
        "footage:check_upload_again": [ask.public_id, film_ready.upload.public_id],
        "footage:accept": [film_ready.public_id],
        "footage:decline": [film_ready.public_id],
        "footage:export_download": [export.public_id],
        "footage:tus_digests": [upload.public_id],
        "footage:tus_upload": [upload.public_id],
        "footage:ask": [token_of(ask)],
        "footage:asked_document": [ask.public_id],
        "footage:answer": [token_of(ask)],
        "footage:answers": [asked.public_id],
        "footage:ask_document": [token_of(ask)],
        "reports:": [site.commune.code],
        "administration:change": [site.hamlet.public_id],
        "administration:first_use": [cluster.public_id],
        "contributions:": [campaign.public_id],
        "contributions:pledge": [pledge.public_id],
        "contributions:pledge_": [pledge.public_id],
        "contributions:set_aside": [campaign.public_id, pledge.code],
        "contributions:count_again": [campaign.public_id, pledge.code],
        "contributions:giver_receipt": [pledge.public_id, gift.public_id],
        "contributions:giver_refund": [pledge.public_id, gift.public_id],
        "contributions:refund_pdf": [reversal.public_id],
        "contributions:gift": [gift.public_id],
        "contributions:confirm": [gift.public_id],
        "contributions:confirm_account": [campaign.public_id],
        "contributions:refuse_account": [campaign.public_id],
        "contributions:refuse": [gift.public_id],
        "contributions:ask_another_counter": [gift.public_id],
        "contributions:ask_another_to_reverse": [reversal.public_id],
        "contributions:erase_giver": [gift.public_id],
        "contributions:receipt_pdf": [gift.public_id],
        "contributions:gift_name": [gift.public_id],
        "contributions:reverse": [gift.public_id],
        "contributions:reversal": [reversal.public_id],
        "contributions:confirm_reversal": [reversal.public_id],
        "contributions:refuse_reversal": [reversal.public_id],
        "api:camera": [camera.public_id],
        "api:site": [site.public_id],
        "api:campaign": [campaign.public_id],
        "api:gift": [gift.public_id],
        "api:pledge": [pledge.public_id],
        "api:pledge-set-aside": [pledge.code],
        "api:pledge-again": [pledge.code],
        "api:reversal": [reversal.public_id],
        "api:request": [asked.public_id],
        "api:search": [search.public_id],
        "api:ask": [ask.public_id],
        "api:footage": [film_ready.public_id],
        "api:upload": [upload.public_id],
    }


Way = tuple[str, str]  # the key of an address and a method
WAYS = {(name, method): row for (name, some), row in ROWS.items() for method in some.split()}


def asked(world: World, client: Client, name: str, method: str) -> tuple[str, list[str]]:
    headers = world.headers.get(name, {})
    url = address_of(name, world.args)
    return outcome(client, method, url, world.data.get(name, {}), headers, OWNER)


def expected(who: str) -> dict[Way, str]:
    column = (*PEOPLE, *ROLES).index(who)
    return {way: letters_of(way, row).split()[column] for way, row in WAYS.items()}


def differing(world: World, client: Client, wanted: dict[Way, str]) -> dict[Way, str]:
    got = {way: asked(world, client, *way)[0] for way in wanted}
    return {way: letter for way, letter in got.items() if letter != wanted[way]}


def test_every_method_of_every_address_has_a_row():
    answered = {(key, method) for key, address in addresses().items() for method in address.methods}

    assert set(WAYS) == answered


def test_no_way_has_two_rows():
    assert len(WAYS) == sum(len(some.split()) for _name, some in ROWS)


def test_every_rule_is_a_row_s_and_every_exception_differs_from_its_rule():
    assert set(RULES) == set(WAYS.values())
    assert {way for way in EXCEPT if EXCEPT[way] == RULES[WAYS[way]]} == set()


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may(world: World, who: str):
    assert differing(world, world.clients[who], expected(who)) == {}


def test_what_other_roles_may(world: World):
    got = {who: differing(world, world.clients[who], expected(who)) for who in ROLES}

    assert {who: letters for who, letters in got.items() if letters} == {}


@pytest.mark.parametrize("who", PEOPLE)
def test_another_method_opens_no_door_and_changes_nothing(world: World, who: str):
    letters = expected(who)
    # A resource with methods for some roles refuses the others (403) before it says 405.
    allowed = {name: {"-", "F"} for name, _method in letters}
    for (name, _method), letter in letters.items():
        allowed[name].add(letter)
    others = [
        (name, method) for name in allowed for method in METHODS if (name, method) not in WAYS
    ]

    got = {way: asked(world, world.clients[who], *way) for way in others}

    assert {way: letter for way, (letter, _) in got.items() if letter not in allowed[way[0]]} == {}
    assert {way: wrote for way, (_, wrote) in got.items() if wrote and way[1] != "HEAD"} == {}


def test_who_held_every_appointment_until_yesterday_is_a_stranger(world: World, sign_in: Any):
    yesterday = timezone.localdate() - timedelta(days=1)
    person = UserFactory()
    held = {"person": person, "since": yesterday, "until": yesterday}
    for role in (Role.OFFICER, Role.CHIEF, Role.ADMINISTRATOR, Role.TREASURER):
        AppointmentFactory(role=role, commune=world.hamlet.commune, **held)
    AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=world.hamlet, **held)

    assert differing(world, sign_in(person), expected("stranger")) == {}


@pytest.mark.parametrize("name", TUS)
def test_tus_answers_to_the_methods_it_is_asked_by(world: World, name: str):
    tus = {"Tus-Resumable": "1.0.0"}

    refused = world.clients["owner"].generic("PUT", address_of(name, world.args), headers=tus)

    assert refused.status_code == 405
    assert set(refused["Allow"].split(", ")) == {"OPTIONS", *TUS[name]}


def held(world: World, client: Client, name: str) -> Any:
    """The page that comes of sending this form, which was written at another address."""
    url = address_of(name, world.args)
    sent = {"words": "Đã viết", "scan": ContentFile(b"1", "a.pdf")}
    page = client.post(url, sent, headers={"referer": f"http://testserver{url}?a=1"})
    assert page.status_code == 401, name
    assert '<input type="hidden" name="words" value="Đã viết">' in page.text, name
    assert f'action="{url}"' in page.text, name
    assert page.context["held"]["back"] == f"{url}?a=1", name
    assert "chọn lại tệp" in page.text, name
    return page


def test_every_form_sent_after_the_session_ended_is_held_with_what_was_written(
    world: World, client: Client
) -> None:
    forms = {
        name
        for (name, methods), letters in ROWS.items()
        # A press without a field in which anything could be written.
        if "POST" in methods and letters.startswith("S") and name != "notices:prefer_email"
    }

    assert len(forms) > 60
    for name in sorted(forms):
        assert "/sign-in/?next=" in held(world, client, name).context["first_and_back"]


def test_every_form_of_the_police_sent_after_the_second_factor_ended_is_held(
    world: World, sign_in: Any
) -> None:
    officer = world.hamlet.commune.appointments.get(role=Role.OFFICER).person
    client = sign_in(officer, second_factor=False)
    forms = {
        name
        for (name, methods), letters in ROWS.items()
        if name.startswith("footage:") and "POST" in methods and letters.startswith("S")
    }

    assert len(forms) == 14
    for name in sorted(forms):
        page = held(world, client, name)
        assert "/account/second-factor/?next=" in page.context["first_and_back"]
