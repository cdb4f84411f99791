"""Where the site stands: a pin, or names chosen from lists, so that it works without a map."""

from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from cameras.register.locations import (
    CommuneUnconfirmed,
    Location,
    approximate_location,
    location_at,
)
from portal.areas.models import Commune, Hamlet
from portal.errors import RuleViolation
from portal.look.fields import LineField, RowChoiceField
from portal.look.readers import read_point

NO_LOCATION = _("Put the pin where the camera is, or choose commune and hamlet from the list.")
NO_HAMLET = _("Choose the hamlet or residential group of the camera.")
NOT_EXACT = _(
    "The phone knows this place to within %(metres)s m only. Drag the pin to the camera, or say "
    "that it stands right."
)
# Our choice: two or three houses. Further away it may be another owner's, or another hamlet.
EXACT_METRES = 50


class LocationForm(forms.Form):
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)
    lng = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    # How exactly the phone knows it, as long as nobody has looked at the pin.
    within = forms.FloatField(min_value=0, required=False, widget=forms.HiddenInput)
    address = LineField(
        label=_("Address"),
        help_text=_("For example: 12 Nguyễn Du. Choosing a name below moves the pin there."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    commune = RowChoiceField(
        label=_("Commune, ward"),
        queryset=Commune.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Choose"),
    )
    hamlet = RowChoiceField(
        label=_("Hamlet, residential group"),
        queryset=Hamlet.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Choose"),
    )

    def __init__(self, *args: Any, commune: Commune | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resolved: Location | None = None
        self.communes = Commune.objects.open().select_related("profile")
        self.fields["commune"].queryset = self.communes.order_by("name")  # type: ignore[attr-defined]
        self.chosen = self._posted_commune() or commune
        if self.chosen:
            self.initial.setdefault("commune", self.chosen.code)
            self.fields["hamlet"].queryset = (  # type: ignore[attr-defined]
                Hamlet.objects.current().filter(commune=self.chosen)
            )

    def _posted_commune(self) -> Commune | None:
        code = self.data.get(self.add_prefix("commune"), "") if self.is_bound else ""
        return self.communes.filter(code=code).first() if code.isdigit() else None

    @property
    def location(self) -> Location:
        """Of a form that is valid."""
        if self.resolved is None:
            raise RuleViolation(str(NO_LOCATION))
        return self.resolved

    @property
    def present_commune(self) -> Commune | None:
        """Where the location lies, or the one chosen so far."""
        return self.resolved.commune if self.resolved else self.chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.resolved = self._located(cleaned)
        except CommuneUnconfirmed as unconfirmed:
            self._offer(unconfirmed)
        except RuleViolation as refusal:
            self.add_error(None, str(refusal))
        else:
            self._want_hamlet(self.resolved)
        return cleaned

    def _located(self, cleaned: dict[str, Any]) -> Location:
        if cleaned.get("lat") is not None and cleaned.get("lng") is not None:
            if (within := cleaned.get("within") or 0) > EXACT_METRES:
                raise RuleViolation(NOT_EXACT % {"metres": round(within)})
            point = Point(cleaned["lng"], cleaned["lat"], srid=4326)
            return location_at(point, commune=cleaned.get("commune"), hamlet=cleaned.get("hamlet"))
        try:
            latitude, longitude = read_point(cleaned.get("address", ""))
        except ValueError:
            pass
        else:  # Pasted from a map or a message, where there is no pin to be set.
            point = Point(longitude, latitude, srid=4326)
            return location_at(point, commune=cleaned.get("commune"), hamlet=cleaned.get("hamlet"))
        if not cleaned.get("commune"):
            raise RuleViolation(str(NO_LOCATION))
        return approximate_location(commune=cleaned["commune"], hamlet=cleaned["hamlet"])

    def _want_hamlet(self, location: Location) -> None:
        """Where a commune has hamlets but none is drawn around the pin, the person says which.

        Its leader is told of the registration: without a hamlet nobody would be.
        """
        hamlets = Hamlet.objects.current().filter(commune=location.commune)
        if location.hamlet or not hamlets.exists():
            return
        self.resolved = None
        self.chosen = location.commune
        self.fields["hamlet"].queryset = hamlets  # type: ignore[attr-defined]
        self._set("commune", location.commune.code)
        self.add_error("hamlet", NO_LOCATION if location.is_approximate else NO_HAMLET)

    def _offer(self, unconfirmed: CommuneUnconfirmed) -> None:
        """Show the communes that could be meant; one alone is chosen already."""
        nearest = [commune.pk for commune in unconfirmed.communes]
        self.fields["commune"].queryset = self.communes.filter(pk__in=nearest)  # type: ignore[attr-defined]
        self.add_error("commune", str(unconfirmed))
        self._set("commune", unconfirmed.communes[0].code if len(nearest) == 1 else "")

    def _set(self, name: str, value: str) -> None:
        """The field shows `value` when the form is drawn again."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix(name)] = value  # type: ignore[index]


class DescribeForm(forms.Form):
    label = LineField(
        label=_("Name of this place"),
        help_text=_("Only you see it. For example: home, the shop on Hữu Nghị"),
        max_length=80,
        required=False,
    )
