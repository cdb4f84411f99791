"""What happens to sites and cameras. Each step is journalled in the site's own stream."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register import consents, erasure, site_numbers, streets, vouching
from cameras.register.consents import Expression
from cameras.register.locations import Location
from cameras.register.models import Camera, Purpose, Site
from portal.areas.models import Commune, CommuneProfile
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.actions.organisations import create_organisation
from portal.people.models import Organisation, User

Status = Site.Status


@dataclass(frozen=True)
class CameraFacts:
    """What an owner says of one camera."""

    bearing: int
    angle: int = 90
    reach: int = 20
    retention_days: int | None = None
    label: str = ""


@transaction.atomic
def register(
    spot: Location,
    *,
    actor: User,
    eyes: Sequence[CameraFacts],
    decisions: Mapping[str, bool],
    kind: str = Site.Kind.HOUSEHOLD,
    organisation: Organisation | None = None,
    organisation_name: str = "",
    employees_told_at: datetime | None = None,
    label: str = "",
    address: str = "",
    key: uuid.UUID | None = None,
    expressed: Expression = consents.UNSEEN,
    versions: Mapping[str, int] | None = None,
) -> Site:
    """Enter a site with its cameras and the owner's decisions, and give it its number.

    A purpose without a decision is refused. Asking again with the same `key` gives the
    site that the first time made. Raises RuleViolation where the commune does not use the
    portal yet, the person does not agree to being entered, or the words of a purpose are no
    longer those of the version in `versions`, which she read.
    """
    if not decisions.get(Purpose.REGISTER):
        raise RuleViolation(_("Without your consent to the register we enter nothing."))
    profile = _lock_numbers(spot.commune)
    own_key = uuid.uuid5(key, str(actor.public_id)) if key else None
    if own_key and (earlier := Site.objects.filter(registration_key=own_key).first()):
        return earlier
    site = _site_on(spot, profile)
    site.registration_key, site.kind, site.label, site.address = own_key, kind, label, address
    if kind == Site.Kind.HOUSEHOLD:
        site.owner = actor
    else:
        site.employees_told_at = employees_told_at
        site.organisation = organisation or create_organisation(
            actor=actor, name=organisation_name, kind=kind, commune=spot.commune
        )
    _enter(site, eyes, actor=actor)
    consents.decide_at_registration(
        site, decisions, actor=actor, expressed=expressed, versions=versions or {}
    )
    vouching.tell_leaders(site, "site_to_vouch")
    streets.remember(spot.commune, address=address, point=spot.point)
    return site


def _enter(site: Site, eyes: Sequence[CameraFacts], *, actor: User) -> None:
    site.save(force_insert=True)
    facts = {"kind": site.kind, "cameras": len(eyes)}
    record(site.stream, "registered", actor=actor, subject=site.number, **facts)
    for eye in eyes:
        add_camera(site, eye, actor=actor)


def _lock_numbers(commune: Commune) -> CommuneProfile:
    """One registration at a time per commune: numbers follow each other, keys count once."""
    profile = CommuneProfile.objects.select_for_update().filter(commune=commune).first()
    if profile is None:
        raise RuleViolation(_("%(commune)s does not use the portal yet.") % {"commune": commune})
    return profile


def _site_on(spot: Location, profile: CommuneProfile) -> Site:
    """An unsaved site with the commune's next number."""
    last = Site.objects.filter(commune=spot.commune).aggregate(last=Max("sequence"))["last"]
    sequence, number = site_numbers.next_after(profile.abbreviation, last or 0)
    return Site(
        sequence=sequence,
        number=number,
        point=spot.point,
        commune=spot.commune,
        hamlet=spot.hamlet,
        is_approximate=spot.is_approximate,
    )


@transaction.atomic
def add_camera(site: Site, eye: CameraFacts, *, actor: User) -> Camera:
    site = _open_site(site)
    last = site.cameras.aggregate(last=Max("ordinal"))["last"] or 0
    camera = Camera(site=site, ordinal=last + 1, **vars(eye))
    camera.view = camera.seen_from(site.point)
    camera.save(force_insert=True)
    record(site.stream, "camera_added", actor=actor, subject=str(camera.public_id))
    return camera


