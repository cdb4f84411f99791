"""The registration page: what it takes, what it refuses, and that nothing entered is lost."""

import re
import unicodedata
import uuid

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.urls import reverse
from django.utils import translation

from cameras.register import site_numbers
from cameras.register.actions import sites
from cameras.register.actions.sites import change_site
from cameras.register.consent_choices import ConsentChoice
from cameras.register.locations import Location
from cameras.register.models import Camera, Consent, ConsentText, Site, Street
from cameras.register.registrations import CameraFacts, Registration
from cameras.register.streets import name_in
from cameras.templatetags.cameras import another_camera
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.notices.models import Notice
from portal.people.models import Membership, Organisation, Role
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import ConsentTextFactory, SiteFactory
from tests.people.factories import (
    AppointmentFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/cameras/register/"
PRESENT = 4  # the newest version of the words
HERE = {"lat": "21.527", "lng": "107.969"}
AROUND = MultiPolygon(Polygon.from_bbox((107.9, 21.45, 108.05, 21.6)), srid=4326)


@pytest.fixture
def commune():
    return CommuneFactory(open=True, boundary=AROUND)


@pytest.fixture
def owner():
    return UserFactory(full_name="Nguyễn Thị Hạnh")


def filled(*, cameras=1, **changes):
    """The form as a browser sends it: one camera to the southwest, yes to everything."""
    fields = {
        f"cameras-{n}-{name}": value
        for n in range(cameras)
        for name, value in {"wind": "225", "angle": "90", "range_metres": "20", "days": "7"}.items()
    }
    answers = dict.fromkeys(["P1", "P2", "P3", "P8"], "yes")
    form = {
        "once": str(uuid.uuid4()),
        "cameras-TOTAL_FORMS": str(cameras),
        "cameras-INITIAL_FORMS": "0",
        "kind": "household",
        **HERE,
        **fields,
        **answers,
        **{f"{purpose}-version": str(PRESENT) for purpose in answers},
        **changes,
    }
    return {name: value for name, value in form.items() if value is not None}


def register(client, **changes):
    return client.post(PAGE, filled(**changes))


def mending(response):
    assert response.status_code == 422
    page = response.context["registration"]
    return {name: list(errors) for form in page.forms for name, errors in form.errors.items()}


def test_a_stranger_signs_in_first_and_comes_back(client):
    response = client.get(PAGE)

    assert response.status_code == 302
    assert response.url.startswith(reverse("people:sign_in"))
    assert "register" in response.url


def test_the_page_promises_first_and_ticks_nothing(commune, owner, sign_in):
    page = sign_in(owner).get(PAGE).content.decode()

    assert page.index("không ai xem được hình từ camera") < page.index('name="cameras-0-wind"')
    for purpose in ("P1", "P2", "P3", "P8"):
        for tick in page.split(f'name="{purpose}"')[1:]:
            assert "checked" not in tick.split(">")[0]


def test_a_household_registers_and_gets_a_number(commune, owner, sign_in):
    response = register(sign_in(owner), address="số 12 Nguyễn Du")

    site = Site.objects.get()
    camera = site.cameras.get()
    assert response.url == reverse("cameras:detail", args=[site.public_id])
    assert (site.owner, site.organisation, site.commune) == (owner, None, commune)
    assert site.number == site_numbers.compose(commune.profile.abbreviation, site.sequence)
    assert site_numbers.is_right(site.number)
    assert (camera.bearing, camera.angle, camera.range_metres, camera.retention_days) == (
        225,
        90,
        20,
        7,
    )
    assert camera.view.intersects(Point(107.9689, 21.5269, srid=4326))
    assert Site.objects.answering().get() == site


def test_every_answer_is_kept_with_the_words_that_were_shown(commune, owner, sign_in):
    register(sign_in(owner), P2="no", P3=None)

    told = {c.purpose: c for c in Consent.objects.select_related("text")}
    assert {purpose: c.granted for purpose, c in told.items()} == {
        "P1": True,
        "P2": False,
        "P3": False,
        "P8": True,
    }
    text = ConsentText.objects.present("vi").get(purpose="P2")
    assert told["P2"].text == text
    assert told["P2"].shown.text == text.wording(commune, commune.kind)
    assert str(commune) in told["P2"].shown.text
    assert all(c.person == owner and c.channel == "web" for c in told.values())


def test_registration_works_with_every_optional_purpose_refused(commune, owner, sign_in):
    response = register(sign_in(owner), P2="no", P3="no", P8="no")

    assert response.status_code == 302
    assert Site.objects.in_register().count() == 1
    assert not Site.objects.answering().exists()


@pytest.mark.parametrize("answer", [None, "no"])
def test_without_consent_to_the_register_nothing_is_entered(commune, owner, sign_in, answer):
    response = register(sign_in(owner), P1=answer, address="số 12 Nguyễn Du")

    assert set(mending(response)) == {"P1"}
    assert not Site.objects.exists()
    assert not Consent.objects.exists()
    assert 'value="số 12 Nguyễn Du"' in response.content.decode()


def test_words_that_changed_meanwhile_are_shown_again_and_wait_for_another_answer(
    commune, owner, sign_in
):
    client = sign_in(owner)
    assert f'name="P2-version" value="{PRESENT}"' in client.get(PAGE).content.decode()
    newer = ConsentTextFactory(purpose="P2", version=PRESENT + 1, question="Lời mới?")
    said = {"address": "số 12 Nguyễn Du", "cameras-0-bearing": "13"}

    response = register(client, **said)

    page = response.content.decode()
    assert mending(response) == {
        "P2": [
            "Nội dung này đã thay đổi sau khi ông/\u2060bà mở trang. "
            "Ông/\u2060bà đọc lại và chọn lại giúp."
        ]
    }
    assert not Consent.objects.exists()
    assert "Lời mới?" in page
    assert f'name="P2-version" value="{newer.version}"' in page
    assert (page.count('name="P2" value="yes"'), _ticked(page, "P2")) == (1, "")
    assert _ticked(page, "P3") == "yes"
    assert 'value="số 12 Nguyễn Du"' in page
    assert 'name="cameras-0-bearing" value="13"' in page
    assert register(client, **said, **{"P2-version": newer.version}).status_code == 302
    assert Consent.objects.get(purpose="P2").text == newer


def _ticked(page, name):
    inputs = [part.split(">")[0] for part in page.split(f'name="{name}" ')[1:]]
    return "".join(one.split('"')[1] for one in inputs if "checked" in one)


def test_words_that_change_between_form_and_record_enter_nothing(commune, owner):
    location = Location(Point(107.969, 21.527, srid=4326), commune, None)
    read = {
        "P1": ConsentChoice(granted=True, version=PRESENT),
        "P3": ConsentChoice(True, PRESENT - 1),
    }
    registration = Registration(location, [CameraFacts(bearing=0)], read)

    with pytest.raises(RuleViolation, match="đã thay đổi"):
        sites.register_site(registration, owner=owner, actor=owner)

    assert not Site.objects.exists()


@pytest.mark.parametrize("version", [None, "", "x", "1"])
def test_a_yes_to_words_nobody_showed_enters_nothing(commune, owner, sign_in, version):
    response = register(sign_in(owner), **{"P3-version": version})

    assert "P3" in mending(response)
    assert not Site.objects.exists()


def test_all_that_was_entered_is_shown_again(commune, owner, sign_in):
    response = register(sign_in(owner), cameras=2, P1="no", **{"cameras-1-bearing": "13"})

    page = response.content.decode()
    assert 'name="lat" value="21.527"' in page
    assert 'name="cameras-1-bearing" value="13"' in page
    assert page.count('value="225" id="id_cameras-0-wind_5" checked') == 1


def test_what_happened_is_in_the_site_s_journal_without_names(commune, owner, sign_in):
    register(sign_in(owner), address="số 12 Nguyễn Du")

    site = Site.objects.get()
    entries = list(Entry.objects.of(site.stream))
    assert [entry.verb for entry in entries] == ["registered", *["agreed"] * 4]
    written = str([(entry.subject, entry.facts) for entry in entries])
    for private in ("Hạnh", "Nguyễn Du", "107.96", owner.phone):
        assert private not in written


def test_pressing_twice_makes_one_site(commune, owner, sign_in):
    form, client = filled(), sign_in(owner)

    first, second = client.post(PAGE, form), client.post(PAGE, form)

    assert first.url == second.url
    assert Site.objects.count() == 1
    assert Consent.objects.count() == 4


def test_another_person_s_key_does_not_open_their_site(commune, owner, sign_in):
    form = filled()
    sign_in(owner).post(PAGE, form)

    response = sign_in(UserFactory()).post(PAGE, form)

    assert Site.objects.count() == 2
    assert Site.objects.get(owner=owner).public_id.hex not in response.url.replace("-", "")


def test_numbers_follow_each_other_in_a_commune(commune, sign_in):
    for _ in range(3):
        register(sign_in(UserFactory()))

    numbers_given = list(Site.objects.order_by("pk").values_list("number", flat=True))
    assert len(set(numbers_given)) == 3
    assert [n.split("-")[1] for n in numbers_given] == sorted(
        n.split("-")[1] for n in numbers_given
    )


def test_a_camera_without_direction_is_sent_back(commune, owner, sign_in):
    response = register(sign_in(owner), **{"cameras-0-wind": None})

    assert set(mending(response)) == {"wind"}
    assert not Site.objects.exists()


def test_a_typed_number_counts_before_the_button_and_unknown_days_stay_unknown(
    commune, owner, sign_in
):
    changes = {
        "cameras-0-bearing": "13",
        "cameras-0-exact_angle": "75",
        "cameras-0-days": "unknown",
    }

    register(sign_in(owner), **changes)

    camera = Camera.objects.get()
    assert (camera.bearing, camera.angle, camera.retention_days) == (13, 75, None)


def test_closed_commune_gets_a_clear_sentence(owner, sign_in):
    CommuneFactory(open=True, boundary=None, centre=Point(105.0, 10.0, srid=4326))
    closed = CommuneFactory(boundary=AROUND)

    errors = mending(register(sign_in(owner)))

    assert errors["__all__"] == [
        f"{str(closed).capitalize()[:1]}{str(closed)[1:]} chưa dùng Sổ Camera nên chưa đăng ký ở "
        "đó được. Nếu ghim đặt nhầm chỗ, hãy kéo ghim lại."
    ]
    assert not Site.objects.exists()


def test_a_pin_in_the_sea_is_refused_with_a_sentence(commune, owner, sign_in):
    errors = mending(register(sign_in(owner), lat="15.0", lng="113.0"))

    assert "60 km" in errors["__all__"][0]
    assert not Site.objects.exists()


def test_a_pin_five_kilometres_outside_the_boundary_is_refused_and_nothing_is_lost(
    commune, owner, sign_in
):
    response = register(
        sign_in(owner), lat="21.405", commune=commune.code, address="số 12 Nguyễn Du"
    )

    assert mending(response) == {
        "__all__": ["Điểm này nằm ngoài các xã, phường quanh đây. Hãy kéo ghim về chỗ có camera."]
    }
    assert not Site.objects.exists()
    assert 'value="số 12 Nguyễn Du"' in response.content.decode()


@pytest.mark.parametrize(
    ("lat", "lng"),
    [
        ("nan", "107"),
        ("inf", "107"),
        ("91", "107"),
        ("21", "181"),
        ("x'; --", "107"),
        ("1e400", "1"),
    ],
)
def test_a_hostile_position_is_refused(commune, owner, sign_in, lat, lng):
    assert mending(register(sign_in(owner), lat=lat, lng=lng))
    assert not Site.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"cameras-0-wind": "400"},
        {"cameras-0-bearing": "360"},
        {"cameras-0-exact_range_metres": "501"},
        {"cameras-0-exact_angle": "0"},
        {"cameras-0-exact_days": "366"},
        {"cameras-TOTAL_FORMS": "0"},
        {"cameras-TOTAL_FORMS": "999999"},
        {"cameras-TOTAL_FORMS": "x"},
        {"kind": "palace"},
        {"once": "1"},
        {"commune": "99999"},
        {"hamlet": "no-uuid"},
        {"address": "x" * 201},
        {"P2": "perhaps"},
    ],
)
def test_hostile_input_is_refused_and_enters_nothing(commune, owner, sign_in, changes):
    response = register(sign_in(owner), **changes)

    assert response.status_code == 422
    assert not Site.objects.exists()


