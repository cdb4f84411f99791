import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.gis.geos import MultiPoint, MultiPolygon, Point, Polygon
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cameras.register.geometry import distance_metres
from cameras.register.models import Site
from portal.areas.actions import draw_commune
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.look.fields import MINUTE_SHOWN
from portal.people.models import Role
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.asks import askable
from requests.asking.hits import hits_of
from requests.asking.models import FootageRequest, RequestPolicy, Search
from requests.templatetags.footage import size_of_area
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, ConsentFactory, VouchingFactory
from tests.people.factories import AppointmentFactory, UserFactory
from tests.requests.factories import (
    PLACE,
    AskableSiteFactory,
    FootageRequestFactory,
    IncidentFactory,
    SearchFactory,
    an_hour_yesterday,
)
from tests.requests.forms import refused, wanted

pytestmark = pytest.mark.django_db


def test_search_shows_who_could_have_seen_it_and_is_in_the_journal(sign_in, appointment):
    site = AskableSiteFactory(commune=appointment.commune)
    AskableSiteFactory(commune=CommuneFactory(open=True))
    client = sign_in(appointment.person)

    response = client.post(reverse("footage:search"), wanted(), follow=True)

    assert [row.hit.site for row in response.context["rows"]] == [site]
    search = Search.objects.get()
    entry = Entry.objects.of(f"search:{appointment.commune.code}").get()
    assert (entry.verb, entry.actor, entry.facts["hits"]) == ("searched", appointment.person, 1)
    assert (entry.facts["case_number"], entry.facts["purpose"]) == ("VV 2026/118", "vehicle")
    assert entry.subject == f"search:{search.public_id}"


def test_found_page_names_no_owner_and_no_address(sign_in, appointment):
    site = AskableSiteFactory(
        commune=appointment.commune, address="12 Nguyễn Du", label="Nhà bà Mẫu"
    )
    search = SearchFactory(appointment=appointment)

    response = sign_in(appointment.person).get(reverse("footage:hits", args=[search.public_id]))

    assert str(site.public_id) in response.text
    for secret in [
        site.owner.full_name,
        site.owner.phone,
        "12 Nguyễn Du",
        "Nhà bà Mẫu",
        site.number,
    ]:
        assert secret not in response.text


def test_of_a_site_without_a_pin_nobody_says_that_it_looks_there(sign_in, appointment):
    AskableSiteFactory(commune=appointment.commune, is_approximate=True)
    search = SearchFactory(appointment=appointment)

    response = sign_in(appointment.person).get(reverse("footage:hits", args=[search.public_id]))

    assert "Vị trí ước chừng, chưa có ghim" in response.text
    assert "Nhìn thẳng" not in response.text
    assert [hit["covers"] for hit in response.context["map"]["hits"]] == [False]


def test_a_site_that_did_not_agree_to_be_asked_is_not_found(sign_in, appointment):
    AskableSiteFactory(commune=appointment.commune, consents={"P1", "P2"})

    response = sign_in(appointment.person).post(reverse("footage:search"), wanted(), follow=True)

    assert response.context["rows"] == []


@pytest.mark.parametrize("missing", ["case_number", "purpose", "category"])
def test_nothing_is_shown_without_a_reason(sign_in, appointment, missing):
    AskableSiteFactory(commune=appointment.commune)

    response = sign_in(appointment.person).post(reverse("footage:search"), wanted(**{missing: ""}))

    assert response.status_code == 422
    assert missing in response.context["form"].errors
    assert not Search.objects.exists()


