"""The owner's pages: what she may change, at once and without asking; what others may not."""

import uuid

import pytest
from django.contrib.gis.geos import Point
from django.db import DataError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape

from cameras.register.actions import cameras, consents, sites
from cameras.register.consent_choices import ConsentChoice
from cameras.register.locations import Location
from cameras.register.models import Camera, Consent, ConsentText, Site
from cameras.register.registrations import CameraFacts
from cameras.register.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.notices.models import Preference
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, ConsentFactory, SiteFactory, seeing
from tests.people.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PRESENT = 4  # the newest version of the words

ALL = {"P1", "P2", "P3", "P8"}


@pytest.fixture
def site():
    site = SiteFactory(consents=ALL, label="nhà", address="số 12 Nguyễn Du")
    CameraFactory(site=site)
    return site


def url(site, *rest):
    return "/".join(["/cameras", str(site.public_id), *map(str, rest), ""])


def camera_url(camera, *rest):
    return url(camera.site, "cameras", camera.public_id, *rest)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def verbs(site):
    return [entry.verb for entry in Entry.objects.of(site.stream)]


def test_pause_hides_the_site_from_requests_and_resume_brings_it_back(site, sign_in):
    client = sign_in(site.owner)

    client.post(url(site, "pause"))
    assert not Site.objects.answering().exists()
    client.post(url(site, "resume"))

    assert Site.objects.answering().get() == site
    assert verbs(site) == ["paused", "resumed"]


def test_pausing_in_two_tabs_pauses_once_and_says_so(site, sign_in):
    client = sign_in(site.owner)

    client.post(url(site, "pause"))
    response = client.post(url(site, "pause"), follow=True)

    _done, refused = map(str, response.context["messages"])
    assert "Tạm dừng" in refused
    assert verbs(site) == ["paused"]


def test_removing_asks_once_then_is_at_once_and_takes_the_words_along(site, sign_in):
    client = sign_in(site.owner)

    assert client.get(url(site, "remove")).status_code == 200
    assert fresh(site).status == "active"
    client.post(url(site, "remove"))

    gone = fresh(site)
    assert (gone.status, gone.label, gone.address) == ("removed", "", "")
    assert gone.removed_at
    assert not gone.cameras.in_register().exists()
    assert {c.purpose for c in Consent.objects.present(gone, site.owner) if c.granted} == set()
    assert verbs(site) == ["refused"] * 4 + ["removed"]
    assert client.get(url(site)).status_code == 200
    assert str(site.number) not in client.get("/cameras/").content.decode()


def test_a_removed_site_changes_no_more(site):
    removed = sites.remove_site(site, actor=site.owner)
    camera = removed.cameras.get()

    for act in (
        lambda: sites.resume_site(removed, actor=site.owner),
        lambda: cameras.add_camera(removed, CameraFacts(bearing=0), actor=site.owner),
        lambda: cameras.change_camera(camera, CameraFacts(bearing=9), actor=site.owner),
        lambda: consents.decide_consent(
            removed, "P2", ConsentChoice(granted=True), actor=site.owner
        ),
        lambda: consents.take_in_camera(camera, actor=site.owner),
    ):
        with pytest.raises(RuleViolation):
            act()
    assert fresh(camera).bearing == 0


def test_a_window_opened_before_the_removal_agrees_to_nothing_after_it(site):
    camera = site.cameras.get()
    sites.remove_site(fresh(site), actor=site.owner)

    for act in (
        lambda: consents.decide_consent(site, "P2", ConsentChoice(granted=True), actor=site.owner),
        lambda: consents.leave_out_camera(camera, actor=site.owner),
    ):
        with pytest.raises(RuleViolation):
            act()
    assert not [consent for consent in Consent.objects.present(site, site.owner) if consent.granted]


def test_each_consent_is_withdrawn_and_given_again(site, sign_in):
    client = sign_in(site.owner)

    client.post(url(site, "decide"), {"purpose": "P3", "granted": "no"})
    assert not Site.objects.answering().exists()
    page = " ".join(client.get(url(site)).text.split())
    purpose = '<input type="hidden" name="purpose" value="P3">'
    assert f'{purpose} <input type="hidden" name="version" value="{PRESENT}">' in page
    client.post(url(site, "decide"), {"purpose": "P3", "granted": "yes", "version": PRESENT})

    assert Site.objects.answering().get() == site
    told = Consent.objects.filter(site=site, purpose="P3").order_by("pk")
    assert [consent.granted for consent in told] == [True, False, True]
    assert verbs(site) == ["refused", "agreed"]


