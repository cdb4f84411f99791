"""A site registered or moved over the API: JSON read into the facts that the page builds too."""

from typing import Any

from rest_framework import serializers

from cameras.register.api.cameras import CameraFactsSerializer, by_field
from cameras.register.consent_choices import ConsentChoice, ConsentSource, faults_in
from cameras.register.forms.cameras import MOST_AT_ONCE
from cameras.register.forms.locations import DescribeForm, LocationForm
from cameras.register.forms.owners import KINDS, OwnerForm
from cameras.register.locations import Location
from cameras.register.models import ConsentText, Site
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from cameras.register.registrations import CameraFacts, Registration
from portal.api.resources import form_errors
from portal.people.models import User

NAMES = {"lat": "position", "lng": "position"}


class LocationSerializer(serializers.Serializer):
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


class ChangeSerializer(LocationSerializer):
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


class RegistrationSerializer(LocationSerializer):
    once = serializers.UUIDField(
        help_text="Your own: sent twice, it makes one site, which comes back again"
    )
    cameras = serializers.ListField(
        child=CameraFactsSerializer(), required=False, max_length=MOST_AT_ONCE
    )
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
    consents = serializers.ListField(
        child=ChoiceSerializer(),
        required=False,
        max_length=len(ASKED_AT_REGISTRATION),
        help_text="For every purpose, also those refused: the version shows which words she read",
    )


def registration_in(cleaned: dict[str, Any], *, owner: User, source: ConsentSource) -> Registration:
    """Raises a 400 with all that there is to mend, in the page's sentences."""
    location = LocationForm(_location(cleaned))
    ownership = OwnerForm(cleaned, person=owner)
    cameras = [CameraFacts(**camera) for camera in cleaned.get("cameras", [])]
    unread = {purpose: ConsentChoice(granted=False, version=0) for purpose in ASKED_AT_REGISTRATION}
    consents = unread | {
        choice["purpose"]: ConsentChoice(choice["granted"], choice["version"])
        for choice in cleaned.get("consents", [])
    }
    texts = ConsentText.objects.asked_at_registration(source.language)
    faults: dict[str, Any] = form_errors(location, NAMES) | form_errors(ownership, {})
    if in_consents := by_field(faults_in(consents, texts)):
        faults["consents"] = in_consents
    # One camera at least: the missing one says what it misses.
    in_cameras = [by_field(camera.faults()) for camera in cameras or [CameraFacts()]]
    if any(in_cameras):
        faults["cameras"] = in_cameras
    if faults:
        raise serializers.ValidationError(faults)
    return Registration(
        location=location.location,
        cameras=cameras,
        consents=consents,
        ownership=ownership.ownership,
        address=location.cleaned_data["address"],
        once=cleaned["once"],
        source=source,
    )


class Change:
    """Another description of a site, or another location. What is not said stays as it is."""

    def __init__(self, site: Site, cleaned: dict[str, Any]) -> None:
        present: dict[str, Any] = {"commune": site.commune.code, "address": site.address}
        if "position" not in cleaned and not site.is_approximate:
            present["position"] = [site.point.x, site.point.y]
        if "position" not in cleaned and site.hamlet:
            present["hamlet"] = site.hamlet.public_id
        self._moves = bool({"position", "commune", "hamlet"} & cleaned.keys())
        self.form = LocationForm(_location(present | cleaned), commune=site.commune)
        self.description = DescribeForm({"label": cleaned.get("label", site.label)})

    def require_valid(self) -> None:
        """Raises a 400 with the page's sentences."""
        if faults := form_errors(self.form, NAMES) | form_errors(self.description, {}):
            raise serializers.ValidationError(faults)

    @property
    def location(self) -> Location | None:
        """Where it stands from now on; None leaves it where it is."""
        return self.form.location if self._moves else None

    @property
    def described(self) -> dict[str, str]:
        address = self.form.cleaned_data["address"]
        return {"label": self.description.cleaned_data["label"], "address": address}


def _location(cleaned: dict[str, Any]) -> dict[str, Any]:
    """In the names of the page's form."""
    lng, lat = cleaned.get("position") or (None, None)
    pin = {} if lat is None else {"lat": lat, "lng": lng}
    named = ("commune", "hamlet", "address")
    return pin | {name: cleaned[name] for name in named if name in cleaned}
