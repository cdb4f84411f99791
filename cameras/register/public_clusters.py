"""Public clusters: the commune writes down since when each is in use."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.models import User

FIRST_YEAR = 1990  # No commune had a camera on a road before; an earlier year is a slip.


@transaction.atomic
def date_first_use(site: Site, *, actor: User | None, since: dt.date | int | None) -> Site:
    """The cluster is in use since that day; since that year where the day is not known; None
    takes back what was said. What is the same already leaves no trace.

    Raises RuleViolation for a time to come, one before 1990, and a site that is no public
    cluster or no longer in the register.
    """
    locked = Site.objects.select_for_update().get(pk=site.pk)
    if locked.kind != Site.Kind.PUBLIC or locked.status == Site.Status.REMOVED:
        raise RuleViolation(_("Only a public cluster in the register has a first day of use."))
    day, year = (None, since) if isinstance(since, int) else (since, None)
    _require_past(day, year)
    if (locked.in_use_since, locked.in_use_year) == (day, year):
        return locked
    locked.in_use_since, locked.in_use_year = day, year
    locked.save(update_fields=["in_use_since", "in_use_year"])
    said = day.isoformat() if day else year
    record(locked.stream, "first_use_dated", actor=actor, subject=locked.number, since=said)
    return locked


def _require_past(day: dt.date | None, year: int | None) -> None:
    now = localdate()
    if (day and day > now) or (year and year > now.year):
        raise RuleViolation(_("A day to come cannot be entered yet."))
    if (day.year if day else year or FIRST_YEAR) < FIRST_YEAR:
        raise RuleViolation(_("Check the year: it is before 1990."))
