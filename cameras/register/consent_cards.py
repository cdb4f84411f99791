"""Consent as its owner reads it: what holds, the history, the paper, and messages."""

from dataclasses import dataclass
from typing import Any

from cameras.register.models import Consent, ConsentText, Purpose, Site
from cameras.register.models.consents import ConsentQuerySet
from portal.areas.models import Commune
from portal.notices.models import Delivery, Preference
from portal.people.models import User


@dataclass(frozen=True)
class ConsentCard:
    """One purpose as the owner's page shows it: the words of today and what holds."""

    text: ConsentText
    consent: Consent | None

    @property
    def is_open(self) -> bool:
        """Nobody has answered yet: a member of an organisation asked about messages."""
        return self.consent is None

    @property
    def granted(self) -> bool:
        return bool(self.consent and self.consent.granted)

    @property
    def is_of_other_words(self) -> bool:
        """The decision holds, but was made on an earlier version of the text."""
        return bool(self.consent and self.consent.text.version != self.text.version)

    @property
    def is_needed(self) -> bool:
        return self.text.purpose == Purpose.REGISTER


def cards_of(site: Site, person: User, language: str) -> list[ConsentCard]:
    texts = ConsentText.objects.asked_at_registration(language)
    held = {consent.purpose: consent for consent in Consent.objects.present(site, person)}
    return [ConsentCard(text, held.get(text.purpose)) for text in texts]


def history_of(site: Site) -> ConsentQuerySet:
    """Every decision about the site, newest first, with what a line of it names."""
    decided = Consent.objects.filter(site=site).order_by("-pk")
    return decided.select_related("text", "camera", "person").defer("camera__view")


def paper_of(site: Site, person: User) -> dict[str, Any]:
    """The paper of consent: what holds for this person, in the words that were shown."""
    held = Consent.objects.present(site, person).select_related(
        "text", "shown", "person", "witness"
    )
    consents = list(held)
    for consent in consents:
        consent.site = site
    return {"site": site, "consents": consents, "history": history_of(site)}


def messages_of(person: User, language: str) -> dict[str, Any]:
    """The words on messages, for each commune in which the person has cameras."""
    sites = Site.objects.answered_by(person).in_register().order_by()
    communes = Commune.objects.filter(pk__in=sites.values("commune"))
    return {
        "text": ConsentText.objects.present(language).get(purpose=Purpose.MESSAGES),
        "communes": list(communes.order_by("name", "pk")),
        "is_on": Preference.objects.filter(
            person=person, channel=Delivery.Channel.SMS, is_wanted=True
        ).exists(),
        "undecided": sites.undecided_on_messages(person).exists(),
    }