def test_a_window_that_runs_backwards_gets_a_sentence(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"
    since = timezone.localtime(an_hour_yesterday())

    said = refused(
        sign_in(appointment.person), until=(since - timedelta(minutes=5)).strftime(MINUTE_SHOWN)
    )

    assert said == "The end of the window lies before its beginning."


def test_a_window_of_more_than_twelve_hours_is_refused(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"
    since = timezone.localtime(an_hour_yesterday())

    said = refused(
        sign_in(appointment.person), until=(since + timedelta(hours=13)).strftime(MINUTE_SHOWN)
    )

    assert said == "The window is longer than 12\u00a0hours, which is the most."


def test_a_polygon_that_crosses_itself_gets_a_sentence(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"
    bowtie = "21.527, 107.968\n21.528, 107.970\n21.527, 107.970\n21.528, 107.968"

    said = refused(sign_in(appointment.person), shape="polygon", corners=bowtie)

    assert said == "The edges of the area cross each other. Move a corner."


@pytest.mark.parametrize(
    "corners",
    [
        "21.5, 107.9",
        "here\nthere\nnowhere",
        "21.5, 107.9\n" * 61,
        "99.9, 200.1\n" * 3,
        # From the place to beyond the pole, where a degree's width is less than nothing.
        f"{PLACE.y}, {PLACE.x}\n90, 107.9\n91, 100\n99, 100\n99, 110\n91, 110\n90, 107.91",
    ],
)
def test_corners_that_make_no_area_get_a_sentence(sign_in, appointment, corners):
    assert refused(sign_in(appointment.person), shape="polygon", corners=corners)


def test_an_area_beyond_the_hard_limit_is_refused(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"
    large = "21.52, 107.96\n21.52, 107.98\n21.54, 107.98\n21.54, 107.96"

    said = refused(sign_in(appointment.person), shape="polygon", corners=large)

    assert said == "The area is larger than 1.29\u00a0km², which is the most. Draw it smaller."


# 20 m from north to south and 6 km from west to east, through the place.
STRIP = "21.52691, 107.94\n21.52691, 107.998\n21.52709, 107.998\n21.52709, 107.94"


def test_a_large_area_is_told_in_square_kilometres_as_its_limit_is():
    with override("vi"):
        assert size_of_area(Search(square_metres=1_290_000)) == "1,29\u00a0km²"
        assert size_of_area(Search(square_metres=50_000)) == "50.000\u00a0m²"


def test_a_strip_is_small_but_reaches_too_far_for_one_officer(sign_in, appointment):
    client = sign_in(appointment.person)

    response = client.post(
        reverse("footage:search"), wanted(shape="polygon", corners=STRIP), follow=True
    )

    search = Search.objects.get()
    assert search.square_metres < 125_664
    assert response.context["needs_review"]


def test_a_circle_of_the_usual_radius_stays_within_the_limits_of_one_officer(sign_in, appointment):
    response = sign_in(appointment.person).post(reverse("footage:search"), wanted(), follow=True)

    assert not response.context["needs_review"]


def test_an_area_away_from_the_place_of_the_incident_is_refused(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"

    said = refused(
        sign_in(appointment.person), shape="polygon", corners=STRIP, lat=PLACE.y + 0.0061
    )

    assert said == (
        "The area begins farther than 640 m from the place of the incident. "
        "Draw it nearer, or move the place."
    )


def test_the_sentences_say_what_this_commune_s_limits_are(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"
    RequestPolicy.objects.create(
        commune=appointment.commune,
        window_minutes=30,
        window_alone_minutes=90,
        window_most_minutes=4 * 60,
        radius_metres=80,
        radius_alone_metres=150,
        area_most_square_metres=50_000,
    )
    client = sign_in(appointment.person)
    since = timezone.localtime(an_hour_yesterday())
    longer = (since + timedelta(hours=5)).strftime(MINUTE_SHOWN)

    page = client.get(reverse("footage:search")).text

    for said in (
        "Up to 150 m alone; further with approval",
        "Left empty it counts as 30\u00a0minutes",
        "Up to 90\u00a0minutes alone; up to 4\u00a0hours with approval.",
    ):
        assert said in page
    assert refused(client, until=longer) == (
        "The window is longer than 4\u00a0hours, which is the most."
    )
    assert refused(client) == (
        "The area is larger than 50,000\u00a0m², which is the most. Draw it smaller."
    )
    draft = FootageRequestFactory(appointment=appointment, radius_metres=200)
    written = client.get(reverse("footage:write", args=[draft.public_id])).text
    assert "Beyond 150 m or 90\u00a0minutes: nothing goes out" in written


@pytest.mark.parametrize(
    "nonsense",
    [
        {"lat": "north"},
        {"lat": "nan", "lng": "nan"},
        {"lat": "", "lng": ""},
        {"radius_metres": "-5"},
        {"radius_metres": "99999999999"},
        {"since": "yesterday"},
        {"since": "9999-12-31T23:59", "until": ""},
        {"since": "0001-01-01T00:00", "until": "0001-01-01T01:00"},
        {"hamlet": "x"},
        {"site_number": "MC1-0482-Z"},
        {"site_number": "' OR 1=1"},
        {"case_number": "\x00"},
        {"shape": "star"},
    ],
)
def test_nonsense_in_the_form_loses_nothing(sign_in, appointment, nonsense):
    assert refused(sign_in(appointment.person), **nonsense)


def test_a_point_of_another_commune_is_refused(sign_in, appointment):
    far = Point(105.2, 9.5, srid=4326)

    assert refused(sign_in(appointment.person), lat=far.y, lng=far.x)


def test_where_the_outline_is_known_the_area_meets_it_or_is_refused(sign_in, appointment):
    around = Polygon.from_bbox((PLACE.x - 0.01, PLACE.y - 0.01, PLACE.x + 0.01, PLACE.y + 0.01))
    draw_commune(appointment.commune, MultiPolygon(around, srid=4326))
    client = sign_in(appointment.person)

    assert refused(client, lat=PLACE.y + 0.013)
    assert client.post(reverse("footage:search"), wanted(lat=PLACE.y + 0.011)).status_code == 302
    assert Search.objects.count() == 1


def test_a_site_number_stands_in_for_the_map(sign_in, appointment):
    from cameras.register import site_numbers

    sequence, number = site_numbers.next_after("MC1", 481)
    site = AskableSiteFactory(commune=appointment.commune, number=number, sequence=sequence)

    response = sign_in(appointment.person).post(
        reverse("footage:search"), wanted(lat="", lng="", site_number=number.lower()), follow=True
    )

    assert [row.hit.site for row in response.context["rows"]] == [site]


def test_a_hamlet_without_a_known_middle_is_listed_and_asks_for_the_pin(sign_in, appointment):
    placed = HamletFactory(commune=appointment.commune, name="Hòa Lạc 1", centre=PLACE)
    unplaced = HamletFactory(commune=appointment.commune, name="Hòa Lạc 2", centre=None)
    elsewhere = HamletFactory(name="Hòa Lạc 3", centre=PLACE)
    client = sign_in(appointment.person)
    page = client.get(reverse("footage:search")).text

    refusal = client.post(
        reverse("footage:search"), wanted(lat="", lng="", hamlet=unplaced.public_id)
    )

    assert f">{placed}</option>" in page
    assert f">{unplaced} (tự đặt ghim)</option>" in page
    assert str(elsewhere.public_id) not in page
    assert refusal.status_code == 422
    assert set(refusal.context["form"].errors) == {"hamlet"}
    assert f"Chưa rõ {unplaced} nằm ở đâu." in refusal.text
    assert not Search.objects.exists()
    with_pin = wanted(hamlet=unplaced.public_id)
    assert client.post(reverse("footage:search"), with_pin).status_code == 302
    assert Search.objects.get().point.coords == pytest.approx(PLACE.coords)


def test_the_middle_of_a_hamlet_stands_in_for_the_map(sign_in, appointment):
    hamlet = HamletFactory(commune=appointment.commune, centre=PLACE)

    said = wanted(lat="", lng="", hamlet=hamlet.public_id)

    assert sign_in(appointment.person).post(reverse("footage:search"), said).status_code == 302
    assert Search.objects.get().point.coords == pytest.approx(PLACE.coords)


def test_an_old_search_has_to_be_made_again(sign_in, appointment):
    search = SearchFactory(appointment=appointment, at=timezone.now() - timedelta(hours=3))

    response = sign_in(appointment.person).get(reverse("footage:hits", args=[search.public_id]))

    assert response.url == f"{reverse('footage:search')}?again={search.public_id}"
    page = sign_in(appointment.person).get(response.url)
    assert "VV 2026/118" in page.text


def test_a_search_is_seen_by_nobody_but_its_officer(sign_in, appointment):
    search = SearchFactory(appointment=appointment)
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    elsewhere = AppointmentFactory(role=Role.OFFICER).person
    url = reverse("footage:hits", args=[search.public_id])

    assert sign_in(colleague).get(url).status_code == 404
    assert sign_in(elsewhere).get(url).status_code == 404
    assert sign_in(UserFactory()).get(url).status_code == 403
    assert sign_in(appointment.person).get(url).status_code == 200


def test_search_without_the_second_factor_asks_for_it(sign_in, appointment):
    response = sign_in(appointment.person, second_factor=False).get(reverse("footage:search"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("people:second_factor"))


def test_an_officer_whose_term_is_over_searches_no_more(sign_in):
    yesterday = timezone.localdate() - timedelta(days=1)
    appointment = AppointmentFactory(
        role=Role.OFFICER, since=yesterday - timedelta(days=9), until=yesterday
    )
    AskableSiteFactory(commune=appointment.commune)

    response = sign_in(appointment.person).post(reverse("footage:search"), wanted())

    assert response.status_code == 403
    assert not Search.objects.exists()


def test_the_price_counts_what_is_ticked_and_warns(sign_in, appointment, settings):
    settings.LANGUAGE_CODE = "en"
    site = AskableSiteFactory(commune=appointment.commune)
    AskableSiteFactory(commune=appointment.commune)
    search = SearchFactory(appointment=appointment, until=an_hour_yesterday() + timedelta(hours=3))
    incident = IncidentFactory(commune=appointment.commune, case_number=search.case_number)
    FootageRequestFactory.create_batch(2, appointment=appointment, incident=incident, status="sent")

    response = sign_in(appointment.person).get(
        reverse("footage:price", args=[search.public_id]), {"site": str(site.public_id)}
    )

    assert "1 household" in response.text
    assert "1 camera, 3 hours of footage." in response.text
    assert "A second officer approves it first." in response.text
    assert "request no. 3 of this case" in response.text


def test_chosen_sites_begin_a_draft(sign_in, appointment):
    chosen = AskableSiteFactory(commune=appointment.commune)
    AskableSiteFactory(commune=appointment.commune)
    search = SearchFactory(appointment=appointment)

    sign_in(appointment.person).post(
        reverse("footage:hits", args=[search.public_id]),
        {"site": [str(chosen.public_id)], "once": uuid.uuid4()},
    )

    draft = FootageRequest.objects.get()
    assert (draft.status, draft.officer, draft.incident.case_number) == (
        "draft",
        appointment.person,
        search.case_number,
    )
    assert list(draft.chosen.all()) == [chosen]


def test_choosing_twice_begins_one_draft_and_choosing_others_another(sign_in, appointment):
    one, other = AskableSiteFactory.create_batch(2, commune=appointment.commune)
    url = reverse("footage:hits", args=[SearchFactory(appointment=appointment).public_id])
    client = sign_in(appointment.person)

    once = client.get(url).context["form"]["once"].value()

    chosen = {"site": [str(one.public_id)], "once": once}
    first, again = (client.post(url, chosen) for _ in range(2))
    client.post(url, chosen | {"site": [str(one.public_id), str(other.public_id)]})

    assert first["Location"] == again["Location"]
    assert [draft.chosen.count() for draft in FootageRequest.objects.order_by("pk")] == [1, 2]


def test_a_draft_is_not_begun_without_a_key(sign_in, appointment):
    site, search = (
        AskableSiteFactory(commune=appointment.commune),
        SearchFactory(appointment=appointment),
    )
    page, over_api = (
        reverse(name, args=[search.public_id]) for name in ("footage:hits", "api:search-draft")
    )
    officer = sign_in(appointment.person)

    refused = [
        officer.post(page, {"site": [str(site.public_id)]}),
        officer.post(over_api, {"sites": [str(site.public_id)]}, content_type="application/json"),
    ]

    assert [response.status_code for response in refused] == [422, 400]
    assert not FootageRequest.objects.exists()


def test_a_draft_that_was_dropped_is_not_begun_again_with_its_key(appointment):
    site, once = AskableSiteFactory(commune=appointment.commune), uuid.uuid4()
    search = SearchFactory(appointment=appointment)
    draft = partial(footage_requests.draft, search, [site], actor=appointment.person, once=once)
    footage_requests.drop(draft(), actor=appointment.person)

    with pytest.raises(RuleViolation):
        draft()


def test_one_key_for_two_searches_begins_a_draft_of_each(appointment):
    site, once = AskableSiteFactory(commune=appointment.commune), uuid.uuid4()
    searches = SearchFactory.create_batch(2, appointment=appointment)

    drafts = [
        footage_requests.draft(search, [site], actor=appointment.person, once=once)
        for search in searches
    ]

    assert [draft.search for draft in drafts] == searches


def test_beginning_a_draft_ranks_nothing_anew(sign_in, appointment):
    site = AskableSiteFactory(commune=appointment.commune)
    url = reverse("footage:hits", args=[SearchFactory(appointment=appointment).public_id])
    client = sign_in(appointment.person)

    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, {"site": [str(site.public_id)], "once": uuid.uuid4()})

    assert response.status_code == 302
    assert not any("ranked.looking" in query["sql"] for query in queries)


def test_a_request_is_where_its_own_search_was(appointment):
    far, near = AskableSiteFactory(commune=appointment.commune), away_from_there(appointment)
    second = SearchFactory(
        appointment=appointment, point=near.point, location_text="cổng chợ", category="theft"
    )
    footage_requests.draft(SearchFactory(appointment=appointment), [far], actor=appointment.person)

    draft = footage_requests.draft(second, [far, near], actor=appointment.person)

    draft.refresh_from_db()
    assert draft.search == second
    assert draft.incident == FootageRequest.objects.earliest("pk").incident
    assert [hit.site for hit in askable(draft)] == [near, far]


def away_from_there(appointment):
    """A site 100 m to the north of the usual place."""
    return AskableSiteFactory(
        commune=appointment.commune, point=Point(PLACE.x, PLACE.y + 0.0009, srid=4326)
    )


def test_sites_that_were_not_found_cannot_be_chosen(sign_in, appointment):
    elsewhere = AskableSiteFactory(commune=CommuneFactory(open=True))
    search = SearchFactory(appointment=appointment)

    sign_in(appointment.person).post(
        reverse("footage:hits", args=[search.public_id]),
        {"site": [str(elsewhere.public_id)], "once": uuid.uuid4()},
    )

    assert not FootageRequest.objects.exists()


def test_found_page_asks_as_often_for_three_sites_as_for_one(
    sign_in, appointment, django_assert_max_num_queries
):
    search = SearchFactory(appointment=appointment)
    url = reverse("footage:hits", args=[search.public_id])
    client = sign_in(appointment.person)
    AskableSiteFactory(commune=appointment.commune)
    client.get(url)

    with CaptureQueriesContext(connection) as one:
        client.get(url)
    AskableSiteFactory.create_batch(2, commune=appointment.commune)
    with CaptureQueriesContext(connection) as three:
        client.get(url)

    assert len(one) == len(three)


def ranking(queries):
    return [query["sql"] for query in queries if "ranked.looking" in query["sql"]]


def test_what_was_found_is_ranked_at_the_search_and_at_sending_only(sign_in, appointment):
    colleague = AppointmentFactory(role=Role.OFFICER, commune=appointment.commune).person
    site = AskableSiteFactory(commune=appointment.commune)
    search = SearchFactory(appointment=appointment, radius_metres=300, square_metres=282_743)
    draft = FootageRequestFactory(appointment=appointment, search=search, chosen=[site])
    officer, reviewer = sign_in(appointment.person), sign_in(colleague)

    with CaptureQueriesContext(connection) as looking:
        officer.get(reverse("footage:hits", args=[search.public_id]))
        officer.get(reverse("footage:price", args=[search.public_id]), {"site": site.public_id})
        officer.get(reverse("footage:write", args=[draft.public_id]))
        submitted = footage_requests.submit(draft, actor=appointment.person)
        reviewer.get(reverse("footage:detail", args=[draft.public_id]))
    with CaptureQueriesContext(connection) as sending:
        reviews.approve(submitted, actor=colleague)

    assert (len(ranking(looking)), len(ranking(sending))) == (0, 1)


def test_who_takes_back_the_consent_is_shown_no_more(sign_in, appointment):
    stays, leaves = AskableSiteFactory.create_batch(2, commune=appointment.commune)
    search = SearchFactory(appointment=appointment)
    ConsentFactory(site=leaves, purpose="P3", granted=False)

    response = sign_in(appointment.person).get(reverse("footage:hits", args=[search.public_id]))

    assert [row.hit.site for row in response.context["rows"]] == [stays]
    assert str(leaves.public_id) not in response.text
    assert search.hit_count == 2


def test_a_site_that_moved_to_another_commune_is_shown_no_more(appointment):
    stays, moves = AskableSiteFactory.create_batch(2, commune=appointment.commune)
    search = SearchFactory(appointment=appointment)
    Site.objects.filter(pk=moves.pk).update(commune=CommuneFactory(open=True))

    assert [hit.site for hit in hits_of(search)] == [stays]


def test_a_site_covers_the_place_while_the_camera_that_does_may_be_asked(appointment):
    site = AskableSiteFactory(commune=appointment.commune)
    CameraFactory(site=site, bearing=180)
    ten_metres_north = Point(PLACE.x, PLACE.y + 0.0001, srid=4326)
    search = SearchFactory(appointment=appointment, point=ten_metres_north)
    before = hits_of(search)
    site.cameras.filter(bearing=0).update(paused_at=timezone.now())

    after = hits_of(search)

    assert [(hit.covers, len(hit.cameras)) for hit in before + after] == [(True, 2), (False, 1)]


def test_what_is_kept_of_a_search_says_nothing_of_where_or_whose(appointment):
    site = AskableSiteFactory(commune=appointment.commune)

    (kept,) = SearchFactory(appointment=appointment).hits

    assert set(kept) == {"site", "cameras", "covering", "metres"}
    assert (kept["site"], kept["cameras"]) == (site.pk, [site.cameras.get().pk])


def test_place_and_times_are_read_as_people_write_them(sign_in, appointment):
    site = AskableSiteFactory(commune=appointment.commune)
    day = timezone.localtime(an_hour_yesterday())
    sent = wanted(
        lat=f"{PLACE.y}, {PLACE.x}",
        lng="",
        radius_metres="200 m",
        since=f"23h10, {day:%d-%m-%Y}",
        until=f"24:00 {day:%d/%m/%Y}",
    )

    response = sign_in(appointment.person).post(reverse("footage:search"), sent, follow=True)

    assert [row.hit.site for row in response.context["rows"]] == [site]
    search = Search.objects.get()
    assert search.point.coords == PLACE.coords
    assert f"{timezone.localtime(search.since):%H:%M %d/%m}" == f"23:10 {day:%d/%m}"
    assert search.until - search.since == timedelta(minutes=50)


@pytest.fixture
def numbered(appointment):
    from cameras.register import site_numbers

    sequence, number = site_numbers.next_after("MC1", 481)
    return AskableSiteFactory(commune=appointment.commune, number=number, sequence=sequence)


def pause(site, paused_at):
    status = "paused" if paused_at else "active"
    Site.objects.filter(pk=site.pk).update(status=status, paused_at=paused_at)


def tried(commune):
    return list(Entry.objects.of(f"search:{commune.code}").values_list("verb", "subject"))


@pytest.mark.parametrize(
    "missing",
    [
        dict.fromkeys(("case_number", "category", "purpose", "since", "until"), ""),
        {"case_number": ""},
        {"purpose": "curiosity"},
        {"since": "9999-12-31T23:59", "until": ""},
        {"since": "2001-01-01T10:00", "until": "2001-01-01T11:00"},
        {"shape": "polygon", "corners": ""},
    ],
)
def test_a_number_without_a_whole_reason_tells_nothing(sign_in, numbered, appointment, missing):
    client, said = sign_in(appointment.person), []
    for paused_at in (None, timezone.now()):
        pause(numbered, paused_at)
        said.append(refused(client, lat="", lng="", site_number=numbered.number, **missing))

    assert said[0] == said[1]
    assert tried(appointment.commune) == []


def test_every_number_tried_is_on_record_found_or_not(sign_in, numbered, appointment):
    client = sign_in(appointment.person)
    pause(numbered, timezone.now())

    refused(client, lat="", lng="", site_number=numbered.number)
    pause(numbered, None)
    far = "21.0,105.0\n21.001,105.0\n21.001,105.001"
    refused(client, lat="", lng="", site_number=numbered.number, shape="polygon", corners=far)

    bare = numbered.number.replace("-", "")
    assert tried(appointment.commune) == [("site_number_tried", f"site:{bare}")] * 2


def test_nobody_tries_number_after_number(sign_in, numbered, appointment):
    client = sign_in(appointment.person)
    for _ in range(20):
        client.post(reverse("footage:search"), wanted(lat="", lng="", site_number=numbered.number))

    again = client.post(
        reverse("footage:search"), wanted(lat="", lng="", site_number=numbered.number)
    )

    assert again.status_code == 422
    assert Search.objects.count() == 20


# --- Ground truth -------------------------------------------------------------------------


def test_a_site_without_a_pin_is_listed_by_its_hamlet_and_never_ticked(sign_in, appointment):
    hamlet = HamletFactory(commune=appointment.commune, kind="thôn", name="Phú Hữu", centre=PLACE)
    site = AskableSiteFactory(
        commune=appointment.commune, hamlet=hamlet, point=PLACE, is_approximate=True
    )
    VouchingFactory(site=site)
    near = Point(PLACE.x, PLACE.y - 0.00005, srid=4326)
    pinned = AskableSiteFactory(commune=appointment.commune, point=near)
    VouchingFactory(site=pinned)
    search = SearchFactory(appointment=appointment)

    page = sign_in(appointment.person).get(reverse("footage:hits", args=[search.public_id]))

    rows = page.context["rows"]
    assert [(row.hit.site, row.is_ticked) for row in rows] == [(pinned, True), (site, False)]
    assert "thôn Phú Hữu" in page.text
    assert "cách 0" not in page.text
    drawn = page.context["map"]["hits"]
    assert [(hit["approximate"], bool(hit["views"])) for hit in drawn] == [
        (False, True),
        (True, False),
    ]


def test_a_pin_that_was_put_since_gives_the_way_to_it(appointment):
    site = AskableSiteFactory(commune=appointment.commune, is_approximate=True)
    search = SearchFactory(appointment=appointment)
    assert [hit.metres for hit in hits_of(search)] == [None]

    Site.objects.filter(pk=site.pk).update(is_approximate=False)

    (hit,) = hits_of(search)
    assert hit.metres == distance_metres(site.point, PLACE)


def test_sites_of_a_hamlet_that_is_named_are_listed_though_nobody_knows_where_it_lies(
    sign_in, appointment
):
    hamlet = HamletFactory(commune=appointment.commune, centre=None)
    far = Point(PLACE.x + 0.05, PLACE.y, srid=4326)
    site = AskableSiteFactory(
        commune=appointment.commune, hamlet=hamlet, point=far, is_approximate=True
    )

    response = sign_in(appointment.person).post(
        reverse("footage:search"), wanted(hamlet=str(hamlet.public_id)), follow=True
    )

    assert [row.hit.site for row in response.context["rows"]] == [site]


@pytest.mark.parametrize(("east", "status"), [(0.2, 302), (0.4, 302), (0.7, 422)])
def test_police_look_as_far_from_the_centre_as_residents_may_register(
    sign_in, appointment, east, status
):
    commune = appointment.commune
    commune.centre = Point(PLACE.x + east, PLACE.y, srid=4326)
    commune.save()

    response = sign_in(appointment.person).post(reverse("footage:search"), wanted())

    assert response.status_code == status


def test_police_of_islands_look_on_each_of_them(sign_in, appointment):
    commune = appointment.commune
    commune.centre = Point(PLACE.x + 3, PLACE.y, srid=4326)
    commune.islands = MultiPoint(commune.centre, Point(PLACE.x + 0.1, PLACE.y), srid=4326)
    commune.save()

    assert sign_in(appointment.person).post(reverse("footage:search"), wanted()).status_code == 302
