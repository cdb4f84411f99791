"""The record of consent: what was shown, to whom it speaks, what proves it, and its copy."""

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.urls import reverse

from cameras.register.actions import cameras, consents, sites
from cameras.register.consent_choices import ConsentChoice, ConsentSource
from cameras.register.models import Consent, ConsentText, ShownText, Site
from cameras.register.registrations import CameraFacts
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Delivery, Notice, Preference
from tests.cameras.factories import CameraFactory, ConsentTextFactory, SiteFactory
from tests.people.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

ALL = {"P1", "P2", "P3", "P8"}
PRESENT = 4  # the newest version of the words
MESSAGES = "/cameras/messages/"


@pytest.fixture
def site():
    site = SiteFactory(consents=ALL, address="số 12 Nguyễn Du")
    CameraFactory(site=site)
    return site


@pytest.fixture
def shop():
    """A business's site, its manager and a member; nobody has decided anything yet."""
    manager = MembershipFactory(organisation=OrganisationFactory(), role="manager")
    member = MembershipFactory(organisation=manager.organisation)
    site = SiteFactory(owner=None, organisation=manager.organisation, kind="business")
    return site, manager.person, member.person


def paper(site):
    return reverse("cameras:consent", args=[site.public_id])


def wants_sms(person):
    return Preference.objects.filter(person=person, channel="sms", is_wanted=True).exists()


def test_a_decision_says_in_what_words_from_where_and_with_which_device(site, sign_in):
    client = sign_in(site.owner)

    client.post(
        f"/cameras/{site.public_id}/decide/",
        {"purpose": "P3", "granted": "no", "version": PRESENT},
        headers={"user-agent": "Điện thoại của bà Hạnh"},
        REMOTE_ADDR="203.0.113.9",
    )

    row = Consent.objects.of_site(site, "P3").first()
    assert (row.granted, row.ip, row.user_agent) == (False, "203.0.113.9", "Điện thoại của bà Hạnh")
    assert row.shown.text == row.text.wording(site.commune, site.commune.kind)


def test_a_long_device_name_is_cut_not_refused(site, sign_in):
    form = {"purpose": "P3", "granted": "no", "version": PRESENT}

    sign_in(site.owner).post(
        f"/cameras/{site.public_id}/decide/", form, headers={"user-agent": "x" * 5000}
    )

    assert len(Consent.objects.of_site(site, "P3").first().user_agent) == 200


def test_the_same_words_are_kept_once_and_never_changed(site):
    before = ShownText.objects.count()
    consents.decide_consent(site, "P3", ConsentChoice(granted=False), actor=site.owner)
    consents.decide_consent(site, "P3", ConsentChoice(granted=True), actor=site.owner)

    assert ShownText.objects.count() == before + 1  # the words of today, both times
    for wreck in (
        lambda: ShownText.objects.update(text="khác"),
        lambda: ShownText.objects.all().delete(),
    ):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            wreck()
    assert not ShownText.objects.filter(text="khác").exists()


def test_the_householder_decides_for_herself_a_member_for_the_organisation(site, shop):
    place, manager, _member = shop
    consents.decide_consent(place, "P2", ConsentChoice(granted=True), actor=manager)

    assert site.consents.first().capacity == Consent.Capacity.HOUSEHOLDER
    assert place.consents.get().capacity == Consent.Capacity.REPRESENTATIVE


def test_each_decision_sends_a_copy_that_costs_no_sms(site):
    Preference.objects.create(person=site.owner, channel="sms", is_wanted=True)

    consents.decide_consent(site, "P3", ConsentChoice(granted=False), actor=site.owner)
    consents.decide_consent(site, "P3", ConsentChoice(granted=False), actor=site.owner)

    copy = Notice.objects.get(kind="site_consent")
    assert (copy.recipient, copy.url) == (site.owner, paper(site))
    assert not Delivery.objects.filter(channel="sms").exists()


def test_the_paper_shows_what_holds_in_the_words_of_its_time(site, sign_in):
    consents.decide_consent(site, "P3", ConsentChoice(granted=False), actor=site.owner)

    page = sign_in(site.owner).get(paper(site)).content.decode()

    for consent in Consent.objects.present(site, site.owner):
        assert consent.shown_id in page
        assert consent.shown.text.split("\n\n")[0] in page
    assert "không đồng ý" in page
    assert "chủ hộ" in page
    assert "UBND" in page


def test_the_paper_of_a_removed_site_is_still_there_and_nobody_else_s(site, sign_in):
    sites.remove_site(site, actor=site.owner)

    assert site.number in sign_in(site.owner).get(paper(site)).content.decode()
    assert sign_in(UserFactory()).get(paper(site)).status_code == 404


def test_no_member_agrees_to_messages_for_another(shop):
    site, manager, member = shop

    consents.decide_consent(site, "P8", ConsentChoice(granted=True), actor=manager)

    assert wants_sms(manager)
    assert not wants_sms(member)
    consents.decide_consent(site, "P8", ConsentChoice(granted=False), actor=member)
    assert wants_sms(manager)
    assert [c.person for c in site.consents.order_by("pk")] == [manager, member]


