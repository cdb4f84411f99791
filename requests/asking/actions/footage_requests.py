"""Write a request, have it approved where the limits ask for it, and send it to the owners."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import tell
from portal.people.models import Appointment, User
from requests.asking.actions.asks import IN_CHARGE, facts_of, send_out, tell_police
from requests.asking.actions.moving import already, lock, move
from requests.asking.actions.searches import hits_of, stands_in_police
from requests.asking.models import Ask, FootageRequest, Incident, RequestPolicy, Search
from requests.asking.models.request_policies import HARD_REQUESTS_PER_OWNER
from requests.asking.models.searches import case_form

Status = FootageRequest.Status
REVIEWERS = IN_CHARGE
TAKEN_OVER = (
    "appointment",
    "purpose",
    "category",
    "place",
    "point",
    "area",
    "radius_metres",
    "square_metres",
    "since",
    "until",
)


@transaction.atomic
def draft(search: Search, sites: Iterable[Site], *, actor: User) -> FootageRequest:
    """Begin a request to some of the sites that a fresh search of one's own has found.

    Pressing twice within a minute begins it once.
    """
    commune = search.commune
    stands_in_police(actor, commune)
    # The second press waits here for the first.
    Search.objects.select_for_update(no_key=True).get(pk=search.pk)
    if search.officer_id != actor.pk or not search.is_fresh:
        raise RuleViolation(_("This search is too old. Search again; what you entered is kept."))
    found = {hit.site.pk for hit in hits_of(search)}
    chosen = [site for site in sites if site.pk in found]
    if not chosen:
        raise RuleViolation(_("Choose at least one site to ask."))
    if begun := _just_begun(search, chosen):
        return begun
    footage_request = FootageRequest.objects.create(
        commune=commune,
        incident=_incident_of(search, actor),
        officer=actor,
        **_asked_for(search),
        check_code=f"{secrets.randbelow(10_000):04}",
        needs_review=needs_review(search),
    )
    footage_request.chosen.set(chosen)
    record(
        footage_request.stream,
        "drafted",
        actor=actor,
        subject=f"search:{search.public_id}",
        sites=len(chosen),
    )
    return footage_request


def _asked_for(search: Search) -> dict[str, Any]:
    """What a request takes over from its search."""
    return {name: getattr(search, name) for name in TAKEN_OVER}


def _just_begun(search: Search, chosen: list[Site]) -> FootageRequest | None:
    """The draft that a press of the same button has made within the last minute."""
    recent = FootageRequest.objects.filter(
        officer=search.officer_id,
        status=Status.DRAFT,
        written_at__gt=timezone.now() - timedelta(minutes=1),
        incident__in=Incident.objects.of_case(search.commune, search.case_number),
        **_asked_for(search),
    )
    wanted = {site.pk for site in chosen}
    same = (each for each in recent if set(each.chosen.values_list("pk", flat=True)) == wanted)
    return next(same, None)


def _incident_of(search: Search, actor: User) -> Incident:
    """The one under the search's case number, opened now if nobody has yet."""
    known = Incident.objects.of_case(search.commune, search.case_number)
    # Another officer may open it between the look and the insert.
    with suppress(IntegrityError), transaction.atomic():
        return known.first() or Incident.objects.create(
            commune=search.commune,
            case_number=case_form(search.case_number),
            category=search.category,
            place=search.place,
            point=search.point,
            opened_by=actor,
        )
    return known.get()


@transaction.atomic
def write(footage_request: FootageRequest, *, actor: User, **fields: Any) -> FootageRequest:
    """Keep what has been written so far. Only its officer writes, and only before it is sent."""
    locked = lock(footage_request)
    stands_in_police(actor, locked.commune)
    if locked.officer_id != actor.pk or not locked.is_writable:
        raise RuleViolation(_("This request can no longer be changed."))
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    return locked


