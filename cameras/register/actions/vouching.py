"""The hamlet leader knows the place: vouches for a registration or asks its owner.

Where nobody leads the hamlet, or none is known, the commune's administrator does so.
"""

import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.actions.guards import require_answers_for, require_in_register
from cameras.register.geometry import distance_metres
from cameras.register.locations import Location
from cameras.register.models import Site, Vouching
from cameras.register.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.notices.actions import tell
from portal.once import made_before, once_for
from portal.people.models import Appointment, AppointmentQuerySet, Role, User

# Our choice: a pin set better, across a few houses.
MOST_METRES = 200
State, Word = Vouching.State, Vouching.Word


@transaction.atomic
def vouch_for(site: Site, *, actor: User) -> Site:
    """The leader knows that this place and its owner are as registered. Twice is once."""
    site, role = _hold_for_leader(site, actor)
    if site.vouching == State.VOUCHED:
        return site
    _write(site, Word.VOUCHED, actor, role)
    record(site.stream, Verb.VOUCHED, actor=actor, subject=site.number)
    _tell_owners(site, "site_vouched", role)
    return site


@transaction.atomic
def ask_owner(site: Site, *, actor: User, question: str, once: uuid.UUID | None = None) -> Site:
    """Put a question to the owner; the registration waits until it is answered.

    Another question may follow before that: the newest is the one to answer, the others stay.
    The same `once` asks it once.
    """
    site, role = _hold_for_leader(site, actor)
    once = once_for(actor, once, about=site.stream)
    again = _("This page has already asked another question. Open it anew for the next one.")
    same = {"question": question}
    if made_before(Vouching.objects.all(), once, same=same, otherwise=again):
        return site
    if site.vouching == State.VOUCHED:
        raise RuleViolation(_("This registration has been confirmed already."))
    _write(site, Word.ASKED, actor, role, question=question, once=once)
    record(site.stream, Verb.OWNER_ASKED, actor=actor, subject=site.number)
    _tell_owners(site, "owner_asked", role, question=question)
    return site


@transaction.atomic
def answer_question(site: Site, *, actor: User, reply: str) -> Site:
    """The owner's answer puts the registration back on the leader's list."""
    site = hold(site)
    require_answers_for(site, actor)
    asked = site.newest_vouching
    if not site.waits_for_owner or asked is None or site.status == Site.Status.REMOVED:
        raise RuleViolation(_("There is no question waiting for an answer."))
    asked.reply, asked.replied_by, asked.replied_at = reply, actor, timezone.now()
    asked.save(update_fields=["reply", "replied_by", "replied_at"])
    site.refresh_from_db(fields=["vouching"])
    record(site.stream, Verb.QUESTION_ANSWERED, actor=actor, subject=site.number)
    tell_leaders(site, "site_answered")
    return site


def follow_move(site: Site, before: Location, *, actor: User) -> None:
    """What was vouched for at `before` holds only near it, in its hamlet.

    Who may vouch where the site stands now hears of it, as of a new registration. Part of
    moving a site, which holds it and asks whether its actor may.
    """
    elsewhere = site.hamlet != before.hamlet
    if site.vouching == State.VOUCHED and (elsewhere or _is_far(site, before)):
        newest = site.vouchings.filter(word=Word.VOUCHED, lapsed_at=None)
        newest.update(lapsed_at=timezone.now())
        site.refresh_from_db(fields=["vouching"])
        record(site.stream, Verb.VOUCHING_LAPSED, actor=actor, subject=site.number)
        tell_leaders(site, "site_to_vouch")
    elif elsewhere and site.vouching == State.NONE and site.kind != Site.Kind.PUBLIC:
        tell_leaders(site, "site_to_vouch")


def _is_far(site: Site, before: Location) -> bool:
    """Further than a better pin would be, all moves since the word together.

    The middle of a hamlet, which stood in for a pin, is no place to measure from.
    """
    if before.is_approximate:
        return False
    vouching = site.vouchings.get(word=Word.VOUCHED, lapsed_at=None)
    vouching.moved_metres += round(distance_metres(before.point, site.point))
    vouching.save(update_fields=["moved_metres"])
    return vouching.moved_metres > MOST_METRES


def _write(site: Site, word: str, actor: User, role: str, **facts: Any) -> None:
    Vouching.objects.create(site=site, word=word, by=actor, role=role, **facts)
    site.refresh_from_db(fields=["vouching"])  # The database has just brought it up to date.


def tell_leaders(site: Site, kind: str) -> None:
    """Those who may vouch for the site hear of it."""
    for appointment in _entrusted(site).select_related("person"):
        tell(
            appointment.person,
            kind,
            url=reverse("cameras:vouching"),
            about=site.stream,
            number=site.number,
            hamlet=str(site.hamlet or site.commune),
        )


def _tell_owners(site: Site, kind: str, role: str, **facts: Any) -> None:
    area = site.hamlet if role == Role.HAMLET_LEADER else site.commune
    for person in site.answerers:
        tell(
            person,
            kind,
            url=site.get_absolute_url(),
            about=site.stream,
            number=site.number,
            who=role,
            area=str(area),
            **facts,
        )


def _entrusted(site: Site) -> AppointmentQuerySet:
    """The appointments whose holders vouch for the site today; all are of one role.

    Nobody vouches for what is her own.
    """
    held = Appointment.objects.current().exclude(person__in=site.answerers)
    if site.is_led:
        return held.of_role(Role.HAMLET_LEADER).filter(hamlet=site.hamlet_id)
    return held.of_role(Role.ADMINISTRATOR).filter(commune=site.commune_id)


def _hold_for_leader(site: Site, actor: User) -> tuple[Site, str]:
    """The site, held, and the role in which `actor` speaks of it."""
    site = hold(site)
    appointment = _entrusted(site).of(actor).first()
    if appointment is None and site.is_answered_by(actor):
        raise RuleViolation(
            _("This is your own registration. Another leader or the administrator confirms it.")
        )
    if appointment is None and site.is_led:
        raise RuleViolation(_("Only the leader of this hamlet can say so."))
    if appointment is None:
        raise RuleViolation(
            _("Nobody leads a hamlet here; only the commune’s administrator can say so.")
        )
    require_in_register(site)
    return site, appointment.role