def test_markup_in_an_address_stays_text(commune, owner, sign_in):
    client = sign_in(owner)
    register(client, address="<script>alert(1)</script>")

    page = client.get(Site.objects.get().get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_without_boundaries_the_nearest_commune_must_be_confirmed(owner, sign_in):
    near = CommuneFactory(open=True)
    far = CommuneFactory(open=True, centre=Point(108.1, 21.6, srid=4326))
    client = sign_in(owner)

    errors = mending(register(client))

    assert set(errors) == {"commune"}
    assert not Site.objects.exists()
    assert register(client, commune=far.code).status_code == 302
    assert register(client, commune=near.code).status_code == 302
    assert {site.commune for site in Site.objects.all()} == {near, far}


def test_a_pin_in_another_commune_than_chosen_asks_once(commune, owner, sign_in):
    other = CommuneFactory(open=True, centre=Point(105.0, 10.0, srid=4326))
    client = sign_in(owner)

    response = register(client, commune=other.code)

    assert set(mending(response)) == {"commune"}
    assert f'value="{commune.code}" selected' in response.content.decode()
    assert not Site.objects.exists()
    assert register(client, commune=commune.code).status_code == 302


def test_without_a_map_the_hamlet_s_centre_stands_in(commune, owner, sign_in):
    hamlet = HamletFactory(commune=commune, centre=Point(107.97, 21.52, srid=4326))

    register(sign_in(owner), lat=None, lng=None, commune=commune.code, hamlet=str(hamlet.public_id))

    site = Site.objects.get()
    assert site.is_approximate
    assert (site.hamlet, site.point.coords) == (hamlet, hamlet.centre.coords)


def test_with_neither_pin_nor_hamlet_the_page_asks_for_one(commune, owner, sign_in):
    errors = mending(register(sign_in(owner), lat=None, lng=None))

    assert set(errors) == {"__all__"}


@pytest.mark.parametrize("position", [{}, {"lat": None, "lng": None}])
def test_hamlets_without_a_centre_are_asked_for_and_nothing_is_lost(
    commune, owner, sign_in, position
):
    hamlet = HamletFactory(commune=commune, centre=None)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person
    client = sign_in(owner)
    said = {"address": "số 12 Nguyễn Du", **position}

    first = register(client, commune=commune.code, **said)

    page = first.content.decode()
    assert set(mending(first)) == {"hamlet"}
    assert not Site.objects.exists()
    assert "open data-names" in page
    assert 'value="số 12 Nguyễn Du"' in page
    assert f'value="{hamlet.public_id}"' in page
    register(client, commune=commune.code, hamlet=str(hamlet.public_id), **said)
    assert Site.objects.get().hamlet == hamlet
    assert Notice.objects.get(kind="site_to_vouch").recipient == leader


NEAR, FAR = Point(107.97, 21.52, srid=4326), Point(107.93, 21.48, srid=4326)
ELSEWHERE = MultiPolygon(Polygon.from_bbox((107.965, 21.515, 107.975, 21.525)), srid=4326)
FARTHER = MultiPolygon(Polygon.from_bbox((107.92, 21.47, 107.94, 21.49)), srid=4326)


@pytest.mark.parametrize(
    ("facts_near", "facts_far", "is_offered"),
    [
        # One drawn, and the pin outside: it may well be in the one that nobody has drawn.
        ({"centre": NEAR, "boundary": ELSEWHERE}, {}, True),
        ({"centre": NEAR, "boundary": ELSEWHERE}, {"centre": FAR}, True),
        ({"centre": NEAR}, {"centre": FAR, "boundary": FARTHER}, True),
        ({"centre": NEAR}, {}, True),
        # All alike: the nearest is as good a guess as any, and is shown.
        ({"centre": NEAR}, {"centre": FAR}, False),
        ({"centre": NEAR, "boundary": ELSEWHERE}, {"centre": FAR, "boundary": FARTHER}, False),
    ],
)
def test_a_pin_outside_what_is_drawn_is_given_no_hamlet_that_another_could_be(
    commune, owner, sign_in, facts_near, facts_far, is_offered
):
    near = HamletFactory(commune=commune, **facts_near)
    far = HamletFactory(commune=commune, **facts_far)
    client = sign_in(owner)

    answer = client.get("/cameras/where.json", HERE).json()
    response = register(client, commune=commune.code)

    if is_offered:
        assert (answer["hamlet"], set(mending(response))) == (None, {"hamlet"})
        page = response.content.decode()
        assert all(f'value="{hamlet.public_id}"' in page for hamlet in (near, far))
        register(client, commune=commune.code, hamlet=str(far.public_id))
        assert Site.objects.get().hamlet == far
    else:
        assert answer["hamlet"]["id"] == str(near.public_id)
        assert Site.objects.get().hamlet == near


def test_a_pin_inside_a_drawn_hamlet_is_in_it_whatever_else_is_undrawn(commune, owner, sign_in):
    drawn = HamletFactory(commune=commune, centre=FAR, boundary=AROUND)
    HamletFactory(commune=commune, centre=NEAR)
    HamletFactory(commune=commune)

    register(sign_in(owner))

    assert Site.objects.get().hamlet == drawn


def test_a_pin_alone_finds_the_hamlets_of_its_commune_to_choose_from(commune, owner, sign_in):
    CommuneFactory(open=True)
    hamlet = HamletFactory(commune=commune, centre=None)

    response = register(sign_in(owner))

    page = response.content.decode()
    assert set(mending(response)) == {"hamlet"}
    assert f'value="{hamlet.public_id}"' in page
    assert f'<option value="{commune.code}" selected>' in page


def test_in_a_commune_without_hamlets_its_centre_stands_in(commune, owner, sign_in):
    register(sign_in(owner), lat=None, lng=None, commune=commune.code)

    site = Site.objects.get()
    assert (site.hamlet, site.is_approximate) == (None, True)
    assert site.point.coords == commune.centre.coords


def test_a_hamlet_without_a_centre_is_suggested_without_a_place(commune, owner, sign_in):
    hamlet = HamletFactory(commune=commune, name="Hòa Lạc", centre=None)

    asked = {"commune": commune.code, "q": "hoa"}
    found = sign_in(owner).get("/cameras/suggest.json", asked).json()["results"]

    assert found == [{"name": str(hamlet), "at": None, "hamlet": str(hamlet.public_id)}]


def test_a_hamlet_of_another_commune_is_not_taken(commune, owner, sign_in):
    elsewhere = HamletFactory()

    response = register(sign_in(owner), commune=commune.code, hamlet=str(elsewhere.public_id))

    assert set(mending(response)) == {"hamlet"}


def test_the_hamlet_s_leader_is_told(commune, owner, sign_in):
    hamlet = HamletFactory(commune=commune, centre=Point(107.97, 21.52, srid=4326))
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet).person

    register(sign_in(owner))

    notice = Notice.objects.get(kind="site_to_vouch")
    assert notice.recipient == leader
    assert notice.facts == {"number": Site.objects.get().number, "hamlet": str(hamlet)}


