"""Consent: write down each decision with the words it was given to, and send a copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cameras.register.models import Camera, Consent, ConsentText, Purpose, ShownText, Site
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices import actions as notices
from portal.notices.models import Delivery
from portal.people.models import User

__all__ = [
    "ASKED_AT_REGISTRATION",
    "Expression",
    "decide",
    "decide_at_registration",
    "decide_messages",
    "leave_out",
    "send_copy",
    "take_in",
    "tell_by_sms",
    "withdraw_all",
]


@dataclass(frozen=True)
class Expression:
    """How a decision reached the portal: in which language, from where, with which device."""

    language: str = "vi"
    ip: str | None = None
    user_agent: str = ""


# Of a decision that no page took: by a command, or in the demo.
UNSEEN = Expression()


@transaction.atomic
def decide(
    site: Site,
    purpose: str,
    *,
    granted: bool,
    actor: User,
    expressed: Expression = UNSEEN,
    version: int | None = None,
) -> Consent:
    """From now on the decision on this purpose is `granted`; a copy is in the actor's inbox.

    On messages it is the actor's own decision, on all else that of the site. Deciding the
    same again writes nothing. Being in the register cannot be refused by itself: that is
    what removing the site is for. Raises RuleViolation where she agrees to a `version` of
    the words that is no longer the present one.
    """
    # Lock first, then look: the site may be leaving the register in another window.
    site = Site.objects.select_for_update().get(pk=site.pk)
    newest = _newest(site, purpose, actor)
    if newest and newest.granted == granted:
        return newest
    if site.status == Site.Status.REMOVED:
        raise RuleViolation(_("This registration has been removed."))
    if purpose == Purpose.REGISTER and not granted:
        raise RuleViolation(_("To leave the register, remove the registration."))
    if granted and version is not None:
        _same_words(purpose, expressed.language, version)
    decided = _write(site, purpose, granted=granted, actor=actor, expressed=expressed)
    if purpose == Purpose.MESSAGES:
        tell_by_sms(actor, actor=actor)
    send_copy(site, actor)
    return decided


def _newest(site: Site, purpose: str, person: User) -> Consent | None:
    if purpose == Purpose.MESSAGES:
        return Consent.objects.on_messages(site, person).first()
    return Consent.objects.of_site(site, purpose).first()


def _same_words(purpose: str, language: str, version: int) -> None:
    if ConsentText.objects.present(language).get(purpose=purpose).version != version:
        raise RuleViolation(
            _("These words have changed since you opened the page. Read them and choose again.")
        )


@transaction.atomic
def decide_at_registration(
    site: Site,
    decisions: Mapping[str, bool],
    *,
    actor: User,
    expressed: Expression,
    versions: Mapping[str, int],
) -> None:
    """Each purpose asked has its first row, a question left open counts as no; one copy.

    Raises RuleViolation where the words of a yes are no longer those of its version.
    """
    for purpose in ASKED_AT_REGISTRATION:
        granted = bool(decisions.get(purpose))
        if granted and purpose in versions:
            _same_words(purpose, expressed.language, versions[purpose])
        _write(site, purpose, granted=granted, actor=actor, expressed=expressed)
    tell_by_sms(actor, actor=actor)
    send_copy(site, actor)


@transaction.atomic
def decide_messages(
    person: User, *, granted: bool, expressed: Expression = UNSEEN, version: int | None = None
) -> None:
    """The person's decision on messages holds for every site she answers for, from now on.

    Whoever answers for none switches the channel alone. Raises RuleViolation as `decide`.
    """
    sites = Site.objects.owned_by(person).in_register().order_by("pk")
    for site in sites:
        decide(
            site,
            Purpose.MESSAGES,
            granted=granted,
            actor=person,
            expressed=expressed,
            version=version,
        )
    if not sites:
        notices.prefer(person, Delivery.Channel.SMS, wanted=granted, actor=person)


@transaction.atomic
def withdraw_all(site: Site, *, actor: User, expressed: Expression = UNSEEN) -> None:
    """No to every purpose that was agreed to, the register included: the site is leaving it."""
    Site.objects.select_for_update().get(pk=site.pk)
    for consent in Consent.objects.present(site, actor):
        if consent.granted:
            _write(site, consent.purpose, granted=False, actor=actor, expressed=expressed)


def tell_by_sms(person: User, *, actor: User) -> None:
    """Messages come while the person agrees to them for at least one site."""
    sites = Site.objects.owned_by(person).in_register()
    wanted = sites.told_by_sms(person).exists()
    notices.prefer(person, Delivery.Channel.SMS, wanted=wanted, actor=actor)


def send_copy(site: Site, person: User) -> None:
    """The paper of consent, with all that holds now, stands in the person's inbox."""
    paper = reverse("cameras:consent", args=[site.public_id])
    notices.tell(person, "site_consent", url=paper, number=site.number)


def leave_out(camera: Camera, *, actor: User, expressed: Expression = UNSEEN) -> Consent:
    """This one camera is not asked for footage, whatever the site agreed to."""
    return _decide_for(camera, granted=False, actor=actor, expressed=expressed)


def take_in(camera: Camera, *, actor: User, expressed: Expression = UNSEEN) -> Consent:
    """The site's decisions hold for this camera again."""
    return _decide_for(camera, granted=True, actor=actor, expressed=expressed)


@transaction.atomic
def _decide_for(camera: Camera, *, granted: bool, actor: User, expressed: Expression) -> Consent:
    site = Site.objects.select_for_update().get(pk=camera.site_id)
    camera = Camera.objects.get(pk=camera.pk)
    if site.status == Site.Status.REMOVED or camera.removed_at:
        raise RuleViolation(_("This camera has been removed."))
    newest = Consent.objects.of_camera(camera).first()
    if newest and newest.granted == granted:
        return newest
    decided = _write(
        site, Purpose.REQUESTS, granted=granted, actor=actor, expressed=expressed, camera=camera
    )
    send_copy(site, actor)
    return decided


def _write(
    site: Site,
    purpose: str,
    *,
    granted: bool,
    actor: User,
    expressed: Expression,
    camera: Camera | None = None,
) -> Consent:
    """One row more, its words kept, and journalled. What the decision brings is the caller's."""
    text = ConsentText.objects.present(expressed.language).get(purpose=purpose)
    shown = ShownText.objects.keep(text.wording(site.commune, site.commune.kind))
    consent = Consent.objects.create(
        site=site,
        camera=camera,
        purpose=purpose,
        granted=granted,
        text=text,
        shown_id=shown,
        person=actor,
        ip=expressed.ip,
        user_agent=expressed.user_agent,
    )
    _journal(consent, actor)
    return consent


def _journal(consent: Consent, actor: Any) -> None:
    record(
        consent.site.stream,
        "agreed" if consent.granted else "refused",
        actor=actor,
        subject=str(consent.camera.public_id) if consent.camera else "",
        purpose=str(consent.purpose),
        version=consent.text.version,
        language=consent.text.language,
        sha256=consent.shown_id,
    )
