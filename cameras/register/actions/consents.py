"""Consent: write down each decision with the words it was given to, and send a copy."""

from collections.abc import Mapping

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cameras.register.actions.guards import (
    require_answers_for,
    require_in_register,
    require_not_restless,
)
from cameras.register.consent_choices import ConsentChoice, ConsentSource
from cameras.register.models import Camera, Consent, ConsentText, Purpose, ShownText, Site
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from cameras.register.proof import digest_of_consent
from cameras.register.verbs import Verb
from portal.documents.published_texts import digest, words_changed
from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.notices import actions as notices
from portal.notices.models import Delivery
from portal.people.models import User


@transaction.atomic
def decide_consent(
    site: Site,
    purpose: str,
    choice: ConsentChoice,
    *,
    actor: User,
    source: ConsentSource | None = None,
) -> Consent:
    """From now on this is the decision on the purpose; a copy is in the actor's inbox.

    On messages it is the actor's own decision, on all else that of the site. Deciding the
    same again writes nothing. Being in the register cannot be refused by itself: that is
    what removing the site is for. Raises RuleViolation where she agrees to a version of
    the words that is no longer the present one.
    """
    source = source or ConsentSource()
    site = hold(site)
    require_answers_for(site, actor)
    newest = _newest(site, purpose, actor)
    if newest and newest.granted == choice.granted:
        return newest
    require_in_register(site)
    if purpose == Purpose.REGISTER and not choice.granted:
        raise RuleViolation(_("To leave the register, remove the registration."))
    if choice.granted:
        require_not_restless(site)
    if choice.granted and choice.version is not None:
        _require_present(purpose, source.language, choice.version)
    [consent] = _write(site, {purpose: choice.granted}, person=actor, actor=actor, source=source)
    if purpose == Purpose.MESSAGES:
        tell_by_messages(actor, actor=actor)
    send_copy(site, actor)
    return consent


def _newest(site: Site, purpose: str, person: User) -> Consent | None:
    if purpose == Purpose.MESSAGES:
        return Consent.objects.on_messages(site, person).first()
    return Consent.objects.of_site(site, purpose).first()


def _require_present(purpose: str, language: str, version: int) -> None:
    """Raises RuleViolation unless these are the present words of the purpose."""
    if ConsentText.objects.present(language).get(purpose=purpose).version != version:
        raise RuleViolation(words_changed())


def decide_at_registration(
    site: Site,
    consents: Mapping[str, ConsentChoice],
    *,
    owner: User,
    actor: User,
    source: ConsentSource,
) -> None:
    """Each purpose asked has its first row, a question left open counts as no; one copy.

    The owner decided, `actor` wrote it down. Part of the registration, which has asked
    whether these decisions can stand and whether `actor` may.
    """
    granted = {
        purpose.value: purpose in consents and consents[purpose].granted
        for purpose in ASKED_AT_REGISTRATION
    }
    _write(site, granted, person=owner, actor=actor, source=source)
    tell_by_messages(owner, actor=actor)
    send_copy(site, owner)


@transaction.atomic
def decide_messages(
    person: User, choice: ConsentChoice, *, actor: User, source: ConsentSource | None = None
) -> None:
    """The person's decision on messages holds for every site she answers for, from now on.

    Whoever answers for none switches the channel alone. Raises RuleViolation as
    `decide_consent`, and where anybody but the person decides.
    """
    if actor != person:
        raise RuleViolation(_("Nobody agrees to messages for somebody else."))
    sites = Site.objects.answered_by(person).in_register().order_by("pk")
    for site in sites:
        decide_consent(site, Purpose.MESSAGES, choice, actor=person, source=source)
    if not sites:
        notices.prefer(person, Delivery.Channel.SMS, wanted=choice.granted, actor=person)


@transaction.atomic
def withdraw_consents(site: Site, *, actor: User, source: ConsentSource) -> None:
    """No to every purpose that was agreed to, the register included: the site is leaving it."""
    site = hold(site)
    require_answers_for(site, actor)
    agreed = [one.purpose for one in Consent.objects.present(site, actor) if one.granted]
    if agreed:
        _write(site, dict.fromkeys(agreed, False), person=actor, actor=actor, source=source)


def tell_by_messages(person: User, *, actor: User) -> None:
    """Messages come while the person agrees to them for at least one site."""
    sites = Site.objects.answered_by(person).in_register()
    wanted = sites.agreed_to_messages(person).exists()
    notices.prefer(person, Delivery.Channel.SMS, wanted=wanted, actor=actor)


def send_copy(site: Site, person: User) -> None:
    """The paper of consent, with all that holds now, stands in the person's inbox."""
    paper = reverse("cameras:consent", args=[site.public_id])
    notices.tell(person, "site_consent", url=paper, number=site.number)


def leave_out_camera(
    camera: Camera, *, actor: User, source: ConsentSource | None = None
) -> Consent:
    """This one camera is not asked for footage, whatever the site agreed to."""
    return _decide_for(camera, granted=False, actor=actor, source=source or ConsentSource())


def take_in_camera(camera: Camera, *, actor: User, source: ConsentSource | None = None) -> Consent:
    """The site's decisions hold for this camera again."""
    return _decide_for(camera, granted=True, actor=actor, source=source or ConsentSource())


@transaction.atomic
def _decide_for(camera: Camera, *, granted: bool, actor: User, source: ConsentSource) -> Consent:
    site = hold(camera.site)
    require_answers_for(site, actor)
    camera = Camera.objects.get(pk=camera.pk)
    if site.status == Site.Status.REMOVED or camera.removed_at:
        raise RuleViolation(_("This camera has been removed."))
    newest = Consent.objects.of_camera(camera).first()
    if newest and newest.granted == granted:
        return newest
    if granted:
        require_not_restless(site)
    decided = {Purpose.REQUESTS.value: granted}
    [consent] = _write(site, decided, person=actor, actor=actor, source=source, camera=camera)
    send_copy(site, actor)
    return consent


def _write(
    site: Site,
    decided: Mapping[str, bool],
    *,
    person: User,
    actor: User,
    source: ConsentSource,
    camera: Camera | None = None,
) -> list[Consent]:
    """A row a purpose, its words kept, and journalled. What it brings is the caller's."""
    present = ConsentText.objects.present(source.language).filter(purpose__in=decided)
    texts = {text.purpose: text for text in present}
    shown = {
        purpose: _shown(texts[purpose].wording(site.commune, site.commune.kind))
        for purpose in decided
    }
    ShownText.objects.bulk_create(shown.values(), ignore_conflicts=True)
    consents = Consent.objects.bulk_create(
        Consent(
            site=site,
            camera=camera,
            purpose=purpose,
            granted=granted,
            text=texts[purpose],
            shown=shown[purpose],
            person=person,
            channel=source.channel,
            witness=source.witness,
            ip=source.ip,
            user_agent=source.user_agent,
        )
        for purpose, granted in decided.items()
    )
    for consent in consents:
        _journal(consent, actor)
    return consents


def _shown(text: str) -> ShownText:
    """The words as somebody read them; kept once, however often they are shown."""
    return ShownText(sha256=digest(text), text=text)


def _journal(consent: Consent, actor: User) -> None:
    witnessed = {"channel": str(consent.channel)} if consent.witness_id else {}
    record(
        consent.site.stream,
        Verb.AGREED if consent.granted else Verb.REFUSED,
        actor=actor,
        subject=str(consent.camera.public_id) if consent.camera else "",
        purpose=str(consent.purpose),
        version=consent.text.version,
        language=consent.text.language,
        sha256=consent.shown_id,
        digest=digest_of_consent(consent),
        **witnessed,
    )
