"""Prove that appointments are those the journal says were given, moved and ended."""

from collections.abc import Iterator

from portal.journal.comparisons import entries_of, fact, in_lots
from portal.journal.fault import Fault
from portal.journal.models import Entry
from portal.people.models import Appointment
from portal.people.verbs import PeopleVerb as Verb


def faults() -> Iterator[Fault]:
    """Of each appointment: nobody has a role that was not given, where, and for how long."""
    for lot in in_lots(Appointment.objects.order_by("pk").values_list("pk", flat=True)):
        rows = Appointment.objects.filter(pk__in=lot).with_areas().select_related("person")
        told = entries_of({row.stream for row in rows}, Verb)
        for row in rows.order_by("pk"):
            its = [one for one in told.get(row.stream, []) if one.subject == str(row.public_id)]
            if says := _fault_of(row, its):
                yield Fault(f"appointment {row.public_id}: {says}", row.stream)


def _fault_of(appointment: Appointment, entries: list[Entry]) -> str:
    if not entries or entries[0].verb != Verb.APPOINTMENT_GIVEN:
        return "it was put in: the journal does not say that anybody gave it."
    if str(appointment.person.public_id) != _last_fact(entries, "person"):
        return "it was given to somebody else."
    if str(appointment.role) != _last_fact(entries, "role"):
        return "it was given for another role."
    if str(appointment.since) != _last_fact(entries, "since"):
        return "it was given from another day on."
    if _hamlet(appointment) != _last_fact(entries, "hamlet"):
        return "it was given for another area."
    return _fault_of_end(appointment, entries)


def _fault_of_end(appointment: Appointment, entries: list[Entry]) -> str:
    """Ended now, after a day, or not at all."""
    ends = [fact(entry, "on") for entry in entries if entry.verb == Verb.APPOINTMENT_ENDED]
    was_refused = any(entry.verb == Verb.APPOINTMENT_REFUSED for entry in entries)
    if bool(appointment.ended_at) != (was_refused or "" in ends):
        return "that it has ended, or has not, is not what the journal says."
    shortened = [day for day in ends if day]
    until = shortened[-1] if shortened else fact(entries[0], "until")
    if str(appointment.until or "") != until:
        return "its last day is not the one in the journal."
    return ""


def _hamlet(appointment: Appointment) -> str:
    return str(appointment.hamlet.public_id) if appointment.hamlet else ""


def _last_fact(entries: list[Entry], name: str) -> str:
    told = [fact(entry, name) for entry in entries]
    return next((value for value in reversed(told) if value is not None), "")
