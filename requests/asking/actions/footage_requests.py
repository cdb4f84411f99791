"""A request's own life: begun, written, handed in, dropped, recalled, closed."""

import secrets
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.notices.actions import tell
from portal.once import made_before, once_for
from portal.people.models import User
from requests.asking.actions.asks import (
    facts_of,
    in_charge_of,
    reviewers_of,
    send_out,
    tell_owners,
)
from requests.asking.actions.searches import require_in_charge, require_in_police
from requests.asking.document_scans import sha256_of
from requests.asking.hits import hits_of
from requests.asking.models import Ask, FootageRequest, Incident, RequestPolicy, Search
from requests.asking.models.incidents import case_form
from requests.asking.models.request_policies import HARD_REQUESTS_PER_OWNER
from requests.asking.signers import signer_of
from requests.asking.verbs import RequestVerb

Status = FootageRequest.Status


def held_request(footage_request: FootageRequest) -> FootageRequest:
    """The request with its case, as nobody else changes it until the transaction ends."""
    return hold(footage_request, FootageRequest.objects.with_incident())


@transaction.atomic
def draft(
    search: Search, sites: Iterable[Site], *, actor: User, once: uuid.UUID | None = None
) -> FootageRequest:
    """Begin a request to some of the sites that a fresh search of one's own has found.

    The same `once` for the same search and sites begins it once. Raises RuleViolation where
    what it has begun was dropped since.
    """
    require_in_charge(actor, search.commune)
    # The second press waits here for the first.
    held = hold(search, Search.objects.without_hits())
    if held.officer_id != actor.pk or not held.is_fresh:
        raise RuleViolation(_("This search is too old. Search again; what you entered is kept."))
    hit_sites = {hit.site.pk for hit in hits_of(search)}
    chosen = [site for site in sites if site.pk in hit_sites]
    if not chosen:
        raise RuleViolation(_("Choose at least one site to ask."))
    # Back on the same page, other sites may be ticked: that is another request.
    these = ",".join(sorted(str(site.pk) for site in chosen))
    once = once_for(actor, once, about=f"{search.subject}:{these}")
    if begun := made_before(FootageRequest.objects.all(), once):
        if begun.status == Status.DROPPED:
            raise RuleViolation(begun.already)
        return begun
    return _begin(search, chosen, actor=actor, once=once)


def _begin(
    search: Search, chosen: list[Site], *, actor: User, once: uuid.UUID | None
) -> FootageRequest:
    footage_request = FootageRequest.objects.create(
        commune=search.commune,
        incident=_incident_of(search, actor),
        search=search,
        officer=actor,
        check_code=f"{secrets.randbelow(10_000):04}",
        needs_review=needs_review(search),
        once=once,
    )
    footage_request.chosen.set(chosen)
    record(
        footage_request.stream,
        RequestVerb.DRAFTED,
        actor=actor,
        subject=search.subject,
        sites=len(chosen),
    )
    return footage_request


def _incident_of(search: Search, actor: User) -> Incident:
    """The one under the search's case number, opened now if nobody has yet."""
    of_case = Incident.objects.of_case(search.commune, search.case_number)
    # Another officer may open it between the look and the insert.
    with suppress(IntegrityError), transaction.atomic():
        return of_case.first() or Incident.objects.create(
            commune=search.commune,
            case_number=case_form(search.case_number),
            category=search.category,
            location_text=search.location_text,
            point=search.point,
            opened_by=actor,
        )
    return of_case.get()


@dataclass(frozen=True)
class Written:
    """What an officer writes of a request. None leaves as it is, and "" empties, what is there."""

    title: str | None = None
    looking_for: str | None = None
    legal_route: str | None = None
    document_number: str | None = None
    document_date: date | Literal[""] | None = None
    signer_rank: str | None = None
    signer_name: str | None = None
    more_reason: str | None = None
    document_scan: ContentFile | None = None


@transaction.atomic
def write(footage_request: FootageRequest, written: Written, *, actor: User) -> FootageRequest:
    """Keep what has been written so far. Only its officer writes, and only before it is sent."""
    locked = held_request(footage_request)
    require_in_charge(actor, locked.commune)
    if locked.officer_id != actor.pk or not locked.is_writable:
        raise RuleViolation(_("This request can no longer be changed."))
    kept: dict[str, Any] = {
        name: value for name, value in vars(written).items() if value is not None
    }
    if written.document_date == "":
        kept["document_date"] = None
    if written.document_scan:
        _forget_scan(locked)
        kept["disowned_at"] = None
        kept["document_scan_sha256"] = sha256_of(written.document_scan)
    for name, value in kept.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(kept))
    return locked


