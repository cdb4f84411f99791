"""Look for cameras: with a reason, within the limits, in one's own commune, on the record."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.gis.geos import Point, Polygon
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register import site_numbers
from cameras.register.geometry import area_square_metres, circle
from cameras.register.models import Site
from cameras.register.search import Hit, stream_of_searches, who_could_have_seen
from portal.areas.models import Commune, Hamlet
from portal.areas.placements import FARTHEST_METRES
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.look import formats
from portal.once import made_before, once_for
from portal.people.models import POLICE, Appointment, User
from requests.asking.areas import nearest_edge_metres
from requests.asking.hits import as_kept, hits_of
from requests.asking.models import RequestPolicy, Search
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.models.searches import IN_CHARGE
from requests.asking.verbs import SearchVerb

# Our choice, all of them: more, older or farther is no search for one incident.
SEARCHES_AN_HOUR = 60
NUMBERS_AN_HOUR = 20  # our choice: of sites, found or not
OLDEST = timedelta(days=3653)


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
    hamlet: Hamlet | None = None  # where it lies, as far as the officer says so


@dataclass(frozen=True)
class SiteSearchFacts:
    """The same where the place is a site, known by the number on its wall."""

    site_number: str
    case_number: str
    category: str
    purpose: str
    location_text: str
    area: Polygon | None  # None for a circle around the site
    radius_metres: int | None
    since: datetime
    until: datetime | None
    hamlet: Hamlet | None = None

    def around(self, point: Point, *, usual_metres: int) -> SearchFacts:
        radius = None if self.area else self.radius_metres or usual_metres
        return SearchFacts(
            case_number=self.case_number,
            category=self.category,
            purpose=self.purpose,
            location_text=self.location_text,
            point=point,
            area=self.area or circle(point, radius or usual_metres),
            radius_metres=radius,
            since=self.since,
            until=self.until,
            hamlet=self.hamlet,
        )


def find_cameras_around(
    facts: SiteSearchFacts,
    *,
    actor: User,
    appointment: Appointment,
    once: uuid.UUID | None = None,
) -> tuple[Search, list[Hit]]:
    """As `find_cameras`. That the number was tried is on record, whatever comes of it.

    Whether a site can be asked now is its owner's matter: nobody learns it from a number
    without a reason, a trace and an end. Call outside a transaction: a refusal keeps the trace.
    """
    commune = appointment.commune
    if commune is None:
        raise RuleViolation(_no_appointment())
    policy = RequestPolicy.objects.of(commune)
    with transaction.atomic():
        require_in_police(actor, commune)
        usual = min(facts.since, timezone.now()) + policy.window
        require_window_within_limits(facts.since, facts.until or usual, policy)
        _put_number_on_record(facts, commune, actor=actor)
    site = _site_numbered(facts.site_number, commune)
    if site is None:
        raise RuleViolation(_("No site with this number can be asked here."))
    around = facts.around(site.point, usual_metres=policy.radius_metres)
    return find_cameras(around, actor=actor, appointment=appointment, once=once)


def _put_number_on_record(facts: SiteSearchFacts, commune: Commune, *, actor: User) -> None:
    """Raises RuleViolation where `actor` tries number after number."""
    stream = stream_of_searches(commune)
    # Recorded first, then counted: the stream is held, so tries at once do not pass together.
    record(
        stream,
        SearchVerb.SITE_NUMBER_TRIED,
        actor=actor,
        subject=f"site:{facts.site_number}",
        case_number=facts.case_number,
        category=facts.category,
        purpose=facts.purpose,
    )
    tried = Entry.objects.of(stream).filter(verb=SearchVerb.SITE_NUMBER_TRIED, actor=actor)
    if tried.filter(at__gt=timezone.now() - timedelta(hours=1)).count() > NUMBERS_AN_HOUR:
        raise RuleViolation(_often())


def _site_numbered(number: str, commune: Commune) -> Site | None:
    """The commune's site of this number, if its owner may be asked now; hyphens do not matter."""
    pattern = "^" + "-?".join(site_numbers.bare_form(number)) + "$"
    return Site.objects.answering().filter(commune=commune, number__regex=pattern).first()


@transaction.atomic
def find_cameras(
    facts: SearchFacts, *, actor: User, appointment: Appointment, once: uuid.UUID | None = None
) -> tuple[Search, list[Hit]]:
    """The search is on record and kept with what it found; and its hits, best first.

    The same `once` with the same facts is the same search.
    """
    commune = _commune_searched(facts, actor=actor, appointment=appointment)
    # Back on the same page, another place may be meant: that is another search.
    once = once_for(actor, once, about="|".join(map(str, vars(facts).values())))
    if earlier := made_before(Search.objects.all(), once):
        return earlier, hits_of(earlier)
    search = _search_of(facts, commune, actor=actor, appointment=appointment)
    search.once = once
    require_within_limits(search, RequestPolicy.objects.of(commune))
    hits = ranked(search, hamlet=facts.hamlet)
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
    asked: Any = Commune.objects.with_metres_to(facts.point).select_related("request_policy")
    asked = asked.annotate(
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
    # Where no boundary says it, police look wherever residents may register.
    is_near = commune.metres <= FARTHEST_METRES
    if not (is_near if commune.is_here is None else commune.is_here):
        raise RuleViolation(_("This place does not lie in %(commune)s.") % {"commune": commune})
    if commune.is_often:
        raise RuleViolation(_often())
    return cast(Commune, commune)


def ranked(search: Search, *, hamlet: Hamlet | None = None) -> list[Hit]:
    """Whoever could have seen it by the register as it is now, best first."""
    return who_could_have_seen(
        search.area,
        point=search.point,
        since=search.since,
        until=search.until,
        commune=search.commune,
        hamlet=hamlet,
    )


def require_in_police(actor: User, commune: Commune) -> None:
    """Raises RuleViolation unless `actor` holds a police appointment of the commune today."""
    held = Appointment.objects.current().of(actor).of_role(*POLICE)
    if not held.filter(commune=commune).exists():
        raise RuleViolation(_no_appointment())


def require_in_charge(actor: User, commune: Commune) -> None:
    """Raises RuleViolation unless `actor` is an officer or the chief of the commune today."""
    held = Appointment.objects.current().of(actor).of_role(*IN_CHARGE)
    if not held.filter(commune=commune).exists():
        raise RuleViolation(_("Only an officer or the chief of this commune can do this."))


def _no_appointment() -> str:
    return _("This phone number has no access for the police here today. Ask the administrator.")


def _often() -> str:
    return _("You have searched very often in the last hour. Wait a little.")


def require_within_limits(search: Search, policy: RequestPolicy) -> None:
    """Raises RuleViolation when the window or the area is more than anyone may ask for."""
    require_window_within_limits(search.since, search.until, policy)
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


def require_window_within_limits(since: datetime, until: datetime, policy: RequestPolicy) -> None:
    """Raises RuleViolation when the window is more than anyone may ask for."""
    most, now = timedelta(minutes=policy.window_most_minutes), timezone.now()
    if since > now:
        raise RuleViolation(_("The window begins in the future. Nothing is recorded there yet."))
    if since < now - OLDEST:
        raise RuleViolation(_("The window lies more than ten years back. Nobody kept that."))
    if until <= since:
        raise RuleViolation(_("The end of the window lies before its beginning."))
    if until - since > most:
        raise RuleViolation(
            _("The window is longer than %(longest)s, which is the most.")
            % {"longest": formats.lasting(policy.window_most_minutes)}
        )
