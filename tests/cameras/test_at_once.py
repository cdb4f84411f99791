"""Several people, or one with an impatient thumb, at the same moment."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.gis.geos import Point
from django.db import connections, transaction
from django.utils import timezone

from cameras.register.actions import consents, sites
from cameras.register.consent_choices import ConsentChoice
from cameras.register.locations import Location
from cameras.register.models import Consent, Site
from cameras.register.registrations import CameraFacts, Registration
from portal.errors import RuleViolation
from portal.journal.actions import first_break, hold
from portal.people.models import Membership
from tests.areas.factories import CommuneFactory
from tests.cameras.factories import SiteFactory
from tests.people.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

YES = dict.fromkeys(["P1", "P2", "P3", "P8"], ConsentChoice(granted=True))


def at_once(*works):
    """What each of these gave, run in threads of their own; a refusal is given as None."""

    def run(work):
        try:
            return work()
        except RuleViolation:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def registration(person, commune, key=None):
    location = Location(Point(107.969, 21.527, srid=4326), commune, None)
    facts = Registration(location, [CameraFacts(bearing=0)], YES, once=key)
    return lambda: sites.register_site(facts, owner=person, actor=person)


def test_one_form_pressed_six_times_at_once_makes_one_site():
    person, commune, key = UserFactory(), CommuneFactory(open=True), uuid.uuid4()

    made = at_once(*[registration(person, commune, key) for _ in range(6)])

    assert len({site.pk for site in made}) == 1
    assert Site.objects.count() == 1
    assert Consent.objects.count() == 4
    assert first_break(made[0].stream) is None


def test_six_neighbours_at_once_get_six_numbers_in_a_row():
    commune = CommuneFactory(open=True)

    made = at_once(*[registration(UserFactory(), commune) for _ in range(6)])

    assert sorted(site.sequence for site in made) == sorted({site.sequence for site in made})
    assert len({site.number for site in made}) == 6


def test_pausing_in_two_windows_happens_once():
    site = SiteFactory()

    done = at_once(*[lambda: sites.pause_site(site, actor=site.owner)] * 2)

    assert done.count(None) == 1
    assert Site.objects.get().status == "paused"


@pytest.mark.parametrize("act", [sites.pause_site, sites.resume_site])
def test_who_stops_answering_meanwhile_is_refused_when_the_turn_comes(act):
    membership = MembershipFactory()
    paused = {"status": "paused", "paused_at": timezone.now()} if act is sites.resume_site else {}
    site = SiteFactory(kind="business", owner=None, organisation=membership.organisation, **paused)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold(site)
            Membership.objects.filter(pk=membership.pk).update(until=timezone.now())
            acted = pool.submit(at_once, lambda: act(site, actor=membership.person))
            wait_until_somebody_waits()
        [done] = acted.result()

    assert done is None
    assert Site.objects.get().status == site.status


def wait_until_somebody_waits():
    """Another connection waits for a lock that this one holds; at most ten seconds from now."""
    waiting = "SELECT FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    for _ in range(200):
        with connections["default"].cursor() as cursor:
            cursor.execute(waiting)
            if cursor.rowcount:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_withdrawing_while_removing_leaves_nothing_agreed():
    site = SiteFactory(consents={"P1", "P2", "P3"})

    at_once(
        lambda: consents.decide_consent(site, "P3", ConsentChoice(granted=False), actor=site.owner),
        lambda: sites.remove_site(site, actor=site.owner),
    )

    assert Site.objects.get().status == "removed"
    assert not [consent for consent in Consent.objects.present(site, site.owner) if consent.granted]
    assert first_break(site.stream) is None
