"""What happens to the cameras of a site."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.actions import erasures
from cameras.register.actions.guards import hold_own, require_not_restless
from cameras.register.models import Camera, Site
from cameras.register.models.cameras import MOST_AT_A_SITE, MOST_EVER
from cameras.register.registrations import CameraFacts, require_faultless
from cameras.register.verbs import Verb
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.once import made_before, once_for
from portal.people.models import User


@transaction.atomic
def add_camera(
    site: Site, facts: CameraFacts, *, actor: User, once: uuid.UUID | None = None
) -> Camera:
    """One more camera stands at the site. The same `once` sent again gives the same one."""
    require_faultless(facts.faults())
    site = hold_own(site, actor)
    once = once_for(actor, once, about=site.stream)
    again = _("This page has already added another camera. Open it anew for the next one.")
    if earlier := made_before(Camera.objects.all(), once, same=vars(facts), otherwise=again):
        return earlier
    require_not_restless(site)
    last = site.cameras.aggregate(last=Max("ordinal"))["last"] or 0
    if site.cameras.in_register().count() >= MOST_AT_A_SITE or last >= MOST_EVER:
        raise RuleViolation(
            _("This site has %(number)s cameras, which is the most. Register another site.")
            % {"number": MOST_AT_A_SITE}
        )
    [camera] = enter_cameras(site, [facts], first=last + 1, once=once)
    record(site.stream, Verb.CAMERA_ADDED, actor=actor, subject=str(camera.public_id))
    return camera


def enter_cameras(
    site: Site, facts: Sequence[CameraFacts], *, first: int = 1, **of_all: Any
) -> list[Camera]:
    """The site's cameras from number `first` on. The caller holds the site and journals."""
    cameras = [
        Camera(site=site, ordinal=ordinal, **vars(one), **of_all)
        for ordinal, one in enumerate(facts, first)
    ]
    for camera in cameras:
        camera.view = camera.seen_from(site.point)
    return Camera.objects.bulk_create(cameras)


@transaction.atomic
def change_camera(camera: Camera, facts: CameraFacts, *, actor: User) -> Camera:
    """The camera looks as `facts` say from now on.

    The journal keeps what was changed, never from or to what: a direction can be forgotten,
    an entry of the journal cannot.
    """
    require_faultless(facts.faults())
    site = hold_own(camera.site, actor)
    require_not_restless(site)
    camera = _hold_in_register(camera)
    changed = [name for name, value in vars(facts).items() if getattr(camera, name) != value]
    for name in changed:
        setattr(camera, name, getattr(facts, name))
    camera.view = camera.seen_from(site.point)
    camera.save(update_fields=[*changed, "view"])
    subject = str(camera.public_id)
    record(site.stream, Verb.CAMERA_CHANGED, actor=actor, subject=subject, changed=changed)
    return camera


@transaction.atomic
def remove_camera(camera: Camera, *, actor: User) -> Camera:
    """Take one camera out of the register and forget where it looked.

    The last one goes with its site.
    """
    site = hold_own(camera.site, actor)
    camera = _hold_in_register(camera)
    if site.cameras.in_register().count() == 1:
        raise RuleViolation(_("This is the only camera here. Remove the whole registration."))
    camera.removed_at = timezone.now()
    camera.save(update_fields=["removed_at"])
    erasures.forget_cameras(site, [camera])
    record(site.stream, Verb.CAMERA_REMOVED, actor=actor, subject=str(camera.public_id))
    return camera


def follow_site(site: Site) -> None:
    """The cameras see from where their site stands now. The caller holds the site."""
    cameras = list(site.cameras.in_register())
    for camera in cameras:
        camera.view = camera.seen_from(site.point)
    Camera.objects.bulk_update(cameras, ["view"])


def _hold_in_register(camera: Camera) -> Camera:
    held = hold(camera)
    if held.removed_at:
        raise RuleViolation(_("This camera has been removed."))
    return held
