from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from cameras.register.cluster_summaries import cluster_summary_of, is_working
from contributions.campaigns.models import Campaign
from portal.areas.models import Hotline
from portal.areas.models.hotlines import hotlines_of
from portal.reports.police_use import police_use_of, shown_month
from portal.reports.private_sites import private_sites_of
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.contributions.factories import CampaignFactory
from tests.people.factories import AppointmentFactory
from tests.requests.factories import FootageRequestFactory, SearchFactory

pytestmark = pytest.mark.django_db


def public_site(**facts: Any) -> Any:
    return SiteFactory(kind="public", owner=None, **facts)


def test_only_a_commune_that_uses_the_portal_has_a_page(client: Client) -> None:
    assert client.get(f"/communes/{CommuneFactory(open=True).code}/").status_code == 200
    assert client.get(f"/communes/{CommuneFactory().code}/").status_code == 404
    assert client.get("/communes/99999/").status_code == 404


def test_nobody_s_name_house_or_number_is_on_the_page(client: Client) -> None:
    commune = CommuneFactory(open=True)
    hamlet = HamletFactory(commune=commune, centre=Point(107.95, 21.5, srid=4326))
    sites = [
        SiteFactory(commune=commune, hamlet=hamlet, label="nhà bà Mẫu", address="số 7 ngõ 3")
        for _ in range(6)
    ]

    page = client.get(f"/communes/{commune.code}/").content.decode()
    marks = client.get(f"/communes/{commune.code}/cameras.json").json()

    for site in sites:
        told = [site.number, site.label, site.address, site.owner.full_name, str(site.public_id)]
        assert [word for word in told if word in page or word in str(marks)] == []
    assert [mark["geometry"]["coordinates"] for mark in marks["features"]] == [[107.95, 21.5]]


def test_what_is_counted_for_a_minute_is_each_commune_s_own(client: Client) -> None:
    sites = {CommuneFactory(open=True): 20, CommuneFactory(open=True): 40}
    for commune, number in sites.items():
        SiteFactory.create_batch(number, commune=commune)

    for _time in range(2):
        for commune, number in sites.items():
            shown = client.get(f"/communes/{commune.code}/").context["private"]
            assert shown.about == number


@pytest.mark.parametrize(("number", "about"), [(0, None), (4, None), (5, 5), (12, 10), (139, 140)])
def test_the_number_of_private_places_is_rounded_and_small_ones_are_hidden(
    number: int, about: int | None
) -> None:
    commune = CommuneFactory(open=True)
    SiteFactory.create_batch(number, commune=commune)

    assert private_sites_of(commune).about == about


def test_hamlets_with_few_private_places_stand_together() -> None:
    commune = CommuneFactory(open=True)
    many, few, fewer = HamletFactory.create_batch(3, commune=commune)
    for hamlet, number in [(many, 13), (few, 3), (fewer, 2)]:
        SiteFactory.create_batch(number, commune=commune, hamlet=hamlet)

    cells = private_sites_of(commune).cells

    assert [(set(cell.hamlets), cell.about) for cell in cells] == [({many}, 15), ({few, fewer}, 5)]


def test_clusters_and_other_communes_places_are_no_private_places() -> None:
    hamlet = HamletFactory()
    SiteFactory.create_batch(7, commune=hamlet.commune, hamlet=hamlet)
    public_site(commune=hamlet.commune, hamlet=hamlet)
    SiteFactory(hamlet=None)

    [cell] = private_sites_of(hamlet.commune).cells

    assert (cell.hamlets, cell.about) == ([hamlet], 5)


def test_a_removed_place_no_longer_counts() -> None:
    commune = CommuneFactory(open=True)
    SiteFactory.create_batch(5, commune=commune)
    SiteFactory.create_batch(9, commune=commune, status="removed", removed_at=timezone.now())

    assert private_sites_of(commune).about == 5


