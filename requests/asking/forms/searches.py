"""Where, when and why: the form of a search, which works without a map."""

import re
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.gis.geos import Point, Polygon
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cameras.register import geometry, site_numbers
from cameras.register.models import Site
from portal.areas.models import Commune, Hamlet
from portal.errors import RuleViolation
from portal.look import formats
from requests.asking.actions.searches import within_limits
from requests.asking.models import RequestPolicy, Search
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.models.searches import Category, case_form

CIRCLE, POLYGON = "circle", "polygon"
CORNER = re.compile(r"^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$")
MOST_CORNERS = 60
MINUTE = "%Y-%m-%dT%H:%M"
MINUTES = [MINUTE, "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"]


def minute_field(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE)
    return forms.DateTimeField(label=label, input_formats=MINUTES, widget=widget, **more)


class HamletField(forms.ModelChoiceField):
    """Every hamlet of the commune; one without a known middle says that it sets no place."""

    def label_from_instance(self, hamlet: Hamlet) -> str:
        if hamlet.centre:
            return str(hamlet)
        return gettext("%(hamlet)s (set the pin by hand)") % {"hamlet": hamlet}


class SearchForm(forms.ModelForm):
    """Its instance is a whole search, not saved, ready for `searching.look`."""

    lat = forms.FloatField(label=_("Latitude"), min_value=-85, max_value=85, required=False)
    lng = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    site_number = forms.CharField(
        label=_("Or at this camera site"),
        help_text=_("Its number, for example MC1-0482-K"),
        max_length=20,
        required=False,
    )
    hamlet = HamletField(
        label=_("Or in the middle of this hamlet"),
        queryset=Hamlet.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Choose"),
    )
    shape = forms.ChoiceField(
        label=_("Area"),
        choices=[(CIRCLE, _("Circle around the place")), (POLYGON, _("Drawn corner by corner"))],
        widget=forms.RadioSelect,
        initial=CIRCLE,
    )
    radius_metres = forms.IntegerField(
        label=_("Radius"),
        min_value=10,
        max_value=HARD_RADIUS_METRES,
        required=False,
    )
    corners = forms.CharField(
        label=_("Corners of the area"),
        help_text=_("One corner a line: latitude, longitude"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=4000,
    )
    since = minute_field(_("From"))
    until = minute_field(_("To"), required=False)

    class Meta:
        model = Search
        fields = ["case_number", "category", "purpose", "place", "radius_metres", "since", "until"]
        widgets = {"purpose": forms.RadioSelect}
        help_texts = {
            "case_number": _("For example VV 2026/118"),
            "place": _("For example: the Hữu Nghị – Nguyễn Du crossroads"),
        }

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune, self.policy = commune, RequestPolicy.objects.of(commune)
        here = Hamlet.objects.current().filter(commune=commune)
        self.fields["hamlet"].queryset = here  # type: ignore[attr-defined]
        self.fields["radius_metres"].initial = self.policy.radius_metres
        self._tell_limits()
        for field in self.fields.values():
            words = {"field": capfirst(str(field.label))}
            field.error_messages["required"] = _("“%(field)s” is needed.") % words
        self.fields["category"].choices = [("", _("Choose")), *Category.choices]  # type: ignore[attr-defined]
        self.fields["purpose"].choices = list(Search._meta.get_field("purpose").choices or [])  # type: ignore[attr-defined]

    def _tell_limits(self) -> None:
        """What this commune lets one officer ask alone, beside the fields it is about."""
        alone = {"metres": self.policy.radius_alone_metres}
        usual = {"length": formats.lasting(self.policy.window_minutes)}
        self.fields["radius_metres"].help_text = (
            _("Up to %(metres)s m alone; further with a second officer") % alone
        )
        self.fields["until"].help_text = _("Left empty: %(length)s") % usual

    def clean_case_number(self) -> str:
        """Upper case may be longer than what was typed: ß becomes SS."""
        number = case_form(self.cleaned_data["case_number"])
        if len(number) > Search._meta.get_field("case_number").max_length:  # type: ignore[operator]
            raise forms.ValidationError(_("A case number has 40 letters at most."))
        return number

    def clean_site_number(self) -> Site | None:
        said = self.cleaned_data["site_number"]
        if not said:
            return None
        if not site_numbers.is_right(said):
            raise forms.ValidationError(_("This site number has a typing mistake in it."))
        bare = site_numbers.bare_form(said)
        visible = Site.objects.answering().filter(commune=self.commune)
        site = visible.filter(number__regex="^" + "-?".join(bare) + "$").first()
        if site is None:
            raise forms.ValidationError(_("No site with this number can be asked here."))
        return site

    def clean_corners(self) -> list[tuple[float, float]]:
        lines = [line for line in self.cleaned_data["corners"].splitlines() if line.strip()]
        if len(lines) > MOST_CORNERS:
            raise forms.ValidationError(_("That is more than 60 corners. Draw it simpler."))
        read = [CORNER.match(line) for line in lines]
        for number, corner in enumerate(read, start=1):
            if corner is None or abs(float(corner[1])) > 85 or abs(float(corner[2])) > 180:
                raise forms.ValidationError(
                    _("Corner %(number)s is not a latitude and a longitude."),
                    params={"number": number},
                )
        return [(float(corner[2]), float(corner[1])) for corner in read if corner]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        if said["until"] is None:
            # From a year beyond the calendar's end no hour can be counted on.
            said["until"] = min(said["since"], timezone.now()) + self.policy.window
        search = self.instance
        search.point = self._point(said)
        search.area = self._area(said, search.point) if search.point else None
        if search.area is None:
            return said
        search.radius_metres = said["radius_metres"] if said["shape"] == CIRCLE else None
        search.square_metres = round(geometry.area_square_metres(search.area))
        search.since, search.until = said["since"], said["until"]
        try:
            within_limits(search, self.policy)
        except RuleViolation as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return said

    def _post_clean(self) -> None:
        """The whole search is built in `clean`; the database's constraints stand behind it."""
        for name in ("case_number", "category", "purpose", "place"):
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])

    def _point(self, said: dict[str, Any]) -> Point | None:
        if said["lat"] is not None and said["lng"] is not None:
            return Point(said["lng"], said["lat"], srid=4326)
        if site := cast("Site | None", said["site_number"]):
            return site.point
        hamlet = cast("Hamlet | None", said["hamlet"])
        if hamlet and hamlet.centre:
            return hamlet.centre
        if said["shape"] == POLYGON and len(said["corners"]) > 2:
            return Polygon([*said["corners"], said["corners"][0]], srid=4326).centroid
        if hamlet:
            self.add_error(
                "hamlet",
                gettext("Where %(hamlet)s lies is not known yet. Set the pin on the map by hand.")
                % {"hamlet": hamlet},
            )
        else:
            self.add_error(
                "lat", _("Say where it happened: tap the map, or give a place below it.")
            )
        return None

    def _area(self, said: dict[str, Any], point: Point) -> Polygon | None:
        if said["shape"] == CIRCLE:
            return geometry.circle(point, said["radius_metres"] or self.policy.radius_metres)
        corners = said["corners"]
        if len(corners) < 3:
            self.add_error("corners", _("An area needs at least three corners."))
            return None
        area = Polygon([*corners, corners[0]], srid=4326)
        if not area.valid:
            self.add_error("corners", _("The edges of the area cross each other. Move a corner."))
            return None
        return area


def initial_of(search: Search) -> dict[str, Any]:
    """What the form says of an earlier search, to be changed and made again."""
    corners: list[Any] = list(search.area.coords[0][:-1])
    return {
        "case_number": search.case_number,
        "category": search.category,
        "purpose": search.purpose,
        "place": search.place,
        "lat": round(search.point.y, 6),
        "lng": round(search.point.x, 6),
        "shape": CIRCLE if search.radius_metres else POLYGON,
        "radius_metres": search.radius_metres,
        "corners": ""
        if search.radius_metres
        else "\n".join(f"{corner[1]:.6f}, {corner[0]:.6f}" for corner in corners),
        "since": _local(search.since),
        "until": _local(search.until),
    }


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


class ChooseForm(forms.Form):
    """Which sites are asked; whether they were found is for `asking.draft` to say."""

    site = forms.ModelMultipleChoiceField(
        queryset=Site.objects.none(), to_field_name="public_id", required=False
    )

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Site.objects.filter(commune=commune)
        self.fields["site"].queryset = here  # type: ignore[attr-defined]
