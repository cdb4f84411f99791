"""What anybody may learn: blurred counts, and that a number is right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cameras.register import site_numbers
from cameras.register.blurred_counts import LEAST_SHOWN, blurred
from tests.areas.factories import CommuneFactory, ProfileFactory
from tests.cameras.factories import SiteFactory
from tests.people.factories import OrganisationFactory, UserFactory


@given(st.dictionaries(st.integers(1, 30), st.integers(1, 40), max_size=12))
def test_no_small_count_is_shown_and_none_can_be_worked_out(counts):
    shown = blurred(counts)

    assert all(blur.sites >= LEAST_SHOWN for blur in shown)
    assert all(blur.sites == sum(counts[h] for h in blur.hamlets) for blur in shown)
    listed = [hamlet for blur in shown for hamlet in blur.hamlets]
    assert len(listed) == len(set(listed))
    left = sum(counts.values()) - sum(blur.sites for blur in shown)
    assert left < LEAST_SHOWN
    assert left == 0 or not shown


@pytest.mark.django_db
def test_the_plate_s_address_tells_a_stranger_no_name(client, sign_in):
    owner = UserFactory(full_name="Nguyễn Thị Hạnh")
    commune = ProfileFactory(commune=CommuneFactory(), abbreviation="MC1").commune
    site = SiteFactory(
        commune=commune, owner=owner, number="MC1-0482-H", address="12 Nguyễn Du", label="nhà"
    )

    page = client.get("/n/MC1-0482-H/")

    assert page.status_code == 200
    for private in ("Hạnh", "Nguyễn Du", "107.96", str(site.public_id), owner.phone):
        assert private not in page.content.decode()
    assert sign_in(owner).get("/n/MC1-0482-H/").url == site.get_absolute_url()
    assert client.get("/n/MC1-0482-2/").status_code == 404
    assert client.get("/n/MC9-0482-H/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["household", "shop", "public"])
def test_trying_numbers_does_not_count_the_cameras(client, kind):
    commune = ProfileFactory(commune=CommuneFactory(), abbreviation="MC1").commune
    if kind == "household":
        SiteFactory(commune=commune, number="MC1-0482-H")
    else:
        organisation = OrganisationFactory(kind="business", commune=commune)
        site = {"kind": "business" if kind == "shop" else "public", "owner": None}
        SiteFactory(commune=commune, number="MC1-0482-H", organisation=organisation, **site)
    _sequence, free = site_numbers.next_after("MC1", 482)

    pages = [client.get(f"/n/{number}/") for number in ("MC1-0482-H", free)]

    assert [page.status_code for page in pages] == [200, 200]
    taken, empty = (re.sub(r'(nonce|n" value)="[^"]*"', "", page.text) for page in pages)
    assert taken.replace("MC1-0482-H", free) == empty


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "CANH BAO: GOI NGAY 0900 111 222",
        "CANH-BAO",
        "0900111222",
        "84900111222",
        "0482 GOI 113",
        "00482",
        "19001234",
        "482",
        "Ⅷ482",
    ],
)
def test_no_words_but_a_number_stand_under_the_name_of_the_commune(client, words):
    ProfileFactory(commune=CommuneFactory(), abbreviation="MC1")
    checks = site_numbers.CHARACTERS

    pages = [client.get(f"/n/MC1-{words}-{check}/") for check in checks]

    assert {page.status_code for page in pages} == {404}


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["mc1-0482-h", "MC1–0482–H", "MC1 0482 H", "Mc1-0482-H"])
def test_a_number_typed_by_hand_is_shown_as_the_plate_has_it(client, typed):
    ProfileFactory(commune=CommuneFactory(), abbreviation="MC1")

    page = client.get(f"/n/{typed}/")

    assert page.status_code == 200
    assert page.context["number"] == "MC1-0482-H"