def test_a_business_registers_with_a_new_organisation(commune, owner, sign_in):
    response = register(
        sign_in(owner), kind="business", organisation_name="Tạp hóa Sen", employees_told="on"
    )

    assert response.status_code == 302
    site = Site.objects.select_related("organisation").get()
    assert (site.owner, site.organisation.name) == (None, "Tạp hóa Sen")
    assert site.employees_told_at
    assert Membership.objects.get(person=owner, organisation=site.organisation).role == "manager"
    assert list(site.answerers) == [owner]


@pytest.mark.parametrize("kind", ["business", "school", "office", "bank"])
def test_an_organisation_must_have_told_its_employees(commune, owner, sign_in, kind):
    errors = mending(register(sign_in(owner), kind=kind, organisation_name="Tạp hóa Sen"))

    assert set(errors) == {"employees_told"}
    assert not Organisation.objects.exists()


def test_a_second_site_goes_to_the_same_organisation_which_all_members_answer_for(
    commune, owner, sign_in
):
    school = OrganisationFactory(kind="school", commune=commune)
    colleague = UserFactory()
    for person in (owner, colleague):
        Membership.objects.create(organisation=school, person=person)

    for _ in range(2):
        register(
            sign_in(owner),
            kind="school",
            organisation=str(school.public_id),
            employees_told="on",
        )

    assert Site.objects.filter(organisation=school).count() == 2
    assert Site.objects.answered_by(colleague).count() == 2
    assert set(Site.objects.first().answerers) == {owner, colleague}


