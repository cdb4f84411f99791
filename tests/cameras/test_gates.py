"""The third gate: each action asks whether this actor may, and leaves all as it was if not."""

import inspect
import uuid
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cameras.register import actions
from cameras.register.actions import (
    cameras,
    consents,
    police_map,
    public_clusters,
    sites,
    vouching,
)
from cameras.register.consent_choices import ConsentChoice, ConsentSource
from cameras.register.locations import Location
from cameras.register.models import Camera, Consent, Site, Vouching
from cameras.register.registrations import CameraFacts, ClusterRegistration, Ownership, Registration
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Preference
from portal.people.models import Organisation, Role, User
from tests.areas.factories import HamletFactory
from tests.cameras.factories import CameraFactory, ConsentFactory, SiteFactory, VouchingFactory
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

THERE = Point(107.98, 21.53, srid=4326)
YES = dict.fromkeys(["P1", "P2", "P3", "P8"], ConsentChoice(granted=True))

Act = Callable[[Site, Any], object]


def _asked_for(site: Site) -> Camera:
    return site.cameras.order_by("ordinal")[0]


def _left_out(site: Site) -> Camera:
    return site.cameras.order_by("ordinal")[1]


# What only who answers for a site may do to it.
OWN: dict[str, Act] = {
    "change_site": lambda site, actor: sites.change_site(
        site,
        actor=actor,
        label="khác",
        address="14 Nguyễn Du",
        location=Location(THERE, site.commune, None),
    ),
    "pause_site": lambda site, actor: sites.pause_site(site, actor=actor),
    "resume_site": lambda site, actor: sites.resume_site(site, actor=actor),
    "remove_site": lambda site, actor: sites.remove_site(site, actor=actor),
    "add_camera": lambda site, actor: cameras.add_camera(site, CameraFacts(9), actor=actor),
    "change_camera": lambda site, actor: cameras.change_camera(
        _asked_for(site), CameraFacts(9), actor=actor
    ),
    "remove_camera": lambda site, actor: cameras.remove_camera(_asked_for(site), actor=actor),
    "decide_consent": lambda site, actor: consents.decide_consent(
        site, "P2", ConsentChoice(granted=False), actor=actor
    ),
    "withdraw_consents": lambda site, actor: consents.withdraw_consents(
        site, actor=actor, source=ConsentSource()
    ),
    "leave_out_camera": lambda site, actor: consents.leave_out_camera(
        _asked_for(site), actor=actor
    ),
    "take_in_camera": lambda site, actor: consents.take_in_camera(_left_out(site), actor=actor),
    "answer_question": lambda site, actor: vouching.answer_question(
        site, actor=actor, reply="Góc chợ"
    ),
}
# What others may do, each by an appointment or a membership.
OTHERS = {
    "register_site",
    "vouch_for",
    "ask_owner",
    "date_first_use",
    "register_cluster",
    "follow_merger",
    "open_map",
    "decide_messages",
}
# Parts of an action that has asked already.
PARTS = {
    "decide_at_registration",
    "enter_site",
    "entered_before",
    "follow_move",
    "tell_by_messages",
}


def everything() -> list[Any]:
    models = (Site, Camera, Consent, Vouching, Entry, Preference, Organisation, User)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_every_action_with_an_actor_is_refused_somewhere_here() -> None:
    modules = [
        import_module(f"{actions.__name__}.{module.name}")
        for module in iter_modules(actions.__path__)
        if module.name != "guards"
    ]
    taken = {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }

    assert taken == {*OWN, *OTHERS, *PARTS}


@pytest.fixture
def site() -> Any:
    site = SiteFactory(consents={"P1", "P2", "P3"}, label="nhà", address="12 Nguyễn Du")
    CameraFactory(site=site)
    ConsentFactory(site=site, camera=CameraFactory(site=site), purpose="P3", granted=False)
    VouchingFactory(site=site, asked=True)
    site.refresh_from_db()
    return site


@pytest.mark.parametrize("name", OWN)
def test_nobody_else_does_to_a_site_what_its_owner_may(site: Any, name: str) -> None:
    if name == "resume_site":
        Site.objects.filter(pk=site.pk).update(status="paused", paused_at=timezone.now())
    neighbour = SiteFactory(commune=site.commune).owner
    leader = AppointmentFactory(role=Role.ADMINISTRATOR, commune=site.commune).person
    before = everything()

    for stranger in (neighbour, leader):
        with pytest.raises(RuleViolation, match="Chỉ chủ camera"):
            OWN[name](site, stranger)

    assert everything() == before
    OWN[name](site, site.owner)
    assert everything() != before


