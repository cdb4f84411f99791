"""What happens to sites. Each step is journalled in the site's own stream."""

from collections.abc import Mapping, Sequence

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register import site_numbers
from cameras.register.actions import cameras, consents, erasures
from cameras.register.actions.guards import (
    hold_own,
    require_acts_for,
    require_answers_for,
    require_member,
    require_not_restless,
)
from cameras.register.actions.streets import recount_street, remember_street
from cameras.register.actions.vouching import follow_move, tell_leaders
from cameras.register.consent_choices import ConsentSource
from cameras.register.locations import Location
from cameras.register.models import ConsentText, Site, SiteQuerySet
from cameras.register.registrations import ClusterRegistration, Registration, require_faultless
from cameras.register.verbs import Verb
from portal.areas.models import Commune, CommuneProfile, Hamlet
from portal.errors import RuleViolation
from portal.journal.actions import hold, move, record
from portal.once import made_before, once_for
from portal.people.actions import name_person, require_administrator
from portal.people.actions.organisations import create_organisation
from portal.people.models import User

Status = Site.Status


@transaction.atomic
def register_site(registration: Registration, *, owner: User, actor: User) -> Site:
    """The site stands in the register with its cameras, the owner's decisions and its number.

    A purpose without a decision is refused. The same `once` sent again gives the site that
    the first time made. Who registers for somebody else leads the hamlet or administers the
    commune, and has the owner's consent on paper with a witness. Raises RuleViolation for who
    may not, where the commune does not use the portal yet, for a `once` sent with another owner
    or commune before, and with the first sentence that a part of the registration has against
    itself.
    """
    if actor != owner:
        require_acts_for(owner, registration, actor)
    profile = hold_numbers(registration.location.commune)
    if earlier := entered_before(registration, registration.same(owner), actor):
        return earlier
    texts = ConsentText.objects.asked_at_registration(registration.source.language)
    require_faultless(registration.faults(owner, texts))
    _name(owner, registration, actor)
    site = enter_site(_site_of(owner, registration), registration, profile, actor=actor)
    consents.decide_at_registration(
        site, registration.consents, owner=owner, actor=actor, source=registration.source
    )
    tell_leaders(site, "site_to_vouch")
    remember_street(site.commune, address=site.address, point=site.point)
    return site


def hold_numbers(commune: Commune) -> CommuneProfile:
    """One registration at a time per commune: numbers follow each other, keys count once."""
    profile = CommuneProfile.objects.select_for_update(no_key=True).filter(commune=commune).first()
    if profile is None:
        raise RuleViolation(_("%(commune)s does not use the portal yet.") % {"commune": commune})
    return profile


def entered_before(
    registration: Registration | ClusterRegistration, same: Mapping[str, object], actor: User
) -> Site | None:
    """The site that the same form made; the caller holds the commune's numbers."""
    again = _("This page has already registered another place. Open it anew for the next one.")
    once = once_for(actor, registration.once)
    return made_before(Site.objects.all(), once, same=same, otherwise=again)


def enter_site(
    site: Site,
    registration: Registration | ClusterRegistration,
    profile: CommuneProfile,
    *,
    actor: User,
) -> Site:
    """The unsaved `site`, which says whose it is, stands in the register with its cameras.

    It has the commune's next number; the caller holds the profile.
    """
    location = registration.location
    last = Site.objects.filter(commune=location.commune).aggregate(last=Max("sequence"))["last"]
    site.sequence, site.number = site_numbers.next_after(profile.abbreviation, last or 0)
    site.commune, site.hamlet, site.point = location.commune, location.hamlet, location.point
    site.is_approximate = location.is_approximate
    site.label, site.address = registration.label, registration.address
    site.once = once_for(actor, registration.once)
    site.save(force_insert=True)
    cameras.enter_cameras(site, registration.cameras, **registration.of_all_cameras)
    facts = {"kind": site.kind, "cameras": len(registration.cameras)}
    record(site.stream, Verb.REGISTERED, actor=actor, subject=site.number, **facts)
    return site


def _name(owner: User, registration: Registration, actor: User) -> None:
    """Who has not said her name yet is called as the registration says."""
    full_name = registration.ownership.full_name
    if full_name.strip() and not owner.full_name:
        name_person(owner, actor=actor, full_name=full_name, honorific=owner.honorific)


def _site_of(owner: User, registration: Registration) -> Site:
    """Unsaved: the owner's, or that of an organisation she is a member of."""
    ownership = registration.ownership
    if ownership.kind == Site.Kind.HOUSEHOLD:
        return Site(kind=ownership.kind, owner=owner)
    organisation = ownership.joined
    if organisation:
        require_member(organisation, owner)
    # Who answers for a new organisation is its owner, whoever holds the paper she signed.
    organisation = organisation or create_organisation(
        actor=owner,
        name=ownership.organisation_name,
        kind=ownership.kind,
        commune=registration.location.commune,
    )
    return Site(kind=ownership.kind, organisation=organisation, employees_told_at=timezone.now())


