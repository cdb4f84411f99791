"""Since when a public cluster is in use: written down by the commune, shown to everybody."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from cameras.register.actions.public_clusters import date_first_use
from cameras.register.cluster_summaries import cluster_summary_of
from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.models import Entry
from portal.people.models import Appointment, Role
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.cameras.factories import CameraFactory, SiteFactory
from tests.people.factories import AppointmentFactory

pytestmark = pytest.mark.django_db

ACCEPTED = dt.date(2023, 4, 25)


@pytest.fixture
def administrator() -> Appointment:
    return AppointmentFactory(role=Role.ADMINISTRATOR, commune=CommuneFactory(open=True))


def cluster(commune: Any, **facts: Any) -> Site:
    return SiteFactory(commune=commune, kind="public", owner=None, **facts)


def page_of(site: Site) -> str:
    return reverse("administration:first_use", args=[site.public_id])


def first_use_of(site: Site) -> tuple[dt.date | None, int | None]:
    site.refresh_from_db()
    return site.in_use_since, site.in_use_year


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("25/4/2023", (ACCEPTED, None), "Hoạt động từ ngày 25/4/2023"),
        (" 25/04/2023 ", (ACCEPTED, None), "Hoạt động từ ngày 25/4/2023"),
        ("2022", (None, 2022), "Hoạt động từ năm 2022"),
    ],
)
def test_what_the_administrator_writes_stands_in_the_public_list_and_on_the_map(
    administrator, sign_in, client: Client, typed: str, kept: Any, words: str
) -> None:
    site = cluster(administrator.commune)
    CameraFactory(site=site)

    written = sign_in(administrator.person).post(page_of(site), {"since": typed})

    vietnamese = {"accept-language": "vi"}
    code = administrator.commune.code
    page = client.get(f"/communes/{code}/", headers=vietnamese).text
    marks = client.get(f"/communes/{code}/cameras.json", headers=vietnamese).json()
    assert (written.status_code, first_use_of(site)) == (302, kept)
    assert words in page
    assert [mark["properties"]["since"] for mark in marks["features"]] == [words]


def test_the_form_shows_what_was_written_and_empty_takes_it_back(administrator, sign_in) -> None:
    site = cluster(administrator.commune, in_use_since=ACCEPTED)
    client = sign_in(administrator.person)

    shown = client.get(page_of(site)).text
    client.post(page_of(site), {"since": ""})

    assert 'value="25/4/2023"' in shown
    assert first_use_of(site) == (None, None)


def test_nothing_is_said_of_a_cluster_nobody_dated(administrator, client: Client) -> None:
    cluster(administrator.commune)

    page = client.get(f"/communes/{administrator.commune.code}/", headers={"accept-language": "vi"})

    assert "Hoạt động từ" not in page.text


@pytest.mark.parametrize("typed", ["31/2/2023", "soon", "1989", "1/1/1989", "4/25/2023", "22"])
def test_what_is_no_day_changes_nothing_and_says_why(administrator, sign_in, typed: str) -> None:
    site = cluster(administrator.commune, in_use_year=2022)

    response = sign_in(administrator.person).post(page_of(site), {"since": typed})

    assert (response.status_code, first_use_of(site)) == (422, (None, 2022))
    assert f'value="{typed}"' in response.text
    assert 'id="id_since_error"' in response.text
    assert not Entry.objects.filter(stream=site.stream).exists()


def test_a_day_to_come_is_refused(administrator) -> None:
    site = cluster(administrator.commune)

    for since in (localdate() + dt.timedelta(days=1), localdate().year + 1):
        with pytest.raises(RuleViolation, match="Ngày này chưa đến"):
            date_first_use(site, actor=administrator.person, since=since)

    date_first_use(site, actor=administrator.person, since=localdate())
    assert first_use_of(site) == (localdate(), None)


def test_the_day_is_journalled_once_with_who_wrote_it(administrator) -> None:
    site = cluster(administrator.commune)

    for _press in range(2):
        date_first_use(site, actor=administrator.person, since=ACCEPTED)
    date_first_use(site, actor=administrator.person, since=2022)

    entries = Entry.objects.filter(stream=site.stream, verb="first_use_dated").order_by("number")
    assert [(entry.facts["since"], entry.actor) for entry in entries] == [
        ("2023-04-25", administrator.person),
        (2022, administrator.person),
    ]


def test_cluster_of_another_commune_and_a_household_are_not_found(administrator, sign_in) -> None:
    elsewhere = cluster(CommuneFactory(open=True), in_use_year=2021)
    household = SiteFactory(commune=administrator.commune)
    client = sign_in(administrator.person)

    answers = [client.post(page_of(site), {"since": "2022"}) for site in (elsewhere, household)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (first_use_of(elsewhere), first_use_of(household)) == ((None, 2021), (None, None))


def test_only_a_public_cluster_in_the_register_has_a_first_day(administrator) -> None:
    gone = cluster(administrator.commune, status="removed", removed_at=timezone.now())

    for site in (gone, SiteFactory(commune=administrator.commune)):
        with pytest.raises(RuleViolation, match="Chỉ cụm camera công cộng"):
            date_first_use(site, actor=administrator.person, since=ACCEPTED)
        assert first_use_of(site) == (None, None)


def test_the_database_refuses_a_day_beside_a_year_and_a_day_of_a_household() -> None:
    site, household = cluster(CommuneFactory(open=True)), SiteFactory()
    wrong = [(site, {"in_use_since": ACCEPTED, "in_use_year": 2023})]
    wrong += [(household, {"in_use_since": ACCEPTED}), (household, {"in_use_year": 2022})]

    for row, facts in wrong:
        with (
            pytest.raises(IntegrityError, match="site_public_in_use_since_a_day_or_a_year"),
            transaction.atomic(),
        ):
            Site.objects.filter(pk=row.pk).update(**facts)


def test_list_shows_the_clusters_of_the_commune_alone(administrator, sign_in) -> None:
    dated = cluster(administrator.commune, label="Cụm chợ", in_use_year=2022)
    cluster(administrator.commune, label="Cụm trường")
    cluster(CommuneFactory(open=True), label="Cụm nơi khác")

    page = sign_in(administrator.person).get(reverse("administration:clusters")).text

    assert page_of(dated) in page
    assert ("Cụm chợ" in page, "Cụm trường" in page, "Cụm nơi khác" in page) == (True, True, False)
    assert "Hoạt động từ năm 2022" in page


def test_page_counts_cameras_and_in_how_many_hamlets_they_are(client: Client) -> None:
    commune = CommuneFactory(open=True, open__households=1595, open__people=5596)
    lit, _dark = HamletFactory(commune=commune), HamletFactory(commune=commune)
    ended = HamletFactory(commune=commune, valid_to=localdate())
    for hamlet, count in ((lit, 8), (lit, 2), (ended, 1), (None, 1)):
        site = cluster(commune, hamlet=hamlet)
        kind = "high" if count == 8 else "fixed"
        CameraFactory.create_batch(count, site=site, kind=kind)
    CameraFactory(site=site, removed_at=timezone.now())

    counted = cluster_summary_of(commune)
    page = client.get(f"/communes/{commune.code}/", headers={"accept-language": "vi"}).text

    assert (counted.camera_count, counted.hamlets_covered, len(counted.hamlets)) == (12, 1, 2)
    assert "12 mắt camera, tại 1/2 khu" in page
    assert "8 mắt camera, tầm cao" in page
    assert page.count("tầm cao") == 1
    assert "1.595 hộ, 5.596 khẩu" in page


def test_hamlets_of_several_kinds_are_counted_under_one_word(client: Client) -> None:
    commune = CommuneFactory(open=True)
    site = cluster(commune, hamlet=HamletFactory(commune=commune, kind="thôn"))
    CameraFactory(site=site)
    HamletFactory(commune=commune, kind="tổ dân phố")

    page = client.get(f"/communes/{commune.code}/", headers={"accept-language": "vi"}).text

    assert "1 mắt camera, tại 1/2 thôn, tổ" in page
