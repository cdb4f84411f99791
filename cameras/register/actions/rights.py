"""The third gate: whether this actor may do it to this site, now."""

from django.utils.translation import gettext as _

from cameras.register.models import Site
from portal.errors import RuleViolation
from portal.journal.actions import hold
from portal.people.models import Organisation, User


def require_answers_for(site: Site, actor: User) -> None:
    """Raises RuleViolation unless `actor` is the owner or a member of the organisation."""
    if not site.is_answered_by(actor):
        raise RuleViolation(_("Only who answers for this place can do this."))


def require_member(organisation: Organisation, person: User) -> None:
    """Raises RuleViolation unless the person is a member today."""
    if not Organisation.objects.of(person).filter(pk=organisation.pk).exists():
        raise RuleViolation(_("Only a member of the organisation registers for it."))


def require_in_register(site: Site) -> None:
    if site.status == Site.Status.REMOVED:
        raise RuleViolation(_("This registration has been removed."))


def hold_own(site: Site, actor: User) -> Site:
    """The site, held until the transaction ends: in the register, and `actor` answers for it."""
    held = hold(site)
    require_answers_for(held, actor)
    require_in_register(held)
    return held