@transaction.atomic
def submit(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """Hand a complete request to a second officer, or send it where none is needed.

    Raises RuleViolation where one is needed and the commune has nobody who could approve.
    """
    locked = lock(footage_request)
    stands_in_police(actor, locked.commune)
    if locked.officer_id != actor.pk:
        raise RuleViolation(_("Only the officer who wrote this request can send it."))
    _is_complete(locked)
    _owners_are_not_asked_too_often(locked)
    if not needs_review(locked):
        return send_out(locked, actor=actor, needs_review=False, reviewer=None, reviewed_at=None)
    second_officers = _second_officers(locked)
    moved = move(
        locked,
        Status.SUBMITTED,
        actor=actor,
        needs_review=True,
        submitted_at=timezone.now(),
        reviewer=None,
        reviewed_at=None,
    )
    for person in second_officers:
        tell(person, "footage_review", url=_page(moved), about=moved.stream, **facts_of(moved))
    return moved


@transaction.atomic
def approve(footage_request: FootageRequest, *, actor: User, note: str = "") -> FootageRequest:
    """Approve as the second officer; the request goes out to the owners at once."""
    locked = lock(footage_request)
    _may_review(locked, actor)
    if locked.status != Status.SUBMITTED:
        raise already(locked)
    _owners_are_not_asked_too_often(locked)
    sent = send_out(
        locked, actor=actor, reviewer=actor, reviewed_at=timezone.now(), review_note=note
    )
    tell_police(sent, "footage_reviewed", but=actor)
    return sent


@transaction.atomic
def refuse(footage_request: FootageRequest, *, actor: User, note: str) -> FootageRequest:
    """Send the request back to its officer, who may change it and submit it again."""
    locked = lock(footage_request)
    _may_review(locked, actor)
    moved = move(
        locked,
        Status.REFUSED,
        actor=actor,
        reviewer=actor,
        reviewed_at=timezone.now(),
        review_note=note,
    )
    tell_police(moved, "footage_reviewed", but=actor)
    return moved


@transaction.atomic
def drop(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """Give up a request that was never sent."""
    locked = lock(footage_request)
    stands_in_police(actor, locked.commune)
    if locked.officer_id != actor.pk:
        raise RuleViolation(_("Only the officer who wrote this request can drop it."))
    return move(locked, Status.DROPPED, actor=actor, ended_at=timezone.now())


def _page(footage_request: FootageRequest) -> str:
    return reverse("footage:detail", args=[footage_request.public_id])


def needs_review(wanted: Search | FootageRequest) -> bool:
    """By the limits of its commune today."""
    return RequestPolicy.objects.of(wanted.commune).needs_second_officer(
        area=wanted.area, square_metres=wanted.square_metres, window=wanted.window
    )


def _is_complete(footage_request: FootageRequest) -> None:
    needed = (
        footage_request.legal_route,
        footage_request.document_number,
        footage_request.document_date,
        footage_request.signer_name,
        footage_request.title,
        footage_request.looking_for,
        footage_request.scan,
    )
    if not all(needed):
        raise RuleViolation(_("The request is not complete: the law asks for a written document."))


def _owners_are_not_asked_too_often(footage_request: FootageRequest) -> None:
    """Within one incident an owner is asked twice, a third time with a reason, and no more."""
    # Or two requests of one case, sent at once, would not count each other.
    Incident.objects.select_for_update(no_key=True).get(pk=footage_request.incident_id)
    asked = [times + 1 for times in times_asked(footage_request)]
    usual = RequestPolicy.objects.of(footage_request.commune).requests_per_owner
    too_often = sum(times > HARD_REQUESTS_PER_OWNER for times in asked)
    if too_often:
        raise RuleViolation(
            ngettext(
                "%(count)s of these owners was asked about this case three times. Leave that out.",
                "%(count)s of these owners were asked about this case three times. Leave them out.",
                too_often,
            )
            % {"count": too_often}
        )
    if any(times > usual for times in asked) and not footage_request.more_reason:
        raise RuleViolation(_("Some owners would be asked a third time. Write down why."))


def times_asked(footage_request: FootageRequest) -> list[int]:
    """How often this incident came to owners of the chosen sites already; unasked ones left out."""
    chosen = footage_request.chosen.order_by()
    theirs = Q(site__owner__in=chosen.values("owner")) | Q(
        site__organisation__in=chosen.values("organisation")
    )
    asked = Ask.objects.filter(theirs, footage_request__incident=footage_request.incident_id)
    counted = asked.values("site__owner", "site__organisation").annotate(
        times=Count("footage_request", distinct=True)
    )
    return [row["times"] for row in counted]


def _second_officers(footage_request: FootageRequest) -> list[User]:
    """Whoever may approve it today. Raises RuleViolation where there is nobody."""
    appointments = (
        Appointment.objects.current().of_role(*REVIEWERS).filter(commune=footage_request.commune)
    )
    held = appointments.exclude(person=footage_request.officer_id).select_related("person")
    others = {appointment.person_id: appointment.person for appointment in held}
    if not others:
        raise RuleViolation(
            _(
                "Nobody else in your commune can approve this today. Make the area or the window "
                "smaller, or ask the administrator to appoint another officer."
            )
        )
    return list(others.values())


def _may_review(footage_request: FootageRequest, actor: User) -> None:
    if actor.pk == footage_request.officer_id:
        raise RuleViolation(_("You cannot approve your own request. Another officer has to."))
    appointments = Appointment.objects.current().of(actor).of_role(*REVIEWERS)
    if not appointments.filter(commune=footage_request.commune).exists():
        raise RuleViolation(_("Only an officer or the chief of this commune can approve it."))