@pytest.mark.parametrize("version", [{}, {"version": "1"}])
def test_a_yes_to_words_that_changed_meanwhile_waits_until_they_are_read(site, sign_in, version):
    client = sign_in(site.owner)
    client.post(url(site, "decide"), {"purpose": "P3", "granted": "no", "version": "1"})

    form = {"purpose": "P3", "granted": "yes", **version}
    response = client.post(url(site, "decide"), form, follow=True)

    assert "Nội dung này đã thay đổi" in response.content.decode()
    assert verbs(site) == ["refused"]
    assert not Site.objects.answering().exists()


def test_deciding_the_same_twice_writes_nothing(site):
    consents.decide_consent(site, "P3", ConsentChoice(granted=True), actor=site.owner)

    assert Consent.objects.filter(site=site, purpose="P3").count() == 1
    assert verbs(site) == []


@pytest.mark.parametrize(
    "form", [{"purpose": "P1", "granted": "no"}, {"purpose": "P9"}, {"purpose": "P2"}, {}]
)
def test_a_decision_nobody_offered_is_not_found(site, sign_in, form):
    assert sign_in(site.owner).post(url(site, "decide"), form).status_code == 404
    assert Consent.objects.filter(site=site).count() == 4


def test_messages_by_sms_follow_the_consent_to_them(site):
    consents.decide_consent(site, "P8", ConsentChoice(granted=False), actor=site.owner)

    assert Preference.objects.get(person=site.owner, channel="sms").is_wanted is False
    consents.decide_consent(site, "P8", ConsentChoice(granted=True), actor=site.owner)
    assert Preference.objects.get(person=site.owner, channel="sms").is_wanted is True


def test_one_camera_is_left_out_and_taken_in_again(site, sign_in):
    camera = site.cameras.get()
    client = sign_in(site.owner)

    client.post(camera_url(camera, "leave-out"))
    assert not Camera.objects.answering().exists()
    assert "Camera này không nhận yêu cầu" in client.get(url(site)).content.decode()
    client.post(camera_url(camera, "take-in"))

    assert Camera.objects.answering().get() == camera


def test_a_camera_is_changed_and_its_view_follows(site, sign_in):
    camera = site.cameras.get()
    south = Point(107.969, 21.5269, srid=4326)
    assert not seeing(south).exists()

    response = sign_in(site.owner).post(camera_url(camera), {"wind": "180", "days": "15"})

    assert response.status_code == 302
    assert (fresh(camera).bearing, fresh(camera).retention_days) == (180, 15)
    assert seeing(south).get() == site


def test_a_camera_is_added_and_the_last_one_cannot_be_removed_alone(site, sign_in):
    client = sign_in(site.owner)
    new = {"once": str(uuid.uuid4()), "wind": "90", "exact_range_metres": "45"}
    client.post(url(site, "cameras", "new"), new)

    first, second = site.cameras.order_by("ordinal")
    assert (second.ordinal, second.bearing, second.range_metres) == (2, 90, 45)
    asked = client.post(camera_url(second, "remove"))
    assert fresh(second).removed_at is None
    assert "Xóa mắt camera này khỏi sổ?" in asked.text
    client.post(camera_url(second, "remove"), {"sure": "yes"})
    client.post(camera_url(second, "remove"), {"sure": "yes"})
    client.post(camera_url(first, "remove"), {"sure": "yes"})

    assert fresh(second).removed_at
    assert fresh(first).removed_at is None
    assert verbs(site) == ["camera_added", "camera_removed"]


def test_moving_the_pin_moves_what_the_cameras_see(site, sign_in):
    commune = site.commune
    there = Point(107.98, 21.53, srid=4326)

    response = sign_in(site.owner).post(
        url(site, "location"),
        {"lat": "21.53", "lng": "107.98", "commune": commune.code, "label": "cửa hàng"},
    )

    assert response.status_code == 302
    assert fresh(site).point.coords == there.coords
    assert fresh(site).label == "cửa hàng"
    assert seeing(there).get() == site


def test_a_site_does_not_move_to_another_commune(site):
    elsewhere = CommuneFactory(open=True)

    with pytest.raises(RuleViolation, match=str(elsewhere)):
        there = Location(site.point, elsewhere, None)
        sites.change_site(site, actor=site.owner, label="", address="", location=there)

    assert fresh(site).commune == site.commune


def test_a_site_that_cannot_be_called_so_is_not_moved_either(site):
    there = Location(Point(107.98, 21.53, srid=4326), site.commune, None)

    with pytest.raises(DataError):
        sites.change_site(site, actor=site.owner, label="x" * 81, address="", location=there)

    assert (fresh(site).point, fresh(site).label) == (site.point, site.label)
    assert verbs(site) == []


