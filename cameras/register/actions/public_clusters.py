"""Public clusters: who runs one registers it, the commune says since when it is in use."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cameras.register.actions.guards import require_member
from cameras.register.actions.sites import enter_site, entered_before, hold_numbers
from cameras.register.models import Site
from cameras.register.registrations import ClusterRegistration, require_faultless
from cameras.register.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.people.actions import require_administrator
from portal.people.models import User

FIRST_YEAR = 1990  # No commune had a camera on a road before; an earlier year is a slip.


@transaction.atomic
def register_cluster(registration: ClusterRegistration, *, actor: User) -> Site:
    """The cluster stands in the register with its number and cameras.

    The same `once` sent again gives the site that the first time made. Raises RuleViolation
    unless `actor` is a member of the organisation that runs it, for a `once` sent with
    another organisation or commune before, and with the first sentence that a camera has
    against itself.
    """
    organisation, location = registration.organisation, registration.location
    require_member(organisation, actor)
    profile = hold_numbers(location.commune)
    same = {"kind": Site.Kind.PUBLIC, "commune": location.commune, "organisation": organisation}
    if earlier := entered_before(registration, same, actor):
        return earlier
    require_faultless(registration.faults())
    site = Site(
        kind=Site.Kind.PUBLIC,
        organisation=organisation,
        location_kind=registration.location_kind,
    )
    return enter_site(site, registration, profile, actor=actor)


@transaction.atomic
def date_first_use(site: Site, *, actor: User, since: dt.date | int | None) -> Site:
    """The cluster is in use since that day; since that year where the day is not known; None
    takes back what was said. What is the same already leaves no trace.

    Raises RuleViolation for who does not administer the commune, a time to come, one before
    1990, and a site that is no public cluster or no longer in the register.
    """
    held = hold(site)
    require_administrator(held.commune, actor)
    if held.kind != Site.Kind.PUBLIC or held.status == Site.Status.REMOVED:
        raise RuleViolation(_("Only a public cluster in the register has a first day of use."))
    day, year = (None, since) if isinstance(since, int) else (since, None)
    _require_past(day, year)
    if (held.in_use_since, held.in_use_year) == (day, year):
        return held
    held.in_use_since, held.in_use_year = day, year
    held.save(update_fields=["in_use_since", "in_use_year"])
    dated = day.isoformat() if day else year
    record(held.stream, Verb.FIRST_USE_DATED, actor=actor, subject=held.number, since=dated)
    return held


def _require_past(day: dt.date | None, year: int | None) -> None:
    now = localdate()
    if (day and day > now) or (year and year > now.year):
        raise RuleViolation(_("This date is in the future."))
    if (day.year if day else year or FIRST_YEAR) < FIRST_YEAR:
        raise RuleViolation(_("Check the year: it is before 1990."))