def test_a_cluster_works_while_all_its_cameras_do() -> None:
    commune = CommuneFactory(open=True)
    works, doubtful, paused = (public_site(commune=commune, label=name) for name in "abc")
    CameraFactory(site=works, health="working")
    CameraFactory(site=works, health="broken", removed_at=timezone.now())
    CameraFactory(site=doubtful, health="working")
    CameraFactory(site=doubtful, health="doubtful")
    type(paused).objects.filter(pk=paused.pk).update(status="paused", paused_at=timezone.now())

    clusters = cluster_summary_of(commune)

    assert [site.label for site in clusters.sites if is_working(site)] == ["a"]
    assert (clusters.total, clusters.working, clusters.to_mend) == (3, 1, 2)
    assert clusters.sites[0].camera_count == 1


def test_police_use_is_counted_in_its_own_commune_and_month() -> None:
    appointment = AppointmentFactory()
    month = date(2026, 10, 1)
    outside = datetime(2026, 11, 1, tzinfo=timezone.get_default_timezone())
    inside = outside - timedelta(minutes=1)
    for minutes in (60, 60, 90):
        since = inside - timedelta(hours=5)
        FootageRequestFactory(
            appointment=appointment,
            status="sent",
            sent_at=inside,
            since=since,
            until=since + timedelta(minutes=minutes),
        )
    FootageRequestFactory(appointment=appointment, status="sent", sent_at=outside)
    FootageRequestFactory(appointment=appointment)
    FootageRequestFactory(status="sent", sent_at=inside)
    SearchFactory(appointment=appointment, at=inside)
    SearchFactory(appointment=appointment, at=outside)

    use = police_use_of(appointment.commune, month)

    assert (use.requests, use.median_window, use.searches) == (3, timedelta(hours=1), 1)
    assert use.percent_on_time is None


def test_a_median_of_few_requests_is_not_shown() -> None:
    appointment = AppointmentFactory()
    FootageRequestFactory.create_batch(2, appointment=appointment, status="sent")

    use = police_use_of(appointment.commune, timezone.localdate().replace(day=1))

    assert (use.requests, use.median_window) == (2, None)


def test_the_month_shown_is_the_last_whole_one_or_the_first() -> None:
    commune = CommuneFactory(open=True, open__opened_on=date(2026, 10, 30))

    assert shown_month(commune, date(2026, 11, 22)) == date(2026, 10, 1)
    assert shown_month(commune, date(2026, 10, 31)) == date(2026, 10, 1)


def test_each_hotline_is_listed_once_under_the_commune_s_own_words() -> None:
    commune = CommuneFactory(open=True, open__police_phone="0203 300 0113")
    Hotline.objects.create(commune=commune, label="Trực ban", phone="0203 300 0113")

    lines = hotlines_of(commune)

    assert [phone for _, phone in lines] == ["0203 300 0113", "113"]
    assert lines[0][0] == "Trực ban"


def test_drafts_of_campaigns_are_not_public(client: Client) -> None:
    campaign = CampaignFactory(title="Đợt đã mở")
    CampaignFactory(hamlet=campaign.hamlet, title="Đợt chưa mở", status=Campaign.Status.DRAFT)

    page = client.get(f"/communes/{campaign.commune.code}/").content.decode()

    assert "Đợt đã mở" in page
    assert "Đợt chưa mở" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_questions_however_long(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    commune = CommuneFactory(open=True)
    for _ in range(rows):
        hamlet = HamletFactory(commune=commune)
        CameraFactory(site=public_site(commune=commune, hamlet=hamlet))
        SiteFactory.create_batch(5, commune=commune, hamlet=hamlet)
        CampaignFactory(hamlet=hamlet)

    with django_assert_num_queries(12):
        client.get(f"/communes/{commune.code}/")


def test_marks_are_sent_again_only_when_they_changed(client: Client) -> None:
    commune = CommuneFactory(open=True)
    public_site(commune=commune)
    url = f"/communes/{commune.code}/cameras.json"

    etag = client.get(url).headers["ETag"]

    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    public_site(commune=commune)
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_a_commune_is_found_without_accents_by_its_old_name(client: Client) -> None:
    commune = CommuneFactory(open=True, name="Móng Cái 1")

    page = client.get("/communes/", {"q": "mong cai"}).content.decode()

    assert f"/communes/{commune.code}/" in page


@pytest.mark.parametrize("words", ["", "   ", "ø" * 200, "%_'\\"])
def test_any_search_words_get_a_page(client: Client, words: str) -> None:
    assert client.get("/communes/", {"q": words}).status_code == 200
