"""What pages and maps show of sites. Nothing here names an owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cameras.register.models import Camera, Consent, ConsentText, Purpose, Site, SiteQuerySet
from cameras.register.models.consents import ASKED_AT_REGISTRATION, ConsentQuerySet
from cameras.register.search import Hit
from portal.areas.models import Commune
from portal.notices.models import Delivery, Preference
from portal.people.models import User


@dataclass(frozen=True)
class Page:
    sites: list[Site]
    next_after: int | None


def page_of(sites: SiteQuerySet, *, after: str, size: int) -> Page:
    """The next sites by falling key; `after` is the last key of the page before, or ""."""
    older = sites.filter(pk__lt=int(after[:18])) if after.isdecimal() else sites
    found = list(older.prefetch_related("cameras").order_by("-pk")[: size + 1])
    shown = found[:size]
    return Page(shown, shown[-1].pk if len(found) > size else None)


@dataclass(frozen=True)
class Decision:
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


def card_of(site: Site, person: User, language: str) -> dict[str, Any]:
    """Everything on the owner's page of one site."""
    cameras = list(site.cameras.in_register().order_by("ordinal"))
    decisions = decisions_of(site, person, language)
    return {
        "site": site,
        "cameras": cameras,
        "left_out": _left_out(cameras),
        "decisions": decisions,
        "texts": [decision.text for decision in decisions],
        "history": history_of(site),
        "views": map_of(site, cameras),
    }


def decisions_of(site: Site, person: User, language: str) -> list[Decision]:
    texts = ConsentText.objects.present(language).filter(purpose__in=ASKED_AT_REGISTRATION)
    held = {consent.purpose: consent for consent in Consent.objects.present(site, person)}
    return [Decision(text, held.get(text.purpose)) for text in texts]


def history_of(site: Site) -> ConsentQuerySet:
    """Every decision about the site, newest first, with what a line of it names."""
    decided = Consent.objects.filter(site=site).order_by("-pk")
    return decided.select_related("text", "camera", "person")


def paper_of(site: Site, person: User) -> dict[str, Any]:
    """The paper of consent: what holds for this person, in the words that were shown."""
    held = Consent.objects.present(site, person).select_related("text", "shown", "person")
    consents = list(held)
    for consent in consents:
        consent.site = site
    return {"site": site, "consents": consents, "history": history_of(site)}


def messages_of(person: User, language: str) -> dict[str, Any]:
    """The words on messages, for each commune in which the person has cameras."""
    sites = Site.objects.owned_by(person).in_register().order_by()
    communes = Commune.objects.filter(pk__in=sites.values("commune"))
    return {
        "text": ConsentText.objects.present(language).get(purpose=Purpose.MESSAGES),
        "communes": list(communes.order_by("name", "pk")),
        "is_on": Preference.objects.filter(
            person=person, channel=Delivery.Channel.SMS, is_wanted=True
        ).exists(),
        "undecided": sites.undecided_on_messages(person).exists(),
    }


def _left_out(cameras: list[Camera]) -> set[int]:
    newest = (
        Consent.objects.filter(camera__in=cameras)
        .order_by("camera", "-pk")
        .distinct("camera")
        .values_list("camera", "granted")
    )
    return {camera for camera, granted in newest if not granted}


def map_of(site: Site, cameras: Iterable[Camera]) -> dict[str, Any]:
    """The site's pin and its cameras' views, as the map's module draws them."""
    return {
        "at": [site.point.y, site.point.x],
        "name": site.number,
        "ground": reverse("areas:ground", args=[site.commune.code]),
        "views": views_of(cameras),
    }


def views_of(cameras: Iterable[Camera]) -> list[dict[str, int]]:
    return [
        {"bearing": camera.bearing, "angle": camera.angle, "reach": camera.reach}
        for camera in cameras
    ]


def features_of(hits: Iterable[Hit]) -> dict[str, Any]:
    """Hits as GeoJSON, ranked from 1: a point each and the cameras' views, nobody's name."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(hit, rank) for rank, hit in enumerate(hits, start=1)],
    }


def _feature(hit: Hit, rank: int) -> dict[str, Any]:
    site = hit.site
    return {
        "type": "Feature",
        "id": str(site.public_id),
        "geometry": {"type": "Point", "coordinates": [site.point.x, site.point.y]},
        "properties": {
            "rank": rank,
            "number": site.number,
            "kind": site.kind,
            "covers": hit.covers,
            "metres": round(hit.metres),
            "gone": hit.is_gone,
            "overwritten_at": hit.overwritten_at.isoformat() if hit.overwritten_at else None,
            "views": views_of(hit.cameras),
        },
    }
