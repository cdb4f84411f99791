"""One case number of a commune is one incident, however it is typed."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from requests.asking.actions import footage_requests
from requests.asking.models import Incident, Search
from requests.asking.models.incidents import case_form
from tests.requests.factories import (
    AskableSiteFactory,
    IncidentFactory,
    SearchFactory,
)
from tests.requests.forms import refused, wanted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", [
    "vv  2026/118", "VV2026/118", " vv 2026 /118", "Vv 2026/118", "VV-2026-118", "VV 2026–118",
    "V.V. 2026 118", "VV 2026/0118", "VV_2026//118.", "VV\u00a02026\u22120118", "VV\u200b 2026/118",
    "ＶＶ ２０２６／１１８", "VV 2026/١١٨", "(VV) 2026\\118",
])  # fmt: skip
def test_case_spaces_and_signs_between_make_no_other_incident(sign_in, appointment, typed):
    site = AskableSiteFactory(commune=appointment.commune)
    first = footage_requests.draft(
        SearchFactory(appointment=appointment), [site], actor=appointment.person
    )
    sign_in(appointment.person).post(reverse("footage:search"), wanted(case_number=typed))

    second = footage_requests.draft(Search.objects.latest("pk"), [site], actor=appointment.person)

    assert (first.incident, first.incident.case_number) == (second.incident, "VV 2026/118")
    with pytest.raises(IntegrityError, match="incident_has_its_own_case_number"):
        IncidentFactory(commune=appointment.commune, case_number=case_form(typed))


@pytest.mark.parametrize("typed", ["VV 20/26118", "VV 2026/1180", "VA 2026/118", "VỤ 2026/118"])
def test_other_letters_or_numbers_are_another_incident(appointment, typed):
    IncidentFactory(commune=appointment.commune, case_number="VV 2026/118")

    assert not Incident.objects.of_case(appointment.commune, typed).exists()


@pytest.mark.parametrize(
    "typed", ["ＶＶ　２０２６/１１８", "vv 2026 / 118", "VV\u00a02026/118", "\u200eVV 2026/118"]
)
def test_signs_that_look_alike_are_the_same_case_number(typed):
    assert case_form(typed) == "VV 2026/118"


def test_decomposed_letters_are_the_same_case_number():
    assert case_form("  đa\u0323i 1 ") == "ĐẠI 1"


def test_a_case_number_that_grows_too_long_gets_a_sentence(sign_in, appointment):
    assert refused(sign_in(appointment.person), case_number="ß" * 40)


def test_the_same_number_in_another_commune_is_another_incident(appointment):
    site = AskableSiteFactory(commune=appointment.commune)
    here = footage_requests.draft(
        SearchFactory(appointment=appointment), [site], actor=appointment.person
    )
    there = IncidentFactory(case_number=here.incident.case_number)

    found = Incident.objects.of_case(appointment.commune, "vv2026/118")
    assert (list(found), there.commune == appointment.commune) == ([here.incident], False)