def test_who_joins_is_asked_about_messages_and_until_then_gets_none(shop, sign_in):
    site, manager, _member = shop
    consents.decide_consent(site, "P8", ConsentChoice(granted=True), actor=manager)
    newcomer = MembershipFactory(organisation=site.organisation).person
    client = sign_in(newcomer)

    assert MESSAGES in client.get("/cameras/").content.decode()
    own = client.get(f"/cameras/{site.public_id}/").context["consents"]
    assert [choice.is_open for choice in own if choice.text.purpose == "P8"] == [True]
    assert not wants_sms(newcomer)

    client.post(MESSAGES, {"granted": "yes", "version": PRESENT})

    assert wants_sms(newcomer)
    assert MESSAGES not in client.get("/cameras/").content.decode()


def test_the_inbox_s_switch_is_a_consent_with_its_words(site, sign_in):
    client = sign_in(site.owner)
    assert MESSAGES in client.get("/inbox/").content.decode()
    page = client.get(MESSAGES).content.decode()
    assert str(site.commune) in page

    client.post(MESSAGES, {"granted": "no", "version": PRESENT})

    newest = Consent.objects.on_messages(site, site.owner).first()
    assert (newest.granted, newest.text.version) == (False, PRESENT)
    assert not wants_sms(site.owner)
    assert Entry.objects.of(site.stream).filter(verb="refused", facts__purpose="P8").exists()


def test_a_yes_to_messages_in_words_that_changed_waits(site, sign_in):
    client = sign_in(site.owner)
    client.post(MESSAGES, {"granted": "no", "version": PRESENT})
    ConsentTextFactory(purpose="P8", version=PRESENT + 1, question="Lời mới?")
    rows = Consent.objects.count()

    response = client.post(MESSAGES, {"granted": "yes", "version": PRESENT}, follow=True)

    assert "Nội dung này đã thay đổi" in response.content.decode()
    assert Consent.objects.count() == rows
    assert not wants_sms(site.owner)


def test_who_has_no_camera_switches_the_channel_alone(sign_in):
    person = UserFactory()
    client = sign_in(person)

    client.post(MESSAGES, {"granted": "yes", "version": PRESENT})
    client.post(MESSAGES, {"granted": "yes", "version": PRESENT})

    assert wants_sms(person)
    assert not Consent.objects.exists()
    assert Entry.objects.filter(verb="channel_allowed").count() == 1


@pytest.mark.parametrize("form", [{}, {"granted": "maybe"}, {"granted": "yes", "version": "x"}])
def test_an_answer_that_is_none_changes_nothing(site, sign_in, form):
    rows = Consent.objects.count()

    assert sign_in(site.owner).post(MESSAGES, form).status_code == 422
    assert Consent.objects.count() == rows


def test_removing_ends_messages_for_everybody_who_agreed_to_them(shop):
    site, manager, member = shop
    for person in (manager, member):
        consents.decide_consent(site, "P8", ConsentChoice(granted=True), actor=person)

    sites.remove_site(site, actor=manager)

    assert not wants_sms(manager)
    assert not wants_sms(member)


def test_a_removed_site_no_longer_says_where_it_was_or_looked(site):
    camera = CameraFactory(site=site, bearing=135, angle=60, range_metres=80, retention_days=15)
    gone_before = CameraFactory(site=site, bearing=200)
    cameras.remove_camera(gone_before, actor=site.owner)
    exact = site.point.coords

    sites.remove_site(site, actor=site.owner)

    site = Site.objects.get()
    assert site.point.coords == site.commune.centre.coords != exact
    assert site.is_approximate
    for left in site.cameras.all():
        assert (left.bearing, left.angle, left.range_metres) == (0, 360, 1)
        assert (left.label, left.retention_days) == ("", None)
        assert left.view.contains(site.commune.centre)
    assert camera.bearing == 135  # there was something to forget


def test_the_journal_never_knew_where_a_camera_looked(site):
    camera = cameras.add_camera(site, CameraFacts(bearing=135, range_metres=80), actor=site.owner)
    cameras.change_camera(camera, CameraFacts(bearing=140, range_metres=80), actor=site.owner)

    added, changed = Entry.objects.of(site.stream)
    assert added.facts == {}
    assert changed.facts == {"changed": ["bearing"]}


def test_a_decision_without_a_page_still_keeps_its_words(site):
    consents.leave_out_camera(site.cameras.get(), actor=site.owner, source=ConsentSource("en"))

    row = Consent.objects.of_camera(site.cameras.get()).first()
    assert row.text == ConsentText.objects.present("en").get(purpose="P3")
    assert (row.ip, row.user_agent) == (None, "")


def test_agreeing_again_after_removal_is_refused_for_messages_too(shop):
    site, manager, _member = shop
    consents.decide_consent(site, "P8", ConsentChoice(granted=True), actor=manager)
    sites.remove_site(site, actor=manager)

    with pytest.raises(RuleViolation):
        consents.decide_consent(site, "P8", ConsentChoice(granted=True), actor=manager)
    assert not wants_sms(manager)