def test_the_full_words_stand_beside_the_button_that_agrees_to_them(site, sign_in):
    page = sign_in(site.owner).get(url(site)).content.decode()

    text = ConsentText.objects.present("vi").get(purpose="P3")
    assert str(conditional_escape(text.body.split("{")[0])) in page
    assert f"bản {PRESENT}, ngày {text.published_on:%d/%m/%Y}" in page


def test_a_decision_on_earlier_words_says_which_they_were(site, sign_in):
    client = sign_in(site.owner)
    earlier = site.consents.get(purpose="P3").text
    sentence = f"theo nội dung phiên bản {earlier.version}, ngày {earlier.published_on:%d/%m/%Y}"
    assert client.get(url(site)).content.decode().count(sentence) == 4

    client.post(url(site, "decide"), {"purpose": "P3", "granted": "no", "version": PRESENT})

    assert client.get(url(site)).content.decode().count(sentence) == 3


def test_the_history_shows_every_decision(site, sign_in):
    client = sign_in(site.owner)
    client.post(url(site, "decide"), {"purpose": "P2", "granted": "no"})

    history = client.get(url(site)).context["history"]

    assert (history[0].purpose, history[0].granted) == ("P2", False)
    assert len(history) == 5


OWN_PAGES = [
    ("get", []),
    ("get", ["location"]),
    ("post", ["location"]),
    ("get", ["plate"]),
    ("get", ["remove"]),
    ("post", ["remove"]),
    ("post", ["pause"]),
    ("post", ["resume"]),
    ("post", ["decide"]),
    ("post", ["answer"]),
    ("get", ["cameras", "new"]),
    ("post", ["cameras", "new"]),
]


@pytest.mark.parametrize(("method", "rest"), OWN_PAGES)
def test_another_person_s_site_is_not_found_and_unchanged(site, sign_in, method, rest):
    stranger = SiteFactory(commune=site.commune).owner
    form = {"wind": "90", "purpose": "P2", "granted": "no", "lat": "21.53", "lng": "107.98"}

    response = getattr(sign_in(stranger), method)(url(site, *rest), form)

    assert response.status_code == 404
    assert site.number not in response.content.decode()
    assert fresh(site).status == "active"
    assert fresh(site).cameras.count() == 1
    assert verbs(site) == []


@pytest.mark.parametrize("verb", ["", "remove", "leave-out", "take-in"])
def test_another_site_s_camera_is_not_reached_through_one_s_own(site, sign_in, verb):
    mine = CameraFactory().site
    camera = site.cameras.get()

    path = url(mine, "cameras", camera.public_id, *([verb] if verb else []))
    response = sign_in(mine.owner).post(path, {"wind": "90"})

    assert response.status_code == 404
    assert (fresh(camera).bearing, fresh(camera).removed_at) == (0, None)
    assert not Consent.objects.filter(camera=camera).exists()


def test_a_former_member_no_longer_answers_for_the_organisation(sign_in):
    school = OrganisationFactory(kind="school")
    person = UserFactory()
    membership = school.memberships.create(person=person)
    site = SiteFactory(kind="school", owner=None, organisation=school)
    client = sign_in(person)
    assert client.get(url(site)).status_code == 200

    membership.until = timezone.now()
    membership.save()

    assert client.get(url(site)).status_code == 404


@pytest.mark.parametrize("sites", [1, 3])
def test_my_cameras_ask_as_many_questions_for_three_as_for_one(
    site, sign_in, sites, django_assert_max_num_queries
):
    for _ in range(sites - 1):
        CameraFactory(site=SiteFactory(owner=site.owner))
    client = sign_in(site.owner)

    with django_assert_max_num_queries(8):
        response = client.get("/cameras/")

    assert len(response.context["page"].rows) == sites


@pytest.mark.parametrize("cameras", [1, 3])
def test_a_site_s_page_asks_as_many_questions_for_three_cameras_as_for_one(
    site, sign_in, cameras, django_assert_max_num_queries
):
    for _ in range(cameras - 1):
        CameraFactory(site=site)
    client = sign_in(site.owner)

    with django_assert_max_num_queries(12):
        client.get(url(site))


def test_the_list_goes_on_by_key(site, sign_in, monkeypatch):
    monkeypatch.setattr("cameras.register.views.sites.SITES_A_PAGE", 2)
    newer = [SiteFactory(owner=site.owner) for _ in range(2)]
    client = sign_in(site.owner)

    page = client.get("/cameras/").context["page"]
    rest = client.get("/cameras/", {"after": page.next_after}).context["page"]

    assert page.rows == newer[::-1]
    assert (rest.rows, rest.next_after) == ([site], None)


