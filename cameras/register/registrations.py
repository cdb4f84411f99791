"""What is said of a site when it is registered; the page and the API build the same.

Each part knows what is wrong with it: (field, sentence), for a form to show at the field and
for the action to refuse with.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.utils.translation import gettext as _

from cameras.register.consent_choices import ConsentChoice, ConsentSource, faults_in
from cameras.register.geometry import FARTHEST_RANGE_METRES
from cameras.register.locations import Location
from cameras.register.models import Camera, ConsentText, Site
from portal.areas.folding import same_name
from portal.errors import RuleViolation
from portal.people.models import Organisation, User, tidy_name

# Least and most, as the database holds them.
LIMITS = {
    "bearing": (0, 359),  # degrees
    "angle": (1, 360),  # degrees
    "range_metres": (1, FARTHEST_RANGE_METRES),
    "retention_days": (1, 365),
}
LONGEST_LABEL = 80

Faults = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class CameraFacts:
    """What an owner says of one camera."""

    bearing: int | None = None
    angle: int = 90
    range_metres: int = 20
    retention_days: int | None = None
    label: str = ""

    def faults(self) -> Faults:
        if self.bearing is None:
            yield "bearing", _("Choose the direction in which this camera looks.")
        for name, (least, most) in LIMITS.items():
            value = getattr(self, name)
            if value is not None:
                yield from _broken(name, value, MinValueValidator(least), MaxValueValidator(most))
        yield from _broken("label", self.label, MaxLengthValidator(LONGEST_LABEL))


def faults_of(cameras: Sequence[CameraFacts]) -> Faults:
    # One camera at least: the missing one says what it misses.
    for camera in cameras or [CameraFacts()]:
        yield from camera.faults()


def require_faultless(faults: Faults) -> None:
    """Raises RuleViolation with the first sentence, if there is one."""
    for _field, sentence in faults:
        raise RuleViolation(sentence)


def _broken(name: str, value: object, *rules: BaseValidator) -> Faults:
    for rule in rules:
        try:
            rule(value)
        except ValidationError as broken:
            yield from ((name, sentence) for sentence in broken.messages)


@dataclass(frozen=True)
class Ownership:
    """Whose cameras these are: a household's, or an organisation's, known or new."""

    kind: str = Site.Kind.HOUSEHOLD
    organisation: Organisation | None = None
    organisation_name: str = ""
    employees_told: bool = False
    full_name: str = ""  # of an owner who has not said her name yet

    @property
    def joined(self) -> Organisation | None:
        """The organisation she is a member of already. A name she wrote herself goes before it."""
        written, chosen = tidy_name(self.organisation_name), self.organisation
        if chosen and written and same_name(written) != same_name(chosen.name):
            return None
        return chosen

    def faults(self, owner: User) -> Faults:
        if not owner.full_name and not self.full_name.strip():
            yield "full_name", _("Write your full name.")
        if self.kind == Site.Kind.HOUSEHOLD:
            return
        organisation = self.joined
        if not organisation and not self.organisation_name.strip():
            yield "organisation_name", _("Write the name of the shop, school or office.")
        if organisation and organisation.kind != self.kind:
            yield (
                "kind",
                _("%(name)s is registered as: %(kind)s.")
                % {"name": organisation, "kind": organisation.get_kind_display()},
            )
        if not self.employees_told:
            yield (
                "employees_told",
                _("Tell the people who work there first, then tick this: the law asks for it."),
            )


@dataclass(frozen=True)
class Registration:
    location: Location
    cameras: Sequence[CameraFacts]
    consents: Mapping[str, ConsentChoice]
    ownership: Ownership = field(default_factory=Ownership)
    label: str = ""
    address: str = ""
    # The form's own key: sent twice, it still makes one site.
    once: uuid.UUID | None = None
    source: ConsentSource = field(default_factory=ConsentSource)
    # What all its cameras have in common.
    of_all_cameras: ClassVar[Mapping[str, Any]] = {}

    def same(self, owner: User) -> dict[str, object]:
        """By what a site made of the same form is known; its owner may change all else."""
        kind, organisation = self.ownership.kind, self.ownership.joined
        same = {"kind": kind, "commune": self.location.commune}
        if kind == Site.Kind.HOUSEHOLD:
            return {**same, "owner": owner}
        return {**same, "holder": str(organisation or tidy_name(self.ownership.organisation_name))}

    def faults(self, owner: User, texts: Iterable[ConsentText]) -> Faults:
        yield from faults_of(self.cameras)
        yield from self.ownership.faults(owner)
        yield from faults_in(self.consents, texts)


@dataclass(frozen=True)
class ClusterRegistration:
    """A public cluster, as the organisation that runs it took it over."""

    location: Location
    organisation: Organisation
    cameras: Sequence[CameraFacts]
    camera_kind: str = Camera.Kind.FIXED
    health: str = Camera.Health.UNKNOWN
    location_kind: str = Site.LocationKind.OTHER
    label: str = ""
    address: str = ""
    once: uuid.UUID | None = None

    @property
    def of_all_cameras(self) -> dict[str, Any]:
        return {"kind": self.camera_kind, "health": self.health}

    def faults(self) -> Faults:
        return faults_of(self.cameras)