def test_no_organisation_is_chosen_beforehand(commune, owner, sign_in):
    MembershipFactory(person=owner, organisation__name="Công ty Mallory")

    page = sign_in(owner).get(f"{PAGE}?commune={commune.code}")

    assert "Công ty Mallory" in page.text
    assert not re.search(r"<option[^>]*\bselected\b[^>]*>\s*Công ty Mallory", page.text)
    assert not page.context["registration"].owner["organisation"].value()


@pytest.mark.parametrize("written", ["Tiệm vàng Nam", "  tiệm vàng Nam "])
def test_the_name_she_wrote_goes_before_an_organisation_of_somebody_else(
    commune, owner, sign_in, written
):
    other = MembershipFactory(person=owner, organisation__kind="business").organisation

    register(
        sign_in(owner),
        kind="business",
        organisation=str(other.public_id),
        organisation_name=written,
        employees_told="on",
    )

    own = Site.objects.get().organisation
    assert own != other
    assert (own.name, own.memberships.get().person) == (" ".join(written.split()), owner)


def test_the_name_of_the_chosen_organisation_written_again_is_that_organisation(
    commune, owner, sign_in
):
    shop = MembershipFactory(
        person=owner, organisation__kind="business", organisation__name="Tạp hóa Sen"
    ).organisation

    register(
        sign_in(owner),
        kind="business",
        organisation=str(shop.public_id),
        organisation_name="tạp hoá  sen",
        employees_told="on",
    )

    assert Site.objects.get().organisation == shop