def test_consent_is_never_changed_or_deleted(site):
    consent = site.consents.first()

    for statement in ("UPDATE cameras_consent SET granted = false", "DELETE FROM cameras_consent"):
        with (
            pytest.raises(ProgrammingError, match="Cannot update or delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert fresh(consent).granted


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("site_belongs_to_whom_its_kind_says", {"kind": "school"}),
        ("site_belongs_to_whom_its_kind_says", {"owner": None}),
        ("site_removed_means_removed_at", {"status": "removed"}),
        ("site_paused_means_paused_at", {"status": "paused"}),
    ],
)
def test_what_a_site_cannot_be(site, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Site.objects.filter(pk=site.pk).update(**changes)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("camera_bearing_is_a_compass_bearing", {"bearing": 360}),
        ("camera_angle_is_1_to_360_degrees", {"angle": 0}),
        ("camera_range_is_1_to_500_metres", {"range_metres": 501}),
        ("camera_keeps_footage_1_to_365_days", {"retention_days": 366}),
    ],
)
def test_what_a_camera_cannot_be(site, name, changes):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Camera.objects.filter(site=site).update(**changes)


def test_consent_for_one_camera_is_about_requests_only(site):
    with pytest.raises(IntegrityError, match="consent_of_a_camera_is_to_requests"):
        ConsentFactory(site=site, camera=site.cameras.get(), purpose="P2")


def test_answering_sites_said_yes_to_being_seen_and_asked():
    willing = SiteFactory(consents={"P1", "P2", "P3"})
    SiteFactory(consents={"P1", "P2"})
    SiteFactory(consents={"P1", "P3"})
    SiteFactory()

    assert list(Site.objects.answering()) == [willing]


@pytest.mark.parametrize("kind", ["business", "school", "office", "bank"])
def test_no_site_of_an_organisation_keeps_its_employees_in_the_dark(kind):
    told = SiteFactory(kind=kind, owner=None, organisation=OrganisationFactory(kind=kind))

    with pytest.raises(IntegrityError, match="site_of_an_organisation_told_its_employees"):
        Site.objects.filter(pk=told.pk).update(employees_told_at=None)


def test_households_and_public_clusters_have_no_employees_to_tell():
    told = [SiteFactory(), SiteFactory(kind="public", owner=None)]

    assert [site.employees_told_at for site in told] == [None, None]


@pytest.mark.parametrize("change", ["resume", "decide", "camera"])
def test_changes_without_end_are_refused_and_what_ends_something_never_is(site, change):
    with transaction.atomic():
        for _ in range(120):
            record(site.stream, Verb.CAMERA_CHANGED, actor=site.owner, subject="x")
    sites.pause_site(site, actor=site.owner)
    consents.decide_consent(site, "P3", ConsentChoice(granted=False), actor=site.owner)
    refused = {
        "resume": lambda: sites.resume_site(site, actor=site.owner),
        "decide": lambda: consents.decide_consent(
            site, "P3", ConsentChoice(granted=True), actor=site.owner
        ),
        "camera": lambda: cameras.change_camera(
            site.cameras.get(), CameraFacts(bearing=7), actor=site.owner
        ),
    }

    with pytest.raises(RuleViolation, match="đã đổi quá nhiều"):
        refused[change]()


def test_a_place_without_a_pin_stays_so_when_its_page_is_saved_as_it_was(sign_in):
    commune = CommuneFactory(open=True)
    hamlet = HamletFactory(commune=commune, centre=Point(107.97, 21.52, srid=4326))
    site = SiteFactory(
        commune=commune, hamlet=hamlet, point=hamlet.centre, is_approximate=True, address="ngõ 3"
    )
    client, page = sign_in(site.owner), reverse("cameras:location", args=[site.public_id])
    drawn = client.get(page).context["location"]
    shown = {name: drawn[name].value() or "" for name in drawn.fields}

    assert (shown["lat"], shown["lng"], shown["hamlet"]) == ("", "", hamlet.public_id)
    assert client.post(page, shown).status_code == 302
    site.refresh_from_db()
    assert (site.is_approximate, site.point, site.hamlet) == (True, hamlet.centre, hamlet)


def test_the_owner_s_map_of_a_place_without_a_pin_says_so(sign_in):
    site = SiteFactory(is_approximate=True)

    shown = sign_in(site.owner).get(site.get_absolute_url()).context["views"]

    assert shown["approximate"] is True