def _forget_scan(footage_request: FootageRequest) -> None:
    """The file that another takes the place of goes, once that is certain."""
    if name := footage_request.document_scan.name:
        storage = footage_request.document_scan.storage
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def submit(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """Hand a complete request to a second officer, or send it where none is needed.

    Raises RuleViolation where one is needed and the commune has nobody who could approve.
    """
    locked = held_request(footage_request)
    require_in_charge(actor, locked.commune)
    if locked.officer_id != actor.pk:
        raise RuleViolation(_("Only the officer who wrote this request can send it."))
    if not locked.is_complete:
        raise RuleViolation(_("The request is not complete: the law asks for a written document."))
    require_owners_not_asked_too_often(locked)
    _tell_signer(locked)
    if not needs_review(locked.read_search()):
        return send_out(locked, actor=actor)
    second_officers = _second_officers(locked)
    moved = move(
        locked,
        Status.SUBMITTED,
        actor=actor,
        verb=RequestVerb.SUBMITTED,
        rows=FootageRequest.objects.with_incident(),
        needs_review=True,
        submitted_at=timezone.now(),
        reviewer=None,
        reviewed_at=None,
    )
    url = reverse("footage:detail", args=[moved.public_id])
    for person in second_officers:
        tell(person, "footage_review", url=url, about=moved.stream, **facts_of(moved))
    return moved


def _tell_signer(footage_request: FootageRequest) -> None:
    """Whoever is named as the signer and holds an appointment there is told before anyone is asked.

    Raises RuleViolation where that person has said of this very scan: not mine.
    """
    signer = signer_of(footage_request)
    if footage_request.disowned_at and signer == footage_request.signer:
        raise RuleViolation(
            _("The person named as the signer did not sign this. Have it signed, add the new scan.")
        )
    footage_request.signer, footage_request.disowned_at = signer, None
    footage_request.save(update_fields=["signer", "disowned_at"])
    if signer:
        told = {"signer": str(signer.public_id)}
        record(footage_request.stream, RequestVerb.SIGNER_TOLD, actor=None, **told)
        url = reverse("footage:detail", args=[footage_request.public_id])
        about = footage_request.stream
        tell(signer, "footage_signed", url=url, about=about, **facts_of(footage_request))


@transaction.atomic
def disown(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """The person named as the signer did not sign: nobody is asked by it any more.

    What was sent is recalled, what waits for a second officer goes back. Who is in charge is
    told. Pressing twice does it once.
    """
    locked = held_request(footage_request)
    require_in_police(actor, locked.commune)
    if locked.signer_id != actor.pk:
        raise RuleViolation(_("Only the person named as the signer can say this."))
    if locked.disowned_at:
        return locked
    _hold_answers(locked)
    locked.disowned_at = timezone.now()
    locked.save(update_fields=["disowned_at"])
    record(locked.stream, RequestVerb.DISOWNED, actor=actor)
    if locked.status == Status.SENT:
        locked = _recall(locked, actor=actor)
    elif locked.status == Status.SUBMITTED:
        locked = send_back(locked, actor=actor, note=_("I did not sign this document."))
    url = reverse("footage:detail", args=[locked.public_id])
    for person in in_charge_of(locked.commune):
        if person != actor:
            tell(person, "footage_disowned", url=url, about=locked.stream, **facts_of(locked))
    return locked


def send_back(footage_request: FootageRequest, *, actor: User, note: str) -> FootageRequest:
    """Back to its officer, with what has to change."""
    return move(
        footage_request,
        Status.REFUSED,
        actor=actor,
        verb=RequestVerb.REFUSED,
        rows=FootageRequest.objects.with_incident(),
        reviewer=actor,
        reviewed_at=timezone.now(),
        review_note=note,
    )


@transaction.atomic
def drop(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """Give up a request that was never sent."""
    locked = held_request(footage_request)
    require_in_charge(actor, locked.commune)
    if locked.officer_id != actor.pk:
        raise RuleViolation(_("Only the officer who wrote this request can drop it."))
    return move(
        locked, Status.DROPPED, actor=actor, verb=RequestVerb.DROPPED, ended_at=timezone.now()
    )


@transaction.atomic
def recall(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """Every link of the request is dead; the owners are told that nothing more is asked."""
    locked = held_request(footage_request)
    require_in_charge(actor, locked.commune)
    return _recall(locked, actor=actor)


def _recall(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    now = timezone.now()
    _hold_answers(footage_request)
    moved = move(
        footage_request,
        Status.RECALLED,
        actor=actor,
        verb=RequestVerb.RECALLED,
        rows=FootageRequest.objects.with_incident(),
        ended_at=now,
    )
    moved.asks.update(recalled_at=now)
    for ask in moved.asks.select_related("site").defer("site__point"):
        ask.footage_request = moved
        tell_owners(ask, "footage_recalled")
    return moved


@transaction.atomic
def close(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """No more answers are taken. What was given stays; the outcome can still be told."""
    locked = held_request(footage_request)
    require_in_charge(actor, locked.commune)
    _hold_answers(locked)
    return _close(locked, actor=actor)


@transaction.atomic
def close_expired(footage_request: FootageRequest) -> bool:
    """Close a request all of whose links have run out. Nobody needs to be asked for that."""
    locked = held_request(footage_request)
    if locked.status != Status.SENT or locked.asks.answerable().exists():
        return False
    _close(locked, actor=None)
    return True


def _close(footage_request: FootageRequest, *, actor: User | None) -> FootageRequest:
    now = timezone.now()
    return move(footage_request, Status.CLOSED, actor=actor, verb=RequestVerb.CLOSED, ended_at=now)


def _hold_answers(footage_request: FootageRequest) -> None:
    """An answer under way comes first; a later one finds the request ended.

    Asks before the journal: an owner who answers now takes the two in that order.
    """
    list(footage_request.asks.select_for_update(no_key=True).values_list("pk"))


def needs_review(search: Search) -> bool:
    """By the limits of its commune today."""
    return RequestPolicy.objects.of(search.commune).needs_second_officer(
        area=search.area, square_metres=search.square_metres, window=search.window
    )


def require_owners_not_asked_too_often(footage_request: FootageRequest) -> None:
    """Within one incident an owner is asked twice, a third time with a reason, and no more."""
    # Or two requests of one case, sent at once, would not count each other.
    hold(footage_request.incident)
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
    if not footage_request.more_reason and any(times > usual for times in asked):
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
    held = reviewers_of(footage_request.commune).select_related("person")
    others = held.exclude(person=footage_request.officer_id)
    people = {appointment.person_id: appointment.person for appointment in others}
    if not people:
        raise RuleViolation(
            _(
                "Nobody else in your commune can approve this today. Make the area or the window "
                "smaller, or ask the administrator to appoint another officer."
            )
        )
    return list(people.values())