def test_nobody_registers_for_an_organisation_they_do_not_belong_to(commune, owner, sign_in):
    school = OrganisationFactory(kind="school", commune=commune)

    response = register(
        sign_in(owner),
        kind="school",
        organisation=str(school.public_id),
        employees_told="on",
    )

    assert response.status_code == 422
    assert not Site.objects.exists()


def test_a_nameless_person_gives_a_name(commune, sign_in):
    nameless = UserFactory(full_name="")
    client = sign_in(nameless)

    assert set(mending(register(client))) == {"full_name"}
    register(client, full_name="Trần  Văn Ba")

    nameless.refresh_from_db()
    assert nameless.full_name == "Trần Văn Ba"


def test_streets_are_remembered_without_house_or_owner(commune, owner, sign_in):
    stranger, asked = sign_in(UserFactory()), {"commune": commune.code, "q": "nguyen"}
    register(sign_in(owner), address="số 12B/4 đường Nguyễn Du, tổ 3")
    street = Street.objects.get()
    first = stranger.get("/cameras/suggest.json", asked).json()["results"]

    register(sign_in(UserFactory()), address="14 Nguyễn Du")

    assert (street.name, street.point.coords) == ("Nguyễn Du", (107.969, 21.527))
    assert first == []
    assert stranger.get("/cameras/suggest.json", asked).json()["results"] == [
        {"name": "Nguyễn Du", "at": [21.527, 107.969], "hamlet": None}
    ]