@pytest.mark.parametrize("name", OWN)
def test_a_member_answers_until_the_membership_ends(name: str) -> None:
    membership = MembershipFactory(organisation__kind="school")
    site = SiteFactory(
        kind="school", owner=None, organisation=membership.organisation, consents={"P1", "P2"}
    )
    CameraFactory.create_batch(2, site=site)

    assert site.is_answered_by(membership.person)
    membership.until = timezone.now()
    membership.save()

    with pytest.raises(RuleViolation, match="Chỉ chủ camera"):
        OWN[name](site, membership.person)


def test_who_answers_is_one_rule_read_from_both_sides() -> None:
    member, past = MembershipFactory(), MembershipFactory()
    past.until = timezone.now()
    past.save()
    rows = [
        SiteFactory(),
        SiteFactory(kind="business", owner=None, organisation=member.organisation),
        SiteFactory(kind="business", owner=None, organisation=past.organisation),
        SiteFactory(kind="public", owner=None),
        SiteFactory(kind="public", owner=None, organisation=member.organisation),
    ]

    for person in User.objects.all():
        answered = set(Site.objects.answered_by(person))
        assert answered == {site for site in rows if person in site.answerers}
        assert answered == {site for site in rows if site.is_answered_by(person)}
    assert not Site.objects.answered_by(None).exists()
    assert not Site.objects.answered_by().exists()
    assert set(Site.objects.answered_by(None, rows[0].owner)) == {rows[0]}
    assert set(Site.objects.answered_by(rows[0].owner, member.person)) == {
        rows[0],
        rows[1],
        rows[4],
    }


# REGISTERING FOR SOMEBODY ELSE


@pytest.fixture
def hamlet() -> Any:
    return HamletFactory(commune__open=True)


@pytest.fixture
def owner() -> Any:
    return UserFactory(full_name="Nguyễn Thị Hạnh")


def on_paper(witness: Any, **facts: Any) -> ConsentSource:
    return replace(ConsentSource(channel=Consent.Channel.PAPER, witness=witness), **facts)


def registration(hamlet: Any, source: ConsentSource, **facts: Any) -> Registration:
    location = Location(THERE, hamlet.commune, hamlet)
    two = [CameraFacts(9), CameraFacts(99)]
    return replace(Registration(location, two, YES, source=source), **facts)


@pytest.mark.parametrize("role", [Role.HAMLET_LEADER, Role.ADMINISTRATOR])
def test_who_leads_registers_for_an_owner_who_agreed_on_paper(
    hamlet: Any, owner: Any, role: str
) -> None:
    area = {"hamlet": hamlet} if role == Role.HAMLET_LEADER else {"commune": hamlet.commune}
    leader, witness = AppointmentFactory(role=role, **area).person, UserFactory()

    site = sites.register_site(registration(hamlet, on_paper(witness)), owner=owner, actor=leader)

    assert (site.owner, site.cameras.count()) == (owner, 2)
    rows = site.consents.all()
    assert {(row.person, row.channel, row.witness) for row in rows} == {(owner, "paper", witness)}
    entries = Entry.objects.of(site.stream)
    assert {entry.actor for entry in entries} == {leader}
    assert [entry.facts.get("channel") for entry in entries] == [None, *["paper"] * 4]
    assert Preference.objects.get(person=owner).is_wanted


def test_nobody_else_registers_for_an_owner(hamlet: Any, owner: Any) -> None:
    elsewhere = HamletFactory(commune=hamlet.commune)
    strangers = [
        UserFactory(),
        AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=elsewhere).person,
        AppointmentFactory(role=Role.OFFICER, commune=hamlet.commune).person,
        AppointmentFactory(role=Role.ADMINISTRATOR, commune=HamletFactory().commune).person,
    ]
    facts = registration(hamlet, on_paper(UserFactory()))
    before = everything()

    for stranger in strangers:
        with pytest.raises(RuleViolation, match="đăng ký thay"):
            sites.register_site(facts, owner=owner, actor=stranger)

    assert everything() == before
    sites.register_site(facts, owner=owner, actor=owner)
    assert everything() != before


def test_without_paper_and_a_witness_nobody_registers_for_an_owner(hamlet: Any, owner: Any) -> None:
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person
    sources = [
        ConsentSource(),
        on_paper(None),
        on_paper(owner),
        on_paper(leader, channel=Consent.Channel.SMS),
    ]
    before = everything()

    for source in sources:
        with pytest.raises(RuleViolation, match="giấy đồng ý"):
            sites.register_site(registration(hamlet, source), owner=owner, actor=leader)

    assert everything() == before
    sites.register_site(registration(hamlet, on_paper(leader)), owner=owner, actor=leader)
    assert everything() != before


