"""The hamlet leader's list: vouch, ask its owner, and nobody else's hamlet."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cameras.register.actions import sites, vouching
from cameras.register.locations import Location
from cameras.register.models import Site, Vouching
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.look.formats import small
from portal.notices.models import Notice
from portal.people.models import Role
from tests.areas.factories import HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory, VouchingFactory
from tests.people.factories import AppointmentFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/cameras/vouching/"


@pytest.fixture
def hamlet():
    return HamletFactory()


@pytest.fixture
def leader(hamlet):
    return AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person


@pytest.fixture
def site(hamlet):
    owner = UserFactory(full_name="Nguyễn Thị Hạnh")
    site = SiteFactory(commune=hamlet.commune, hamlet=hamlet, owner=owner)
    CameraFactory(site=site)
    return site


def asking(words: str):
    return {"once": str(uuid.uuid4()), "question": words}


def url(site, verb):
    return f"/cameras/{site.public_id}/{verb}/"


def verbs(site):
    return [entry.verb for entry in Entry.objects.of(site.stream)]


def test_the_leader_sees_new_registrations_with_name_and_phone(site, leader, sign_in):
    page = sign_in(leader).get(LIST).content.decode()

    assert "Nguyễn Thị Hạnh" in page
    assert site.number in page
    assert site.owner.phone in page


def test_vouching_takes_it_off_the_list_and_tells_the_owner(site, leader, sign_in):
    client = sign_in(leader)

    client.post(url(site, "vouch"))

    [word] = site.vouchings.all()
    assert (word.word, word.by, word.role) == ("vouched", leader, Role.HAMLET_LEADER)
    site.refresh_from_db()
    assert site.is_vouched_for
    assert list(client.get(LIST).context["waiting"]) == []
    assert Notice.objects.get(kind="site_vouched").recipient == site.owner
    assert verbs(site) == ["vouched"]


def test_vouching_twice_is_once(site, leader, sign_in):
    client = sign_in(leader)

    client.post(url(site, "vouch"))
    client.post(url(site, "vouch"))

    assert verbs(site) == ["vouched"]


def test_a_question_goes_to_the_owner_and_her_answer_brings_it_back(site, leader, sign_in):
    client = sign_in(leader)

    client.post(url(site, "ask-owner"), asking("Nhà ở góc nào?"))
    assert list(client.get(LIST).context["waiting"]) == []
    assert list(client.get(LIST).context["asked"]) == [site]
    asked = Notice.objects.get(kind="owner_asked")
    assert (asked.recipient, asked.facts["question"]) == (site.owner, "Nhà ở góc nào?")

    sign_in(site.owner).post(url(site, "answer"), {"reply": "Góc phía chợ"})

    assert list(client.get(LIST).context["waiting"]) == [site]
    assert "Góc phía chợ" in client.get(LIST).content.decode()
    assert Notice.objects.get(kind="site_answered").recipient == leader
    assert verbs(site) == ["owner_asked", "question_answered"]


def test_an_empty_question_is_not_sent(site, leader, sign_in):
    response = sign_in(leader).post(
        url(site, "ask-owner"), {"once": uuid.uuid4(), "question": "  "}
    )

    assert response.status_code == 422
    assert not Notice.objects.exists()


def test_an_empty_answer_is_not_sent_and_an_unasked_one_refused(site, leader, sign_in):
    owner = sign_in(site.owner)
    assert owner.post(url(site, "answer"), {"reply": "Tôi đây"}).status_code == 302
    sign_in(leader).post(url(site, "ask-owner"), asking("Nhà nào?"))

    assert owner.post(url(site, "answer"), {"reply": " "}).status_code == 422
    assert verbs(site) == ["owner_asked"]


@pytest.mark.parametrize("verb", ["vouch", "ask-owner"])
def test_another_hamlet_s_leader_finds_nothing_and_changes_nothing(site, sign_in, verb):
    neighbour = HamletFactory(commune=site.commune)
    other = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=neighbour).person
    client = sign_in(other)

    assert "Hạnh" not in client.get(LIST).content.decode()
    assert "Hạnh" not in client.get("/cameras/residents/").content.decode()
    assert client.post(url(site, verb), {"question": "Ai?"}).status_code == 404
    assert verbs(site) == []


def test_a_leader_whose_term_is_over_sees_nothing(site, hamlet, sign_in):
    yesterday = timezone.localdate() - timedelta(days=1)
    past = AppointmentFactory(
        role=Role.HAMLET_LEADER,
        hamlet=hamlet,
        since=yesterday - timedelta(days=900),
        until=yesterday,
    ).person
    client = sign_in(past)

    assert client.get(LIST).status_code == 403
    assert client.post(url(site, "vouch")).status_code == 403
    assert verbs(site) == []


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHIEF, Role.SUPERVISOR])
def test_other_appointments_do_not_vouch(site, sign_in, role):
    person = AppointmentFactory(role=role, commune=site.commune).person

    response = sign_in(person).get(LIST)

    assert response.status_code == 403
    assert "Hạnh" not in response.content.decode()


def test_public_clusters_and_removed_sites_are_not_on_the_list(site, hamlet, leader, sign_in):
    SiteFactory(commune=hamlet.commune, hamlet=hamlet, kind="public", owner=None)
    SiteFactory(commune=hamlet.commune, hamlet=hamlet, status="removed", removed_at=timezone.now())

    assert list(sign_in(leader).get(LIST).context["waiting"]) == [site]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", [LIST, "/cameras/residents/"])
def test_the_lists_ask_as_many_questions_for_three_as_for_one(
    site, leader, sign_in, rows, page, django_assert_max_num_queries
):
    for _ in range(rows - 1):
        CameraFactory(site=SiteFactory(commune=site.commune, hamlet=site.hamlet))
    client = sign_in(leader)

    with django_assert_max_num_queries(11):
        response = client.get(page)

    assert response.content.decode().count(site.hamlet.name) >= rows
    assert Site.objects.led_by(leader).count() == rows


@pytest.fixture
def administrator(hamlet):
    return AppointmentFactory(role=Role.ADMINISTRATOR, commune=hamlet.commune).person


def test_where_nobody_leads_the_administrator_vouches_and_asks_the_owner(
    site, hamlet, administrator, sign_in
):
    without = SiteFactory(commune=hamlet.commune, owner=UserFactory())
    client = sign_in(administrator)

    assert list(client.get(LIST).context["waiting"]) == [site, without]
    client.post(url(without, "vouch"))
    client.post(url(site, "ask-owner"), asking("Nhà nào?"))

    assert (verbs(without), verbs(site)) == (["vouched"], ["owner_asked"])
    assert list(client.get(LIST).context["waiting"]) == []
    assert list(client.get(LIST).context["asked"]) == [site]


@pytest.mark.parametrize("verb", ["vouch", "ask-owner"])
def test_the_administrator_leaves_to_the_leader_what_she_leads(
    site, leader, administrator, sign_in, verb
):
    client = sign_in(administrator)

    assert list(client.get(LIST).context["waiting"]) == []
    assert client.post(url(site, verb), {"question": "Ai?"}).status_code == 404
    with pytest.raises(RuleViolation):
        vouching.vouch_for(site, actor=administrator)
    assert verbs(site) == []


@pytest.mark.parametrize("verb", ["vouch", "ask-owner"])
def test_the_administrator_of_another_commune_finds_nothing(site, sign_in, verb):
    client = sign_in(
        AppointmentFactory(role=Role.ADMINISTRATOR, commune=HamletFactory().commune).person
    )

    assert list(client.get(LIST).context["waiting"]) == []
    assert client.post(url(site, verb), {"question": "Ai?"}).status_code == 404
    assert verbs(site) == []


def test_the_administrator_hears_of_what_nobody_else_would(site, administrator):
    vouching.tell_leaders(site, "site_to_vouch")

    assert Notice.objects.get(kind="site_to_vouch").recipient == administrator


def test_the_commune_s_page_leads_its_administrator_to_the_list(administrator, sign_in):
    assert f'href="{LIST}"' in sign_in(administrator).get("/commune/").content.decode()


CHIPS = {Role.HAMLET_LEADER: "thôn, tổ", Role.ADMINISTRATOR: "xã, phường"}


@pytest.fixture(params=CHIPS)
def speaker(request, hamlet):
    """The hamlet's leader or, where nobody leads it, the commune's administrator."""
    if request.param == Role.HAMLET_LEADER:
        return AppointmentFactory(role=request.param, hamlet=hamlet)
    return AppointmentFactory(role=request.param, commune=hamlet.commune)


def test_the_owner_reads_who_vouched(site, speaker, sign_in):
    sign_in(speaker.person).post(url(site, "vouch"))

    page = sign_in(site.owner).get(f"/cameras/{site.public_id}/").text

    assert site.newest_vouching.role == speaker.role
    assert _chips(page, "đã xác nhận") == {CHIPS[speaker.role]}
    assert Notice.objects.get(kind="site_vouched").facts["who"] == speaker.role


def test_the_owner_reads_who_asks_and_to_whom_the_answer_goes(site, speaker, sign_in):
    sign_in(speaker.person).post(
        url(site, "ask-owner"), {"once": uuid.uuid4(), "question": "Nhà nào?"}
    )
    owner = sign_in(site.owner)

    pages = [owner.get(address).text for address in (f"/cameras/{site.public_id}/", "/cameras/")]
    answered = owner.post(url(site, "answer"), {"reply": "Góc chợ"}, follow=True).text

    assert site.newest_vouching.role == speaker.role
    assert [_chips(page, "hỏi lại") for page in pages] == [{CHIPS[speaker.role]}] * 2
    assert f"{speaker} hỏi" in pages[0]
    assert f"Đã gửi câu trả lời đến {small(speaker)}." in answered
    assert Notice.objects.get(kind="owner_asked").facts["who"] == speaker.role


def _chips(page: str, does: str) -> set[str]:
    """Which of the two the page says does it."""
    return {name for name in CHIPS.values() if f"{name} {does}" in page.lower()}


def test_who_may_not_vouch_is_told_who_may(site, hamlet, sign_in):
    stranger = UserFactory()

    with pytest.raises(RuleViolation, match="chỉ cán bộ phụ trách Sổ Camera của UBND"):
        vouching.vouch_for(site, actor=stranger)
    AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet)
    with pytest.raises(RuleViolation, match="Chỉ trưởng thôn, tổ trưởng"):
        vouching.vouch_for(site, actor=stranger)
    assert verbs(site) == []


# THE ROWS BEHIND IT


def test_a_second_question_leaves_the_first_in_the_history(site, leader, sign_in):
    client, owner = sign_in(leader), sign_in(site.owner)
    for question in ("Nhà ở góc nào?", "Sơn màu gì?"):
        client.post(url(site, "ask-owner"), asking(question))

    page = owner.get(f"/cameras/{site.public_id}/").text
    owner.post(url(site, "answer"), {"reply": "Màu xanh"})

    rows = site.vouchings.order_by("pk").values_list("question", "reply", "replied_by")
    assert list(rows) == [
        ("Nhà ở góc nào?", "", None),
        ("Sơn màu gì?", "Màu xanh", site.owner.pk),
    ]
    site.refresh_from_db()
    assert not site.waits_for_owner
    assert "Nhà ở góc nào?" in page
    shown = client.get(LIST).text
    assert all(words in shown for words in ("Nhà ở góc nào?", "Sơn màu gì?", "Màu xanh"))


def test_the_owner_reads_the_whole_history_and_a_stranger_none_of_it(site, leader, sign_in):
    client, owner = sign_in(leader), sign_in(site.owner)
    client.post(url(site, "ask-owner"), asking("Nhà ở góc nào?"))
    owner.post(url(site, "answer"), {"reply": "Góc phía chợ"})
    client.post(url(site, "vouch"))

    page = owner.get(f"/cameras/{site.public_id}/").text

    assert all(words in page for words in ("Nhà ở góc nào?", "Góc phía chợ"))
    assert [row.word for row in site.vouchings.order_by("pk")] == ["asked", "vouched"]
    assert sign_in(UserFactory()).get(f"/cameras/{site.public_id}/").status_code == 404


def test_the_site_follows_its_newest_vouching_whoever_writes_it(site):
    def now():
        return Site.objects.get(pk=site.pk).vouching

    asked = VouchingFactory(site=site, asked=True)
    assert now() == "asked"
    Vouching.objects.filter(pk=asked.pk).update(
        reply="Góc chợ", replied_by=site.owner, replied_at=timezone.now()
    )
    assert now() == "none"
    vouched = VouchingFactory(site=site)
    assert now() == "vouched"
    vouched.delete()
    assert now() == "none"
    Vouching.objects.bulk_create([VouchingFactory.build(site=site, by=site.owner, asked=True)])
    assert now() == "asked"
    assert not Site.objects.exclude(pk=site.pk).exclude(vouching="none").exists()


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("vouching_once_per_site", {}),
        ("vouching_asks_a_question_or_none", {"asked": True, "question": ""}),
        ("vouching_asks_a_question_or_none", {"question": "Nhà nào?"}),
        ("vouching_reply_has_its_author_and_time", {"asked": True, "reply": "Góc chợ"}),
        ("vouching_reply_has_its_author_and_time", {"asked": True, "replied_at": timezone.now()}),
    ],
)
def test_what_a_vouching_cannot_be(site, name, facts):
    VouchingFactory(site=site)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        VouchingFactory(site=site, **facts)


def test_questions_go_with_the_place_and_the_word_for_it_stays(site, leader):
    vouching.ask_owner(site, actor=leader, question="Nhà bà Hạnh ở góc nào?")
    vouching.answer_question(site, actor=site.owner, reply="Góc phía chợ")
    vouching.vouch_for(site, actor=leader)

    gone = sites.remove_site(site, actor=site.owner)

    assert [(row.word, row.by) for row in gone.vouchings.all()] == [("vouched", leader)]
    assert gone.vouching == "vouched"


def test_a_place_that_leaves_with_a_question_open_waits_for_nobody(site, leader):
    vouching.ask_owner(site, actor=leader, question="Nhà nào?")

    gone = sites.remove_site(site, actor=site.owner)

    assert (gone.vouchings.count(), gone.waits_for_owner) == (0, False)


def moved(site, north=0.0, hamlet=None):
    """North by so many degrees; 0.001 is 111 m."""
    point = Point(site.point.x, site.point.y + north, srid=4326)
    location = Location(point, site.commune, hamlet or site.hamlet)
    return sites.change_site(
        site, actor=site.owner, label=site.label, address=site.address, location=location
    )


def test_a_word_falls_when_the_site_moves_to_another_hamlet(site, leader, sign_in):
    other = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory(commune=site.commune))
    vouching.vouch_for(site, actor=leader)

    site = moved(site, hamlet=other.hamlet)

    assert not site.is_vouched_for
    assert verbs(site)[-3:] == ["moved", "vouching_lapsed", "described"]
    assert Notice.objects.get(kind="site_to_vouch").recipient == other.person
    assert list(sign_in(other.person).get(LIST).context["waiting"]) == [site]
    assert vouching.vouch_for(site, actor=other.person).is_vouched_for
    assert site.vouchings.count() == 2


def test_a_word_falls_when_the_site_moves_far_and_in_small_steps_too(site, leader):
    vouching.vouch_for(site, actor=leader)

    assert moved(site, north=0.001).is_vouched_for
    site.refresh_from_db()
    assert not moved(site, north=0.001).is_vouched_for
    assert Notice.objects.get(kind="site_to_vouch").recipient == leader


def test_a_pin_instead_of_the_middle_of_the_hamlet_keeps_the_word(site, leader):
    Site.objects.filter(pk=site.pk).update(is_approximate=True)
    vouching.vouch_for(site, actor=leader)

    assert moved(site, north=0.01).is_vouched_for


def test_the_leader_of_the_new_hamlet_hears_of_a_site_nobody_vouched_for(site):
    other = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=HamletFactory(commune=site.commune))

    moved(site, hamlet=other.hamlet)

    assert Notice.objects.get(kind="site_to_vouch").recipient == other.person


def test_the_owner_is_told_that_the_word_fell(site, leader, sign_in):
    vouching.vouch_for(site, actor=leader)
    sent = {"lat": site.point.y + 0.01, "lng": site.point.x, "address": "", "label": "Nhà",
            "commune": site.commune.code, "hamlet": site.hamlet.public_id}  # fmt: skip

    page = sign_in(site.owner).post(url(site, "location"), sent, follow=True)

    assert "xác nhận lại" in page.text


@pytest.fixture
def own_site(hamlet, leader):
    site = SiteFactory(commune=hamlet.commune, hamlet=hamlet, owner=leader)
    CameraFactory(site=site)
    return site


def shop_of(person, hamlet):
    """A site of an organisation in which this person acts."""
    member = MembershipFactory(person=person, organisation__commune=hamlet.commune)
    return SiteFactory(
        commune=hamlet.commune,
        hamlet=hamlet,
        kind="business",
        owner=None,
        organisation=member.organisation,
    )


def test_a_leader_vouches_for_no_place_of_her_own(own_site, leader, hamlet, sign_in):
    client, shop = sign_in(leader), shop_of(leader, hamlet)

    answers = [client.post(url(site, "vouch")).status_code for site in (own_site, shop)]

    assert answers == [404, 404]
    assert own_site.number not in client.get(LIST).text
    for site in (own_site, shop):
        with pytest.raises(RuleViolation, match="tự đăng ký"):
            vouching.vouch_for(site, actor=leader)
        with pytest.raises(RuleViolation):
            vouching.ask_owner(site, actor=leader, question="Ở đâu?")
    assert not Vouching.objects.exists()


def test_another_leader_vouches_for_it(own_site, hamlet, sign_in):
    other = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person

    sign_in(other).post(url(own_site, "vouch"))

    assert Vouching.objects.get().by == other


def test_where_there_is_no_other_leader_the_administrator_does(own_site, hamlet, sign_in):
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=hamlet.commune).person
    client = sign_in(administrator)

    assert own_site.number in client.get(LIST).text
    client.post(url(own_site, "vouch"))

    assert Vouching.objects.get().by == administrator


def test_the_database_keeps_nobody_vouching_for_their_own(own_site, leader, hamlet):
    for site in (own_site, shop_of(leader, hamlet)):
        with (
            pytest.raises(DatabaseError, match="nobody vouches for a place of their own"),
            transaction.atomic(),
        ):
            VouchingFactory(site=site, by=leader)
