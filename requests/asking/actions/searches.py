"""Look for cameras: with a reason, within the limits, in one's own commune, on the record."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.geometry import distance_metres
from cameras.register.search import Hit, who_could_have_seen
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.look import formats
from portal.people.models import POLICE, Appointment, User
from requests.asking.extent import nearest_edge_metres
from requests.asking.models import RequestPolicy, Search
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.models.searches import case_form

SEARCHES_AN_HOUR = 60
OLDEST = timedelta(days=3653)
FARTHEST_METRES = 20_000  # from the centre of a commune whose boundary is not loaded


def look(search: Search, *, actor: User, appointment: Appointment) -> Search:
    """As `find`, for whoever reads the hits later, with `hits_of`."""
    find(search, actor=actor, appointment=appointment)
    return search


@transaction.atomic
def find(search: Search, *, actor: User, appointment: Appointment) -> list[Hit]:
    """Run an unsaved search, put it on record and keep it. Gives its hits, best first."""
    commune = _commune_of(appointment)
    stands_in_police(actor, commune)
    search.officer, search.appointment, search.commune = actor, appointment, commune
    search.case_number = case_form(search.case_number)
    _belongs_here(search, commune)
    within_limits(search, RequestPolicy.objects.of(commune))
    _not_too_often(actor)
    hits = hits_of(search)
    search.found = len(hits)
    search.save(force_insert=True)
    record(
        f"search:{commune.code}",
        "searched",
        actor=actor,
        subject=f"search:{search.public_id}",
        case_number=search.case_number,
        category=search.category,
        purpose=search.purpose,
        centre=f"{search.point.y:.5f}, {search.point.x:.5f}",
        square_metres=search.square_metres,
        since=search.since.isoformat(),
        until=search.until.isoformat(),
        found=search.found,
    )
    return hits


def hits_of(search: Search) -> list[Hit]:
    return who_could_have_seen(
        search.area,
        point=search.point,
        since=search.since,
        until=search.until,
        commune=search.commune,
    )


def stands_in_police(actor: User, commune: Commune) -> None:
    """Raises RuleViolation unless `actor` holds a police appointment of the commune today."""
    if (
        not Appointment.objects.current()
        .of(actor)
        .of_role(*POLICE)
        .filter(commune=commune)
        .exists()
    ):
        raise RuleViolation(_("You hold no police appointment here today. Ask the administrator."))


def within_limits(search: Search, policy: RequestPolicy) -> None:
    """Raises RuleViolation when the window or the area is more than anyone may ask for."""
    most, now = timedelta(minutes=policy.window_most_minutes), timezone.now()
    if search.since > now:
        raise RuleViolation(_("The window begins in the future. Nothing is recorded there yet."))
    if search.since < now - OLDEST:
        raise RuleViolation(_("The window lies more than ten years back. Nobody kept that."))
    if search.until <= search.since:
        raise RuleViolation(_("The end of the window lies before its beginning."))
    if search.window > most:
        raise RuleViolation(
            _("The window is longer than %(longest)s, which is the most.")
            % {"longest": formats.lasting(policy.window_most_minutes)}
        )
    if search.square_metres > policy.area_most_square_metres:
        raise RuleViolation(
            _("The area is larger than %(largest)s, which is the most. Draw it smaller.")
            % {"largest": formats.area(policy.area_most_square_metres)}
        )
    if nearest_edge_metres(search.area, search.point) > HARD_RADIUS_METRES:
        raise RuleViolation(
            _(
                "The area begins farther than %(metres)s m from the place of the incident. "
                "Draw it nearer, or move the place."
            )
            % {"metres": HARD_RADIUS_METRES}
        )


def _belongs_here(search: Search, commune: Commune) -> None:
    # PostgreSQL looks at the outline; it does not travel here.
    looked_at = Commune.objects.filter(pk=commune.pk).annotate(
        meets=Q(outline__boundary__intersects=search.area)
    )
    here = looked_at.values_list("meets", flat=True).get()
    if here is None:
        here = distance_metres(commune.centre, search.point) < FARTHEST_METRES
    if not here:
        raise RuleViolation(_("This place does not lie in %(commune)s.") % {"commune": commune})


def _not_too_often(actor: User) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if Search.objects.filter(officer=actor, at__gt=an_hour_ago).count() >= SEARCHES_AN_HOUR:
        raise RuleViolation(_("You have searched very often in the last hour. Wait a little."))


def _commune_of(appointment: Appointment) -> Commune:
    if appointment.commune is None:
        raise RuleViolation(_("You hold no police appointment here today. Ask the administrator."))
    return appointment.commune
