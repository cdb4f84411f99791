"""Consent: write down each decision with the words it was given to."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cameras.models import Camera, Consent, ConsentText, Purpose, Site
from cameras.models.consents import ASKED_AT_REGISTRATION, digest
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices import actions as notices
from portal.notices.models import Delivery
from portal.people.models import User

__all__ = [
    "ASKED_AT_REGISTRATION",
    "decide",
    "leave_out",
    "present",
    "take_in",
    "tell_by_sms",
    "withdraw_all",
]


@transaction.atomic
def decide(
    site: Site,
    purpose: str,
    *,
    granted: bool,
    actor: User,
    language: str = "vi",
    version: int | None = None,
) -> Consent:
    """From now on the owner's decision on this purpose is `granted`.

    Deciding the same again writes nothing. Being in the register cannot be refused by
    itself: that is what removing the site is for. Raises RuleViolation where she agrees to
    a `version` of the words that is no longer the present one.
    """
    # Lock first, then look: the site may be leaving the register in another window.
    site = Site.objects.select_for_update().get(pk=site.pk)
    newest = Consent.objects.of_site(site, purpose).first()
    if newest and newest.granted == granted:
        return newest
    if site.status == Site.Status.REMOVED:
        raise RuleViolation(_("This registration has been removed."))
    if purpose == Purpose.REGISTER and not granted:
        raise RuleViolation(_("To leave the register, remove the registration."))
    if granted and version is not None:
        _same_words(purpose, language, version)
    decided = _write(site, purpose, granted=granted, actor=actor, language=language)
    if purpose == Purpose.MESSAGES:
        tell_by_sms(actor)
    return decided


def _same_words(purpose: str, language: str, version: int) -> None:
    if ConsentText.objects.present(language).get(purpose=purpose).version != version:
        raise RuleViolation(
            _("These words have changed since you opened the page. Read them and choose again.")
        )


@transaction.atomic
def withdraw_all(site: Site, *, actor: User, language: str = "vi") -> None:
    """No to every purpose that was agreed to, the register included: the site is leaving it."""
    Site.objects.select_for_update().get(pk=site.pk)
    for consent in present(site):
        if consent.granted:
            _write(site, consent.purpose, granted=False, actor=actor, language=language)


def tell_by_sms(person: User) -> None:
    """Messages come while the person agrees to them for at least one site."""
    sites = Site.objects.owned_by(person).in_register()
    wanted = sites.consented(Purpose.MESSAGES).exists()
    notices.prefer(person, Delivery.Channel.SMS, wanted=wanted, actor=person)


def leave_out(camera: Camera, *, actor: User, language: str = "vi") -> Consent:
    """This one camera is not asked for footage, whatever the site agreed to."""
    return _decide_for(camera, granted=False, actor=actor, language=language)


def take_in(camera: Camera, *, actor: User, language: str = "vi") -> Consent:
    """The site's decisions hold for this camera again."""
    return _decide_for(camera, granted=True, actor=actor, language=language)


@transaction.atomic
def _decide_for(camera: Camera, *, granted: bool, actor: User, language: str) -> Consent:
    site = Site.objects.select_for_update().get(pk=camera.site_id)
    camera = Camera.objects.get(pk=camera.pk)
    if site.status == Site.Status.REMOVED or camera.removed_at:
        raise RuleViolation(_("This camera has been removed."))
    newest = Consent.objects.of_camera(camera).first()
    if newest and newest.granted == granted:
        return newest
    return _write(
        site, Purpose.REQUESTS, granted=granted, actor=actor, language=language, camera=camera
    )


def _write(
    site: Site,
    purpose: str,
    *,
    granted: bool,
    actor: User,
    language: str,
    camera: Camera | None = None,
) -> Consent:
    text = ConsentText.objects.present(language).get(purpose=purpose)
    shown = digest(text.wording(site.commune, site.commune.kind))
    consent = Consent.objects.create(
        site=site,
        camera=camera,
        purpose=purpose,
        granted=granted,
        text=text,
        shown_sha256=shown,
        person=actor,
    )
    record(
        site.stream,
        "agreed" if granted else "refused",
        actor=actor,
        subject=str(camera.public_id) if camera else "",
        purpose=str(purpose),
        version=text.version,
        language=text.language,
        sha256=shown,
    )
    return consent


def present(site: Site) -> "QuerySet[Consent]":
    """The decision that holds now on each purpose of the site."""
    return (
        Consent.objects.filter(site=site, camera=None)
        .select_related("text")
        .order_by("purpose", "-pk")
        .distinct("purpose")
    )