@transaction.atomic
def change_camera(camera: Camera, eye: CameraFacts, *, actor: User) -> Camera:
    """The camera looks as `eye` says from now on.

    The journal keeps what was changed, never from or to what: a direction can be forgotten,
    an entry of the journal cannot.
    """
    site = _open_site(camera.site)
    camera = _open_camera(camera)
    changed = [name for name, value in vars(eye).items() if getattr(camera, name) != value]
    for name in changed:
        setattr(camera, name, getattr(eye, name))
    camera.view = camera.seen_from(site.point)
    camera.save(update_fields=[*changed, "view"])
    subject = str(camera.public_id)
    record(site.stream, "camera_changed", actor=actor, subject=subject, changed=changed)
    return camera


@transaction.atomic
def remove_camera(camera: Camera, *, actor: User) -> Camera:
    """Take one camera out of the register and forget where it looked.

    The last one goes with its site.
    """
    site = _open_site(camera.site)
    camera = _open_camera(camera)
    if site.cameras.in_register().count() == 1:
        raise RuleViolation(_("This is the only camera here. Remove the whole registration."))
    camera.removed_at = timezone.now()
    camera.save(update_fields=["removed_at"])
    erasure.forget_eyes(site, [camera])
    record(site.stream, "camera_removed", actor=actor, subject=str(camera.public_id))
    return camera


@transaction.atomic
def move(site: Site, spot: Location, *, actor: User) -> Site:
    """Put the site elsewhere in its commune; what its cameras see moves along."""
    site = _open_site(site)
    if spot.commune != site.commune:
        raise RuleViolation(
            _("That place lies in %(commune)s. Remove this registration and make one there.")
            % {"commune": spot.commune}
        )
    site.point, site.hamlet, site.is_approximate = spot.point, spot.hamlet, spot.is_approximate
    site.save(update_fields=["point", "hamlet", "is_approximate"])
    for camera in site.cameras.in_register():
        camera.view = camera.seen_from(site.point)
        camera.save(update_fields=["view"])
    record(site.stream, "moved", actor=actor, subject=site.number)
    return site


@transaction.atomic
def describe(site: Site, *, actor: User, label: str, address: str) -> Site:
    site = _open_site(site)
    site.label, site.address = label, address
    site.save(update_fields=["label", "address"])
    streets.remember(site.commune, address=address, point=site.point)
    record(site.stream, "described", actor=actor, subject=site.number)
    return site


def pause(site: Site, *, actor: User) -> Site:
    """Nobody sees or asks the site until it is resumed."""
    return _move(site, Status.PAUSED, "paused", actor=actor, paused_at=timezone.now())


def resume(site: Site, *, actor: User) -> Site:
    return _move(site, Status.ACTIVE, "resumed", actor=actor, paused_at=None)


@transaction.atomic
def remove(site: Site, *, actor: User, expressed: Expression = consents.UNSEEN) -> Site:
    """Take the site out of the register for good, and what it said of the place with it.

    All consent ends. What is left is a number in a hamlet, and the decisions. Footage
    already handed over stays with its case; the number is not used again.
    """
    consents.withdraw_all(site, actor=actor, expressed=expressed)
    fields = erasure.blank(site) | {"removed_at": timezone.now()}
    gone = _move(site, Status.REMOVED, "removed", actor=actor, **fields)
    gone.cameras.in_register().update(removed_at=gone.removed_at)
    erasure.forget_eyes(gone, gone.cameras.all())
    for person in gone.answerers.filter(pk__in=gone.consents.to_messages().values("person")):
        consents.tell_by_sms(person, actor=actor)
    consents.send_copy(gone, actor)
    return gone


def _move(site: Site, to: str, verb: str, *, actor: User, **fields: Any) -> Site:
    with transaction.atomic():
        # Lock first, then look: the button may have been pressed in two windows.
        locked = _lock(site)
        if to not in Site.NEXT[locked.status]:
            raise RuleViolation(
                _("This registration is already “%(status)s”.")
                % {"status": locked.get_status_display()}
            )
        locked.status = to
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=["status", *fields])
        record(locked.stream, verb, actor=actor, subject=locked.number)
    return locked


def _lock(site: Site) -> Site:
    return Site.objects.select_for_update().get(pk=site.pk)


def _open_site(site: Site) -> Site:
    locked = _lock(site)
    if locked.status == Status.REMOVED:
        raise RuleViolation(_("This registration has been removed."))
    return locked


def _open_camera(camera: Camera) -> Camera:
    locked = Camera.objects.select_for_update().get(pk=camera.pk)
    if locked.removed_at:
        raise RuleViolation(_("This camera has been removed."))
    return locked