def test_an_organisation_is_taken_from_its_members_alone(hamlet: Any, owner: Any) -> None:
    school = OrganisationFactory(kind="school")
    ownership = Ownership(kind="school", organisation=school, employees_told=True)
    facts = registration(hamlet, ConsentSource(), ownership=ownership)
    before = everything()

    with pytest.raises(RuleViolation, match="thành viên của đơn vị"):
        sites.register_site(facts, owner=owner, actor=owner)

    assert everything() == before
    school.memberships.create(person=owner)
    assert sites.register_site(facts, owner=owner, actor=owner).organisation == school


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"cameras": []}, "Chọn hướng quay"),
        ({"cameras": [CameraFacts(9), CameraFacts(360)]}, "359"),
        ({"consents": YES | {"P1": ConsentChoice(granted=False)}}, "vào sổ"),
        ({"consents": YES | {"P2": ConsentChoice(True, version=1)}}, "đã thay đổi"),
        ({"ownership": Ownership(kind="school", employees_told=True)}, "Ghi tên"),
        ({"ownership": Ownership(kind="school", organisation_name="Trường Mẫu")}, "người làm"),
    ],
)
def test_the_action_refuses_by_itself_what_page_and_api_refuse(
    hamlet: Any, owner: Any, changes: dict[str, Any], sentence: str
) -> None:
    before = everything()

    with pytest.raises(RuleViolation, match=sentence):
        facts = registration(hamlet, ConsentSource(), **changes)
        sites.register_site(facts, owner=owner, actor=owner)

    assert everything() == before


def test_one_page_never_leads_to_another_owner_s_site(hamlet: Any, owner: Any) -> None:
    leader = AppointmentFactory(role=Role.ADMINISTRATOR, commune=hamlet.commune).person
    elsewhere = Location(THERE, HamletFactory(commune__open=True).commune, None)
    shop = Ownership(kind="business", organisation_name=" Tạp hóa  Mẫu ", employees_told=True)
    page, shop_s = (
        registration(hamlet, on_paper(UserFactory()), once=uuid.uuid4(), **whose)
        for whose in ({}, {"ownership": shop})
    )
    site, shop_site = (
        sites.register_site(facts, owner=owner, actor=leader) for facts in (page, shop_s)
    )
    own = registration(hamlet, ConsentSource(), once=uuid.uuid4())
    sites.register_site(own, owner=owner, actor=owner)
    before = everything()

    for facts, of, actor in [
        (page, UserFactory(full_name=owner.full_name), leader),
        (replace(page, ownership=shop), owner, leader),
        (replace(shop_s, ownership=replace(shop, organisation_name="Tạp hóa")), owner, leader),
        (replace(own, location=elsewhere), owner, owner),
    ]:
        with pytest.raises(RuleViolation, match="một điểm khác"):
            sites.register_site(facts, owner=of, actor=actor)

    assert everything()[:-1] == before[:-1]
    assert sites.register_site(page, owner=owner, actor=leader) == site
    assert sites.register_site(shop_s, owner=owner, actor=leader) == shop_site


def test_one_page_never_leads_to_another_organisation_s_cluster(hamlet: Any) -> None:
    board = MembershipFactory()
    other = MembershipFactory(person=board.person)
    facts = ClusterRegistration(
        location=Location(THERE, hamlet.commune, hamlet),
        organisation=board.organisation,
        cameras=[CameraFacts(0)],
        once=uuid.uuid4(),
    )
    cluster = public_clusters.register_cluster(facts, actor=board.person)

    with pytest.raises(RuleViolation, match="một điểm khác"):
        public_clusters.register_cluster(
            replace(facts, organisation=other.organisation), actor=board.person
        )

    assert Site.objects.get() == cluster
    assert public_clusters.register_cluster(facts, actor=board.person) == cluster


def test_a_registration_locks_once_however_many_cameras(hamlet: Any, owner: Any) -> None:
    one, ten = (
        registration(hamlet, ConsentSource(), cameras=[CameraFacts(n) for n in range(cameras)])
        for cameras in (1, 10)
    )
    asked = []
    for facts in (one, ten):
        with CaptureQueriesContext(connection) as queries:
            sites.register_site(facts, owner=owner, actor=owner)
        asked.append(len(queries))

    assert asked[1] <= asked[0]


# BY APPOINTMENT OR MEMBERSHIP


