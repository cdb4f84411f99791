"""A site registered or moved over the API: JSON in the words of the pages' forms."""

from typing import Any

from django.http import QueryDict
from rest_framework import serializers

from cameras.register.api.eyes import NAMES as EYE_NAMES
from cameras.register.api.eyes import EyeSerializer, fields_of
from cameras.register.forms import LocationForm, Registration
from cameras.register.forms.cameras import MOST_AT_ONCE
from cameras.register.forms.owners import KINDS
from cameras.register.forms.registrations import NO, YES
from cameras.register.forms.sites import DescribeForm
from cameras.register.locations import Location
from cameras.register.models import Purpose, Site
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from portal.api.resources import form_errors

NAMES = {"lat": "position", "lng": "position"}


class PlaceSerializer(serializers.Serializer):
    """Where a site stands. The page's form holds the rules of each field."""

    position = serializers.ListField(
        child=serializers.FloatField(),
        min_length=2,
        max_length=2,
        required=False,
        help_text="Longitude and latitude. Without it commune and hamlet are needed",
    )
    commune = serializers.CharField(
        required=False, help_text="Its code; needed where no boundary is drawn around the pin"
    )
    hamlet = serializers.UUIDField(
        required=False, help_text="Needed where the commune has hamlets and none lies under the pin"
    )
    address = serializers.CharField(required=False, allow_blank=True)


class ChangeSerializer(PlaceSerializer):
    label = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_blank=True, help_text="Only owners see it"
    )


class ChoiceSerializer(serializers.Serializer):
    """Her answer to one purpose, to the words of this version. No answer means no."""

    purpose = serializers.ChoiceField(
        choices=[(purpose.value, purpose.label) for purpose in ASKED_AT_REGISTRATION]
    )
    granted = serializers.BooleanField()
    version = serializers.IntegerField(help_text="Of the words she read, as sites/words gives it")


class RegistrationSerializer(PlaceSerializer):
    key = serializers.UUIDField(
        required=False, help_text="Your own: sent twice, it makes one site, which comes back again"
    )
    cameras = serializers.ListField(child=EyeSerializer(), required=False, max_length=MOST_AT_ONCE)
    kind = serializers.ChoiceField(choices=KINDS, default=Site.Kind.HOUSEHOLD)
    organisation = serializers.UUIDField(
        required=False, help_text="One of hers, unless it is a household's"
    )
    organisation_name = serializers.CharField(
        required=False, allow_blank=True, help_text="Of a new one"
    )
    employees_told = serializers.BooleanField(required=False)
    full_name = serializers.CharField(
        required=False, allow_blank=True, help_text="Needed from who has not said it yet"
    )
    decisions = serializers.ListField(
        child=ChoiceSerializer(),
        required=False,
        max_length=len(ASKED_AT_REGISTRATION),
        help_text="For every purpose, also those refused: the version shows which words she read",
    )


def form_of(said: dict[str, Any]) -> QueryDict:
    """The registration as the page would have sent it."""
    plain = ("key", "kind", "organisation", "organisation_name", "employees_told", "full_name")
    form = QueryDict(mutable=True)
    form.update(_place(said) | {name: said[name] for name in plain if name in said})
    cameras = said.get("cameras") or [{}]  # One at least: the form says what it misses.
    form.update({"eyes-TOTAL_FORMS": str(len(cameras)), "eyes-INITIAL_FORMS": "0"})
    for n, eye in enumerate(cameras):
        form.update({f"eyes-{n}-{name}": value for name, value in fields_of(eye).items()})
    for answer in said.get("decisions", []):
        purpose = answer["purpose"]
        form[purpose] = YES if answer["granted"] else NO
        form[f"{purpose}-version"] = answer["version"]
    return form


def errors_of(registration: Registration) -> dict[str, Any]:
    """All that there is to mend, in the page's sentences."""
    found: dict[str, Any] = {}
    for form in (registration.key, registration.place, registration.owner):
        found |= form_errors(form, NAMES)
    if decisions := form_errors(registration.decisions, {}):
        found["decisions"] = decisions
    eyes = [form_errors(form, EYE_NAMES) for form in registration.eyes.forms]
    return found | ({"cameras": eyes} if any(eyes) else {})


class Change:
    """Other words for a site, or another place. What is not said stays as it is."""

    def __init__(self, site: Site, said: dict[str, Any]) -> None:
        present: dict[str, Any] = {"commune": site.commune.code, "address": site.address}
        if "position" not in said and not site.is_approximate:
            present["position"] = [site.point.x, site.point.y]
        if "position" not in said and site.hamlet:
            present["hamlet"] = site.hamlet.public_id
        self.moves = bool({"position", "commune", "hamlet"} & said.keys())
        self.place = LocationForm(_place(present | said), commune=site.commune)
        self.words = DescribeForm({"label": said.get("label", site.label)})

    @property
    def errors(self) -> dict[str, list[str]]:
        return form_errors(self.place, NAMES) | form_errors(self.words, {})

    @property
    def spot(self) -> Location | None:
        return self.place.spot

    @property
    def described(self) -> dict[str, str]:
        address = self.place.cleaned_data["address"]
        return {"label": self.words.cleaned_data["label"], "address": address}


def _place(said: dict[str, Any]) -> dict[str, Any]:
    lng, lat = said.get("position") or (None, None)
    pin = {} if lat is None else {"lat": lat, "lng": lng}
    return pin | {name: said[name] for name in ("commune", "hamlet", "address") if name in said}


def decidable() -> list[tuple[str, Any]]:
    """Being in the register is not decided by itself: that is what removing is for."""
    decided = [purpose for purpose in ASKED_AT_REGISTRATION if purpose != Purpose.REGISTER]
    return [(purpose.value, purpose.label) for purpose in decided]