def test_what_one_household_wrote_is_offered_to_nobody_however_often_it_saves(
    commune, owner, sign_in
):
    client = sign_in(owner)
    register(client, address="Hẻm bà góa Lanh")
    register(client, address="Ngõ Bà Lành")
    register(client, address="Ngõ Bà Lành")
    site = Site.objects.latest("pk")

    for _ in range(2):
        change_site(site, actor=owner, label="", address="Ngõ Bà Lành")

    asked = {"commune": commune.code, "q": "ba lanh"}
    assert client.get("/cameras/suggest.json", asked).json()["results"] == []
    register(sign_in(UserFactory()), address="Ngõ bà lành")
    assert len(client.get("/cameras/suggest.json", asked).json()["results"]) == 1
    change_site(site, actor=owner, label="", address="")
    for other in owner.sites.exclude(pk=site.pk):
        change_site(other, actor=owner, label="", address="")
    assert client.get("/cameras/suggest.json", asked).json()["results"] == []


@pytest.mark.parametrize(
    "address",
    [
        "nhà bà Nguyễn Thị Hạnh", "gần nhà ông Tư, xóm 3", "12/4", "Hẻm bà góa Lành",
        unicodedata.normalize("NFD", "Gần nhà ông Tư Què"), "gan nha ong Tu", "sát tiệm bà Ba",
    ],
)  # fmt: skip
def test_a_neighbour_s_name_is_no_street(commune, owner, sign_in, address):
    register(sign_in(owner), address=address)

    assert not Street.objects.exists()


def test_ladies_and_gentlemen_of_history_are_streets():
    assert [name_in(f"5 {name}") for name in ("Bà Triệu", "Ông Ích Khiêm")] == [
        "Bà Triệu",
        "Ông Ích Khiêm",
    ]


