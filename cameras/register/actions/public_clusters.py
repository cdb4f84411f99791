"""Public clusters: who runs one registers it, the commune says since when it is in use."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cameras.register.actions.cameras import enter_cameras
from cameras.register.actions.rights import require_member
from cameras.register.actions.sites import hold_numbers, number_site
from cameras.register.models import Site
from cameras.register.registrations import ClusterRegistration, require_faultless
from cameras.register.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.once import made_before, once_for
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
    once = once_for(actor, registration.once)
    again = _("This page has already registered another place. Open it anew for the next one.")
    same = {"kind": Site.Kind.PUBLIC, "commune": location.commune, "organisation": organisation}
    if earlier := made_before(Site.objects.all(), once, same=same, otherwise=again):
        return earlier
    require_faultless(registration.faults())
    site = number_site(location, profile)
    site.once, site.kind, site.organisation = once, Site.Kind.PUBLIC, organisation
    site.label, site.address = registration.label, registration.address
    site.location_kind = registration.location_kind
    site.save(force_insert=True)
    kind, health = registration.camera_kind, registration.health
    enter_cameras(site, registration.cameras, kind=kind, health=health)
    facts = {"kind": site.kind, "cameras": len(registration.cameras)}
    record(site.stream, Verb.REGISTERED, actor=actor, subject=site.number, **facts)
    return site


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
        raise RuleViolation(_("A day to come cannot be entered yet."))
    if (day.year if day else year or FIRST_YEAR) < FIRST_YEAR:
        raise RuleViolation(_("Check the year: it is before 1990."))
