"""The third gate: whether this actor may do it to this site, now."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.models import Consent, Site
from cameras.register.registrations import Registration
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import hold
from portal.journal.models import Entry
from portal.people.actions import is_administrator
from portal.people.models import POLICE, Appointment, Organisation, Role, User

CHANGES_AN_HOUR = 120  # of one site: our choice


def require_answers_for(site: Site, actor: User) -> None:
    """Raises RuleViolation unless `actor` is the owner or a member of the organisation."""
    if not site.is_answered_by(actor):
        raise RuleViolation(_("Only who answers for this place can do this."))


def require_member(organisation: Organisation, person: User) -> None:
    """Raises RuleViolation unless the person is a member today."""
    if not Organisation.objects.of(person).filter(pk=organisation.pk).exists():
        raise RuleViolation(_("Only a member of the organisation registers for it."))


def require_in_police(commune: Commune, person: User) -> None:
    """Raises RuleViolation unless the person is of the commune's police today."""
    appointments = Appointment.objects.current().of(person).of_role(*POLICE)
    if not appointments.filter(commune=commune).exists():
        raise RuleViolation(_("Only the commune’s police look at this map."))


def require_acts_for(owner: User, registration: Registration, actor: User) -> None:
    """Raises RuleViolation unless `actor` may register what `owner` agreed to on paper."""
    location, source = registration.location, registration.source
    leaders = Appointment.objects.current().of_role(Role.HAMLET_LEADER)
    leads = leaders.of(actor).filter(hamlet=location.hamlet)
    if not (location.hamlet and leads.exists()) and not is_administrator(actor, location.commune):
        raise RuleViolation(
            _("Only the leader of the hamlet or the commune’s administrator registers for others.")
        )
    if source.channel != Consent.Channel.PAPER or source.witness in {None, owner}:
        raise RuleViolation(
            _("Who registers for somebody else needs the owner’s consent on paper, with a witness.")
        )


def require_in_register(site: Site) -> None:
    if site.status == Site.Status.REMOVED:
        raise RuleViolation(_("This registration has been removed."))


def hold_own(site: Site, actor: User) -> Site:
    """The site, held until the transaction ends: in the register, and `actor` answers for it."""
    held = hold(site)
    require_answers_for(held, actor)
    require_in_register(held)
    return held


def require_not_restless(site: Site) -> None:
    """Raises RuleViolation where so much was changed here that nobody means it.

    The journal keeps each change for ever. What ends something is never refused: a no, a
    pause, a removal.
    """
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if Entry.objects.of(site.stream).filter(at__gt=an_hour_ago).count() >= CHANGES_AN_HOUR:
        raise RuleViolation(_("Very much was changed here in the last hour. Wait a little."))
