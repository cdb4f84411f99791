"""Appoint, take up, correct, end, move with a hamlet: all in the commune's stream."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from portal.areas.models import Commune, Hamlet, Province
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.notices.actions import send, tell
from portal.people.actions.users import name_person, person_with_phone
from portal.people.models import Appointment, Role, User, tidy_name
from portal.people.verbs import PeopleVerb


@dataclass(frozen=True, kw_only=True)
class AppointmentFacts:
    """A role, its area and its term. Of the area one is enough: a hamlet has its commune.

    What the holder is called, as whoever appoints writes it, stands until she takes it up;
    nothing of it goes into her own account.
    """

    role: str
    commune: Commune | None = None
    hamlet: Hamlet | None = None
    province: Province | None = None
    rank: str = ""
    since: date = field(default_factory=timezone.localdate)
    until: date | None = None
    shown_as: str = ""
    shown_honorific: str = ""


def appoint(person: User, facts: AppointmentFacts, *, actor: User | None) -> Appointment:
    """Give `person` the appointment for a term that includes both its days.

    `actor` is None only in a command on the server. Raises RuleViolation if the actor does
    not administer that commune today, appoints themself, or the appointment clashes with another.
    """
    commune = facts.hamlet.commune if facts.hamlet else facts.commune
    if actor:
        _require_appoints_in(commune, actor)
        if actor == person:
            raise RuleViolation(
                gettext("Nobody can give access to themself. Ask another administrator.")
            )
    appointment = Appointment(
        person=person,
        role=facts.role,
        commune=commune,
        hamlet=facts.hamlet,
        province=facts.province,
        rank=facts.rank,
        shown_as=tidy_name(facts.shown_as),
        shown_honorific=facts.shown_honorific,
        appointed_phone=person.phone or "",
        since=facts.since,
        until=facts.until,
        appointed_by=actor,
    )
    try:
        return _give(appointment, actor=actor)
    except IntegrityError as clash:
        if same := _given_before(appointment):
            return same
        raise RuleViolation(_clash(clash)) from clash


@transaction.atomic
def appoint_by_phone(phone: str, facts: AppointmentFacts, *, actor: User) -> Appointment:
    """As `appoint`, for whoever has that number; nobody is made when the appointment is refused."""
    return appoint(person_with_phone(phone), facts, actor=actor)


@transaction.atomic
def take_up(
    appointment: Appointment, *, actor: User, full_name: str = "", honorific: str = ""
) -> Appointment:
    """The holder acts in it from now on, under her own name. Twice is once.

    Who has not said her name yet says it now. Raises RuleViolation for anybody else, for an
    appointment that has ended, and without a name.
    """
    locked = hold(appointment, Appointment.objects.select_related("person", "commune", "province"))
    _require_holder(locked, actor)
    if locked.taken_up_at:
        return locked
    if locked.has_ended:
        raise RuleViolation(gettext("This access has ended already."))
    if not locked.person.full_name:
        if not tidy_name(full_name):
            raise RuleViolation(gettext("Write your full name."))
        name_person(locked.person, actor=actor, full_name=full_name, honorific=honorific)
    locked.taken_up_at = timezone.now()
    locked.save(update_fields=["taken_up_at"])
    subject = str(locked.public_id)
    record(locked.stream, PeopleVerb.APPOINTMENT_TAKEN_UP, actor=actor, subject=subject)
    return locked


@transaction.atomic
def refuse_appointment(appointment: Appointment, *, actor: User) -> Appointment:
    """It was not meant for her: it ends, and who appointed is told, by the name they wrote.

    Twice is once. Raises RuleViolation for anybody else, and once it was taken up.
    """
    locked = hold(appointment, Appointment.objects.select_related("person").with_areas())
    _require_holder(locked, actor)
    if locked.taken_up_at:
        raise RuleViolation(gettext("You have begun already. The administrator can end it."))
    if locked.has_ended:
        return locked
    locked.ended_at, locked.ended_by = timezone.now(), actor
    locked.save(update_fields=["ended_at", "ended_by"])
    _journal(locked, PeopleVerb.APPOINTMENT_REFUSED, actor=actor)
    if locked.appointed_by:
        tell(
            locked.appointed_by,
            "people_appointment_refused",
            url=reverse("people:appointments"),
            about=f"appointment:{locked.public_id}",
            role=str(locked.role),
            area=str(locked.area),
            name=locked.shown_as,
        )
    return locked


def _require_holder(appointment: Appointment, actor: User) -> None:
    if appointment.person_id != actor.pk:
        raise RuleViolation(gettext("This access is another person’s."))


@transaction.atomic
def correct_number(appointment: Appointment, phone: str, *, actor: User) -> Appointment:
    """The same appointment for whoever has the number `phone`: the one it had was mistyped.

    The former ends, and its number is told. Sent twice it is one. Raises RuleViolation if the
    actor does not administer its commune, or the holder has taken it up.
    """
    _require_appoints_in(appointment.commune, actor)
    locked = _lock(appointment)
    if locked.taken_up_at:
        raise RuleViolation(
            gettext("Somebody has begun with it already. End it, and give it to the right person.")
        )
    facts = _facts_of(locked)
    if locked.has_ended:
        if same := _corrected_before(locked, phone, actor):
            return same
        raise RuleViolation(gettext("This access has ended already."))
    if locked.appointed_phone == phone:
        raise RuleViolation(gettext("This is the number it has already."))
    _end_now(locked, actor=actor)
    _tell(locked, "people_appointment_ended")
    return appoint(person_with_phone(phone), facts, actor=actor)


def _facts_of(appointment: Appointment) -> AppointmentFacts:
    names = ("role", "commune", "hamlet", "province", "rank", "since", "until")
    facts = {name: getattr(appointment, name) for name in (*names, "shown_as", "shown_honorific")}
    return AppointmentFacts(**facts)


def _corrected_before(appointment: Appointment, phone: str, actor: User) -> Appointment | None:
    names = ("role", "commune", "hamlet", "rank", "since", "until", "shown_as")
    facts = {name: getattr(appointment, name) for name in names}
    given = Appointment.objects.filter(**facts, appointed_by=actor, ended_at=None)
    return given.filter(appointed_phone=phone).first()


@transaction.atomic
def _give(appointment: Appointment, *, actor: User | None) -> Appointment:
    appointment.save(force_insert=True)
    _journal(
        appointment,
        PeopleVerb.APPOINTMENT_GIVEN,
        actor=actor,
        since=str(appointment.since),
        until=str(appointment.until or ""),
    )
    _tell(appointment, "people_appointment_given")
    return appointment


def _given_before(wanted: Appointment) -> Appointment | None:
    """The very same, given by the same person: the button was pressed twice."""
    facts = ("person", "role", "commune", "hamlet", "province", "rank", "since", "until")
    same = {name: getattr(wanted, name) for name in (*facts, "appointed_by")}
    return Appointment.objects.filter(**same, ended_at=None).first()


def _clash(error: IntegrityError) -> str:
    name = error.__cause__.diag.constraint_name if error.__cause__ else ""  # type: ignore[attr-defined]
    if name == "appointment_one_chief_of_police_per_commune_at_a_time":
        return gettext("There is a chief of police in that time already. End that access first.")
    if name == "appointment_ends_after_it_begins":
        return gettext("The last day must not be before the first.")
    if name == "appointment_has_an_area_of_its_role_s_level":
        return gettext("This role belongs to another kind of area. Choose a hamlet for a leader.")
    return gettext("This person has this access in that time already.")


@transaction.atomic
def end_appointment(
    appointment: Appointment, *, actor: User | None, on: date | None = None
) -> Appointment:
    """End the appointment now, or after the day `on`. It opens nothing from then.

    Raises RuleViolation if the actor does not administer its commune, if nobody else does,
    if `on` is before the term began or later than it ends, or if the appointment has ended.
    """
    if actor:
        _require_appoints_in(appointment.commune, actor)
    locked = _lock(appointment)
    if locked.has_ended:
        raise RuleViolation(gettext("This access has ended already."))
    if locked.role == Role.ADMINISTRATOR:
        _require_another_administrator(locked)
    if on:
        _shorten(locked, on)
    else:
        locked.ended_at, locked.ended_by = timezone.now(), actor
    locked.save(update_fields=["until", "ended_at", "ended_by"])
    _journal(locked, PeopleVerb.APPOINTMENT_ENDED, actor=actor, on=str(on or ""))
    _tell(locked, "people_appointment_ended")
    return locked


def _lock(appointment: Appointment) -> Appointment:
    """Lock first, then look: two administrators may press at once, each to end the other."""
    if appointment.role == Role.ADMINISTRATOR:
        here = Appointment.objects.filter(commune=appointment.commune_id).of_role(
            Role.ADMINISTRATOR
        )
        list(here.order_by("pk").select_for_update(no_key=True))
    return hold(appointment)


def _require_another_administrator(appointment: Appointment) -> None:
    here = Appointment.objects.filter(commune=appointment.commune_id).of_role(Role.ADMINISTRATOR)
    if not here.current().exclude(pk=appointment.pk).exists():
        raise RuleViolation(
            gettext("Somebody must look after Sổ Camera here. Give the access to another first.")
        )


def _shorten(appointment: Appointment, on: date) -> None:
    first = max(appointment.since, timezone.localdate())
    if on < first or (appointment.until and on > appointment.until):
        raise RuleViolation(gettext("Choose a day within the term, today or later."))
    appointment.until = on


def is_administrator(person: User, commune: Commune | None) -> bool:
    """Whether the person administers the commune today."""
    appointments = Appointment.objects.of(person).current().of_role(Role.ADMINISTRATOR)
    return commune is not None and appointments.in_commune(commune).exists()


def require_administrator(commune: Commune, actor: User) -> None:
    """Raises RuleViolation unless `actor` administers the commune today."""
    if not is_administrator(actor, commune):
        raise RuleViolation(gettext("Only the commune’s administrator can do this."))


def _require_appoints_in(commune: Commune | None, actor: User) -> None:
    if not is_administrator(actor, commune):
        raise RuleViolation(gettext("You can give access only in your own commune."))


@transaction.atomic
def follow_merger(before: Sequence[Hamlet], after: Hamlet, *, actor: User) -> list[Appointment]:
    """Whoever holds an appointment in one of the old hamlets holds it in the new one, once.

    Two leaders then stand side by side until the administrator ends one appointment. Raises
    RuleViolation for anybody but the commune's administrator.
    """
    require_administrator(after.commune, actor)
    held = (
        Appointment.objects.current()
        .filter(hamlet__in=before)
        .select_for_update(of=("self",), no_key=True)
    )
    moved: list[Appointment] = []
    kept: set[tuple[int, str]] = set()
    for appointment in held.order_by("since", "pk"):
        if (appointment.person_id, appointment.role) in kept:
            _end_now(appointment, actor=actor)
            continue
        kept.add((appointment.person_id, appointment.role))
        appointment.hamlet = after
        appointment.save(update_fields=["hamlet"])
        record(
            appointment.stream,
            PeopleVerb.APPOINTMENT_MOVED,
            actor=actor,
            subject=str(appointment.public_id),
            hamlet=str(after.public_id),
        )
        moved.append(appointment)
    return moved


def _end_now(appointment: Appointment, *, actor: User) -> None:
    appointment.ended_at, appointment.ended_by = timezone.now(), actor
    appointment.save(update_fields=["ended_at", "ended_by"])
    record(
        appointment.stream,
        PeopleVerb.APPOINTMENT_ENDED,
        actor=actor,
        subject=str(appointment.public_id),
        on="",
    )


def _journal(
    appointment: Appointment, verb: PeopleVerb, *, actor: User | None, **facts: str
) -> None:
    record(
        appointment.stream,
        verb,
        actor=actor,
        subject=str(appointment.public_id),
        person=str(appointment.person.public_id),
        role=str(appointment.role),
        hamlet=str(appointment.hamlet.public_id) if appointment.hamlet else "",
        **facts,
    )


def _tell(appointment: Appointment, kind: str) -> None:
    """In the inbox, and by message if the person has never signed in to look there."""
    facts: dict[str, Any] = {
        "role": str(appointment.role),
        "area": str(appointment.area),
        "since": appointment.since.isoformat(),
        "until": appointment.until.isoformat() if appointment.until else "",
    }
    tell(
        appointment.person,
        kind,
        url=reverse("people:account"),
        about=f"appointment:{appointment.public_id}",
        **facts,
    )
    if appointment.person.phone and not appointment.person.last_login:
        send(
            kind,
            phone=appointment.person.phone,
            language=appointment.person.language,
            url=reverse("people:account"),
            **facts,
        )
