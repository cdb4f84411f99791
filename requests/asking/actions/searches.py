"""Look for cameras: with a reason, within the limits, in one's own commune, on the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.gis.geos import Point, Polygon
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.geometry import area_square_metres, distance_metres
from cameras.register.search import Hit, stream_of_searches, who_could_have_seen
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.look import formats
from portal.people.models import POLICE, Appointment, User
from requests.asking.areas import nearest_edge_metres
from requests.asking.hits import as_kept
from requests.asking.models import RequestPolicy, Search
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.verbs import SearchVerb

# Our choice, all three: more, older or farther is no search for one incident.
SEARCHES_AN_HOUR = 60
OLDEST = timedelta(days=3653)
FARTHEST_METRES = 20_000  # from the centre of a commune whose boundary is not loaded


@dataclass(frozen=True)
class SearchFacts:
    """Where, when and why somebody looks for cameras."""

    case_number: str
    category: str
    purpose: str
    location_text: str
    point: Point
    area: Polygon
    radius_metres: int | None  # of a circle; None where the area was drawn
    since: datetime
    until: datetime | None  # None for a window of the commune's usual length


@transaction.atomic
def find_cameras(
    facts: SearchFacts, *, actor: User, appointment: Appointment
) -> tuple[Search, list[Hit]]:
    """The search is on record and kept with what it found; and its hits, best first."""
    commune = _commune_searched(facts, actor=actor, appointment=appointment)
    search = _search_of(facts, commune, actor=actor, appointment=appointment)
    require_within_limits(search, RequestPolicy.objects.of(commune))
    hits = ranked(search)
    search.hits = as_kept(hits)
    search.save(force_insert=True)
    record(
        stream_of_searches(commune),
        SearchVerb.SEARCHED,
        actor=actor,
        subject=search.subject,
        case_number=search.case_number,
        category=search.category,
        purpose=search.purpose,
        centre=f"{search.point.y:.5f}, {search.point.x:.5f}",
        square_metres=search.square_metres,
        since=search.since.isoformat(),
        until=search.until.isoformat(),
        hits=search.hit_count,
    )
    return search, hits


def _search_of(
    facts: SearchFacts, commune: Commune, *, actor: User, appointment: Appointment
) -> Search:
    # From a year beyond the calendar's end no hour can be counted on.
    usual = min(facts.since, timezone.now()) + RequestPolicy.objects.of(commune).window
    return Search(
        officer=actor,
        appointment=appointment,
        commune=commune,
        case_number=facts.case_number,
        category=facts.category,
        purpose=facts.purpose,
        location_text=facts.location_text,
        point=facts.point,
        area=facts.area,
        radius_metres=facts.radius_metres,
        square_metres=round(area_square_metres(facts.area)),
        since=facts.since,
        until=facts.until or usual,
    )


def _commune_searched(facts: SearchFacts, *, actor: User, appointment: Appointment) -> Commune:
    """The appointment's own, with its limits. One question for all that may stand against it.

    Raises RuleViolation where `actor` is not in its police today, where the area lies
    elsewhere, and where somebody searches without end.
    """
    held = Appointment.objects.current().of(actor).of_role(*POLICE)
    an_hour_ago = timezone.now() - timedelta(hours=1)
    lately = Search.objects.filter(officer=actor, at__gt=an_hour_ago).order_by("-at").values("pk")
    asked: Any = Commune.objects.select_related("request_policy").annotate(
        is_policed=Exists(held.filter(commune=OuterRef("pk"))),
        # PostgreSQL looks at the outline; it does not travel here.
        is_here=ExpressionWrapper(
            Q(outline__boundary__intersects=facts.area), BooleanField(null=True)
        ),
        is_often=Exists(Search.objects.filter(pk__in=lately[SEARCHES_AN_HOUR - 1 :])),
    )
    commune = asked.filter(pk=appointment.commune_id).first()
    if commune is None or not commune.is_policed:
        raise RuleViolation(_no_appointment())
    is_near = distance_metres(commune.centre, facts.point) < FARTHEST_METRES
    if not (is_near if commune.is_here is None else commune.is_here):
        raise RuleViolation(_("This place does not lie in %(commune)s.") % {"commune": commune})
    if commune.is_often:
        raise RuleViolation(_("You have searched very often in the last hour. Wait a little."))
    return cast(Commune, commune)


def ranked(search: Search) -> list[Hit]:
    """Whoever could have seen it by the register as it is now, best first."""
    return who_could_have_seen(
        search.area,
        point=search.point,
        since=search.since,
        until=search.until,
        commune=search.commune,
    )


def require_in_police(actor: User, commune: Commune) -> None:
    """Raises RuleViolation unless `actor` holds a police appointment of the commune today."""
    held = Appointment.objects.current().of(actor).of_role(*POLICE)
    if not held.filter(commune=commune).exists():
        raise RuleViolation(_no_appointment())


def _no_appointment() -> str:
    return _("You hold no police appointment here today. Ask the administrator.")


def require_within_limits(search: Search, policy: RequestPolicy) -> None:
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
