"""The hamlet leader knows the place: vouches for a registration or asks back.

Where nobody leads the hamlet, or none is known, the commune's administrator does so.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import tell
from portal.people.models import Appointment, AppointmentQuerySet, Role, User


@transaction.atomic
def vouch(site: Site, *, actor: User) -> Site:
    """The leader knows that this place and its owner are as registered. Twice is once."""
    site, role = _for_leader(site, actor)
    if site.vouched_at:
        return site
    site.vouched_at, site.vouched_by, site.asked_back_at = timezone.now(), actor, None
    site.vouched_as = role
    site.save(update_fields=["vouched_at", "vouched_by", "vouched_as", "asked_back_at"])
    record(site.stream, "vouched", actor=actor, subject=site.number)
    _tell_owners(site, "site_vouched", who=role)
    return site


@transaction.atomic
def ask_back(site: Site, *, actor: User, question: str) -> Site:
    """Put a question to the owner; the registration waits until it is answered."""
    site, role = _for_leader(site, actor)
    if site.vouched_at:
        raise RuleViolation(_("This registration has been vouched for already."))
    site.asked_back_at, site.asked_back_by = timezone.now(), actor
    site.asked_back_as, site.question, site.reply = role, question, ""
    site.save(
        update_fields=["asked_back_at", "asked_back_by", "asked_back_as", "question", "reply"]
    )
    record(site.stream, "asked_back", actor=actor, subject=site.number)
    _tell_owners(site, "site_asked_back", who=role, question=question)
    return site


@transaction.atomic
def answer(site: Site, *, actor: User, reply: str) -> Site:
    """The owner's answer puts the registration back on the leader's list."""
    site = Site.objects.select_for_update().get(pk=site.pk)
    if site.asked_back_at is None or site.status == Site.Status.REMOVED:
        raise RuleViolation(_("There is no question waiting for an answer."))
    site.reply, site.asked_back_at = reply, None
    site.save(update_fields=["reply", "asked_back_at"])
    record(site.stream, "answered_back", actor=actor, subject=site.number)
    tell_leaders(site, "site_answered")
    return site


def tell_leaders(site: Site, kind: str) -> None:
    """Those who may vouch for the site hear of it."""
    for appointment in _entrusted(site).select_related("person"):
        tell(
            appointment.person,
            kind,
            url=reverse("cameras:vouching"),
            about=f"site:{site.public_id}",
            number=site.number,
            hamlet=str(site.hamlet or site.commune),
        )


def _tell_owners(site: Site, kind: str, **facts: Any) -> None:
    for person in site.answerers:
        tell(
            person,
            kind,
            url=reverse("cameras:detail", args=[site.public_id]),
            about=f"site:{site.public_id}",
            number=site.number,
            **facts,
        )


def is_led(site: Site) -> bool:
    """The site's hamlet is known and has a leader today."""
    return not Site.objects.led_by_nobody().filter(pk=site.pk).exists()


def _entrusted(site: Site) -> AppointmentQuerySet:
    """The appointments whose holders vouch for the site today; all are of one role."""
    held = Appointment.objects.current()
    if is_led(site):
        return held.of_role(Role.HAMLET_LEADER).filter(hamlet=site.hamlet_id)
    return held.of_role(Role.ADMINISTRATOR).filter(commune=site.commune_id)


def _for_leader(site: Site, actor: User) -> tuple[Site, str]:
    """The site, held, and the role in which `actor` speaks of it."""
    # Lock first, then look: two leaders may have pressed the button at once.
    site = Site.objects.select_for_update().get(pk=site.pk)
    appointment = _entrusted(site).of(actor).first()
    if appointment is None and is_led(site):
        raise RuleViolation(_("Only the leader of this hamlet can say so."))
    if appointment is None:
        raise RuleViolation(
            _("Nobody leads a hamlet here; only the commune’s administrator can say so.")
        )
    if site.status == Site.Status.REMOVED:
        raise RuleViolation(_("This registration has been removed."))
    return site, appointment.role