def test_nobody_registers_thirty_places_an_hour(commune, owner, sign_in, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"cameras_register": "1/h/key"}
    client = sign_in(owner)

    answers = [register(client, address="12 Nguyễn Du") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert 'name="address" value="12 Nguyễn Du"' in answers[1].text
    assert Site.objects.count() == 1


@pytest.mark.parametrize("sites", [1, 3])
def test_the_page_asks_as_many_questions_whatever_the_person_owns(
    commune, owner, sign_in, django_assert_max_num_queries, sites
):
    for _ in range(sites):
        SiteFactory(owner=owner, commune=commune)
    client = sign_in(owner)

    with django_assert_max_num_queries(14):
        client.get(PAGE)


def test_where_names_the_ground_under_a_pin(commune, owner, sign_in):
    hamlet = HamletFactory(commune=commune, centre=Point(107.97, 21.52, srid=4326))
    client = sign_in(owner)

    answer = client.get("/cameras/where.json", HERE)

    assert answer.json()["commune"]["name"] == str(commune)
    assert answer.json()["hamlet"] == {"id": str(hamlet.public_id), "name": str(hamlet)}
    assert client.get("/cameras/where.json", {"lat": "15", "lng": "113"}).status_code == 409
    assert client.get("/cameras/where.json", {"lat": "x"}).status_code == 400
    assert client.get("/cameras/where.json", {"lat": "nan", "lng": "1"}).status_code == 400


def test_where_no_commune_is_known_the_open_ones_are_offered(commune, owner, sign_in):
    CommuneFactory(open=True, centre=Point(105.0, 10.0, srid=4326))
    closed = CommuneFactory(name="Đóng Cửa")
    client = sign_in(owner)

    page = client.get(PAGE).content.decode()

    assert f"?commune={commune.code}" in page
    assert str(closed) not in page.lower()
    assert 'name="P1"' in client.get(PAGE, {"commune": commune.code}).content.decode()
    searched = client.get(PAGE, {"q": "dong cua"}).content.decode()
    assert "Đóng Cửa" in searched
    assert f"?commune={closed.code}" not in searched


def test_the_pin_found_while_choosing_is_already_there(commune, owner, sign_in):
    page = sign_in(owner).get(PAGE, {"commune": commune.code, **HERE}).content.decode()

    assert 'name="lat" value="21.527"' in page


def test_the_fields_of_another_camera_speak_the_language_of_the_page():
    with translation.override("vi"):
        vietnamese = another_camera()
    with translation.override("en"):
        english = another_camera()

    assert 'name="cameras-__prefix__-wind"' in vietnamese
    assert "Direction" in english
    assert "Direction" not in vietnamese


# --- How exactly the phone knows where it is ----------------------------------------------


@pytest.mark.parametrize("within", ["51", "300", "3000.5"])
def test_a_position_the_phone_does_not_know_well_is_asked_about(commune, owner, sign_in, within):
    response = register(sign_in(owner), within=within, address="số 12 Nguyễn Du")

    assert set(mending(response)) == {"__all__"}
    assert f"{round(float(within))} m" in mending(response)["__all__"][0]
    assert 'value="số 12 Nguyễn Du"' in response.text
    assert not Site.objects.exists()


@pytest.mark.parametrize("within", ["", "0", "12", "50"])
def test_a_position_known_well_or_looked_at_is_taken(commune, owner, sign_in, within):
    assert register(sign_in(owner), within=within).status_code == 302
    assert not Site.objects.get().is_approximate


def test_how_exactly_the_phone_knew_comes_along_from_choosing_a_commune(commune, owner, sign_in):
    query = {"commune": commune.code, **HERE, "within": "3000"}

    page = sign_in(owner).get(PAGE, query).text

    assert '<input type="hidden" name="within" value="3000.0"' in page


@pytest.mark.parametrize("within", ["nan", "inf", "x", "-1"])
def test_odd_exactness_breaks_nothing(commune, owner, sign_in, within):
    query = {"commune": commune.code, **HERE, "within": within}

    assert sign_in(owner).get(PAGE, query).status_code == 200
    assert register(sign_in(owner), within=within).status_code in {302, 422}


# --- Wide communes ------------------------------------------------------------------------


def test_the_commune_a_person_chose_is_hers_far_from_its_centre(owner, sign_in):
    wide = CommuneFactory(open=True, centre=Point(108.3, 21.53, srid=4326))
    CommuneFactory.create_batch(6, centre=Point(107.99, 21.53, srid=4326))

    response = register(sign_in(owner), commune=wide.code)

    assert response.status_code == 302
    assert Site.objects.get().commune == wide