@transaction.atomic
def change_site(
    site: Site, *, actor: User, label: str, address: str, location: Location | None = None
) -> Site:
    """The site is called so and stands at `location`, if there is one, in its commune.

    What its cameras see moves along. Raises RuleViolation for who does not answer for it, and
    for a location in another commune.
    """
    site = hold_own(site, actor)
    require_not_restless(site)
    if location:
        _move(site, location, actor)
    former = site.address
    site.label, site.address = label, address
    site.save(update_fields=["label", "address"])
    recount_street(site.commune, address=former)
    remember_street(site.commune, address=address, point=site.point)
    record(site.stream, Verb.DESCRIBED, actor=actor, subject=site.number)
    return site


def _move(site: Site, location: Location, actor: User) -> None:
    if location.commune != site.commune:
        raise RuleViolation(
            _("That place lies in %(commune)s. Remove this registration and make one there.")
            % {"commune": location.commune}
        )
    before = Location(site.point, site.commune, site.hamlet, site.is_approximate)
    site.point, site.hamlet = location.point, location.hamlet
    site.is_approximate = location.is_approximate
    site.save(update_fields=["point", "hamlet", "is_approximate"])
    cameras.follow_site(site)
    record(site.stream, Verb.MOVED, actor=actor, subject=site.number)
    follow_move(site, before, actor=actor)


@transaction.atomic
def pause_site(site: Site, *, actor: User) -> Site:
    """Nobody sees or asks the site until it is resumed."""
    held = hold(site)
    require_answers_for(held, actor)
    return move(
        held,
        Status.PAUSED,
        actor=actor,
        verb=Verb.PAUSED,
        subject=held.number,
        paused_at=timezone.now(),
    )


@transaction.atomic
def resume_site(site: Site, *, actor: User) -> Site:
    held = hold(site)
    require_answers_for(held, actor)
    require_not_restless(held)
    return move(
        held,
        Status.ACTIVE,
        actor=actor,
        verb=Verb.RESUMED,
        subject=held.number,
        paused_at=None,
    )


@transaction.atomic
def remove_site(site: Site, *, actor: User, source: ConsentSource | None = None) -> Site:
    """Take the site out of the register for good, and what it said of the place with it.

    All consent ends. What is left is a number in a hamlet, and the decisions. Footage
    already handed over stays with its case; the number is not used again.
    """
    held = hold(site)
    require_answers_for(held, actor)
    consents.withdraw_consents(held, actor=actor, source=source or ConsentSource())
    gone = move(
        held,
        Status.REMOVED,
        actor=actor,
        verb=Verb.REMOVED,
        subject=held.number,
        removed_at=timezone.now(),
        **erasures.blank(held),
    )
    gone.cameras.in_register().update(removed_at=gone.removed_at)
    erasures.forget_cameras(gone, gone.cameras.all())
    erasures.forget_questions(gone)
    for person in gone.answerers.filter(pk__in=gone.consents.to_messages().values("person")):
        consents.tell_by_messages(person, actor=actor)
    consents.send_copy(gone, actor)
    return gone


@transaction.atomic
def follow_merger(before: Sequence[Hamlet], after: Hamlet, *, actor: User) -> None:
    """The sites of the old hamlets lie in the new one.

    The merger is journalled with the hamlets: for a site nothing has happened. Raises
    RuleViolation for anybody but the commune's administrator.
    """
    require_administrator(after.commune, actor)
    Site.objects.filter(hamlet__in=before).update(hamlet=after)
    _stand_at(after.centre or after.commune.centre, Site.objects.filter(hamlet=after))


@transaction.atomic
def follow_boundaries(communes: Sequence[Commune], hamlets: Sequence[Hamlet]) -> int:
    """Sites without a pin stand where the middle of their hamlet lies now, else of their commune.

    How many have moved. For an owner nothing has happened: nobody ever said where the site is,
    and a word for it holds for its hamlet.
    """
    moved = sum(
        _stand_at(hamlet.centre, Site.objects.filter(hamlet=hamlet))
        for hamlet in hamlets
        if hamlet.centre
    )
    unplaced = Q(hamlet=None) | Q(hamlet__centre=None)
    return moved + sum(
        _stand_at(commune.centre, Site.objects.filter(unplaced, commune=commune))
        for commune in communes
    )


def _stand_at(middle: Point, sites: SiteQuerySet) -> int:
    """Those of them that no pin was put on."""
    moving = sites.in_register().filter(is_approximate=True).exclude(point=middle)
    held = list(moving.order_by("pk").select_for_update(of=("self",), no_key=True))
    for site in held:
        site.point = middle
        site.save(update_fields=["point"])
        cameras.follow_site(site)
    return len(held)