def test_only_the_administrator_says_since_when_a_cluster_is_in_use() -> None:
    board = MembershipFactory()
    cluster = SiteFactory(kind="public", owner=None, organisation=board.organisation)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=cluster.commune).person
    elsewhere = AppointmentFactory(role=Role.ADMINISTRATOR, commune=HamletFactory().commune).person
    before = everything()

    for stranger in (board.person, elsewhere):
        with pytest.raises(RuleViolation, match="cán bộ phụ trách Sổ Camera"):
            public_clusters.date_first_use(cluster, actor=stranger, since=2022)

    assert everything() == before
    public_clusters.date_first_use(cluster, actor=administrator, since=2022)
    assert everything() != before


def test_only_who_runs_a_cluster_registers_it(hamlet: Any, owner: Any) -> None:
    board = MembershipFactory()
    facts = ClusterRegistration(
        location=Location(THERE, hamlet.commune, hamlet),
        organisation=board.organisation,
        cameras=[CameraFacts(0), CameraFacts(180)],
        health=Camera.Health.WORKING,
    )
    before = everything()

    with pytest.raises(RuleViolation, match="thành viên của đơn vị"):
        public_clusters.register_cluster(facts, actor=owner)

    assert everything() == before
    site = public_clusters.register_cluster(facts, actor=board.person)
    assert (site.kind, site.organisation) == ("public", board.organisation)
    assert [camera.ordinal for camera in site.cameras.order_by("ordinal")] == [1, 2]
    assert Entry.objects.of(site.stream).get().facts == {"kind": "public", "cameras": 2}


@pytest.mark.parametrize(
    ("looking", "sentence"),
    [
        ([], "Chọn hướng quay"),
        ([CameraFacts(9), CameraFacts(400)], "359"),
        ([CameraFacts(9, label="x" * 81)], "80"),
    ],
)
def test_a_cluster_s_cameras_are_refused_as_an_owner_s_are(
    hamlet: Any, looking: list[CameraFacts], sentence: str
) -> None:
    board = MembershipFactory()
    location = Location(THERE, hamlet.commune, hamlet)
    before = everything()

    with pytest.raises(RuleViolation, match=sentence):
        facts = ClusterRegistration(location, board.organisation, looking)
        public_clusters.register_cluster(facts, actor=board.person)

    assert everything() == before


def test_only_the_administrator_takes_sites_along_in_a_merger() -> None:
    before_it = HamletFactory()
    after = HamletFactory(commune=before_it.commune)
    site = SiteFactory(commune=after.commune, hamlet=before_it)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=after.commune).person

    with pytest.raises(RuleViolation, match="cán bộ phụ trách Sổ Camera"):
        sites.follow_merger([before_it], after, actor=site.owner)

    assert Site.objects.get().hamlet == before_it
    sites.follow_merger([before_it], after, actor=administrator)
    assert Site.objects.get().hamlet == after


def test_only_the_communes_police_open_its_map() -> None:
    commune = HamletFactory(commune__open=True).commune
    officer = AppointmentFactory(role=Role.OFFICER, commune=commune).person
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune).person
    elsewhere = AppointmentFactory(role=Role.OFFICER, commune=HamletFactory().commune).person
    before = everything()

    for stranger in (administrator, elsewhere):
        with pytest.raises(RuleViolation, match="công an"):
            police_map.open_map(commune, actor=stranger)

    assert everything() == before
    police_map.open_map(commune, actor=officer)
    assert Entry.objects.get(verb="map_opened").actor == officer


def test_nobody_agrees_to_messages_for_another(site: Any) -> None:
    before = everything()

    with pytest.raises(RuleViolation, match="thay người khác"):
        consents.decide_messages(site.owner, ConsentChoice(granted=True), actor=UserFactory())

    assert Consent.objects.filter(purpose="P8").count() == 0
    assert everything()[:7] == before[:7]
    consents.decide_messages(site.owner, ConsentChoice(granted=True), actor=site.owner)
    assert Consent.objects.get(purpose="P8").person == site.owner


@pytest.mark.parametrize(
    "act",
    [
        lambda site, actor: vouching.vouch_for(site, actor=actor),
        lambda site, actor: vouching.ask_owner(site, actor=actor, question="Nhà nào?"),
    ],
)
def test_neither_owner_nor_neighbour_speaks_for_the_leader(act: Act, hamlet: Any) -> None:
    site = SiteFactory(commune=hamlet.commune, hamlet=hamlet)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person
    neighbour = SiteFactory(commune=hamlet.commune, hamlet=hamlet).owner
    before = everything()

    for stranger in (site.owner, neighbour):
        with pytest.raises(RuleViolation, match=r"Chỉ trưởng thôn|tự đăng ký"):
            act(site, stranger)

    assert everything() == before
    act(site, leader)
    assert everything() != before
