"""Appointments follow their hamlet when it is merged into another."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.areas.models import Hamlet
from portal.journal.actions import record
from portal.people.models import Appointment


@transaction.atomic
def follow_merger(before: Sequence[Hamlet], after: Hamlet, *, actor: Any) -> list[Appointment]:
    """Whoever holds an appointment in one of the old hamlets holds it in the new one, once.

    Two leaders then stand side by side until the administrator ends one appointment.
    """
    held = Appointment.objects.current().filter(hamlet__in=before).select_for_update(of=("self",))
    moved: list[Appointment] = []
    taken: set[tuple[int, str]] = set()
    for appointment in held.order_by("since", "pk"):
        if (appointment.person_id, appointment.role) in taken:
            _end_double(appointment, actor)
            continue
        taken.add((appointment.person_id, appointment.role))
        appointment.hamlet = after
        appointment.save(update_fields=["hamlet"])
        record(
            appointment.stream,
            "appointment_moved",
            actor=actor,
            subject=str(appointment.public_id),
            hamlet=str(after.public_id),
        )
        moved.append(appointment)
    return moved


def _end_double(appointment: Appointment, actor: Any) -> None:
    appointment.ended_at, appointment.ended_by = timezone.now(), actor
    appointment.save(update_fields=["ended_at", "ended_by"])
    record(
        appointment.stream,
        "appointment_ended",
        actor=actor,
        subject=str(appointment.public_id),
        on="",
    )
