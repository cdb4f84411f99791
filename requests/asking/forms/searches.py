"""Where, when and why: the form of a search, which works without a map."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.gis.geos import Point, Polygon
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cameras.register import geometry, site_numbers
from cameras.register.models import Site
from portal.areas.models import Commune, Hamlet
from portal.errors import RuleViolation
from portal.look import formats
from portal.look.fields import (
    DegreesField,
    MinuteField,
    PlainField,
    RowChoiceField,
    WholeField,
    point_in_two,
)
from portal.look.readers import read_point
from portal.once import OnceField
from requests.asking.actions.searches import SearchFacts, SiteSearchFacts
from requests.asking.areas import (
    FARTHEST_LATITUDE,
    FARTHEST_LONGITUDE,
    area_within,
    is_on_the_map,
)
from requests.asking.models import RequestPolicy, Search, SearchPurpose
from requests.asking.models.incidents import Category, case_form
from requests.asking.models.request_policies import HARD_RADIUS_METRES
from requests.asking.models.searches import LONGEST_CASE_NUMBER

CIRCLE, POLYGON = "circle", "polygon"
# Our choice.
MOST_CORNERS = 60
REASON = ["case_number", "category", "purpose", "location_text"]


class HamletField(RowChoiceField):
    """Every hamlet of the commune; one without a known middle says that it sets no place."""

    def label_from_instance(self, hamlet: Hamlet) -> str:
        if hamlet.centre:
            return str(hamlet)
        return gettext("%(hamlet)s (set the pin by hand)") % {"hamlet": hamlet}


class SearchForm(forms.Form):
    """`facts` are what it says, ready for `find_cameras`, which knows the limits.

    Whether the number of a site is one that can be asked, the form does not know.
    """

    lat = DegreesField(
        label=_("Latitude"),
        min_value=-FARTHEST_LATITUDE,
        max_value=FARTHEST_LATITUDE,
        required=False,
    )
    lng = DegreesField(
        label=_("Longitude"),
        min_value=-FARTHEST_LONGITUDE,
        max_value=FARTHEST_LONGITUDE,
        required=False,
    )
    site_number = PlainField(
        label=_("Or at this camera site"),
        help_text=_("Its registration number, for example MC1-0482-K"),
        max_length=20,
        required=False,
    )
    hamlet = HamletField(
        label=_("Or in the middle of this hamlet"),
        help_text=_("Places of this hamlet that have no pin are listed too, behind all others."),
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
    radius_metres = WholeField(
        units=("m", "mét"),
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
    once = OnceField()
    since = MinuteField(label=_("From"))
    until = MinuteField(label=_("To"), required=False)

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.data = point_in_two(self.data, "lat", "lng")
        self.commune, self.policy = commune, RequestPolicy.objects.of(commune)
        self.facts: SearchFacts | SiteSearchFacts | None = None
        self.fields |= _fields_of_reason()
        here = Hamlet.objects.current().filter(commune=commune)
        self.fields["hamlet"].queryset = here  # type: ignore[attr-defined]
        self.fields["radius_metres"].initial = self.policy.radius_metres
        self._tell_limits()
        for field in self.fields.values():
            label = {"field": capfirst(str(field.label))}
            field.error_messages["required"] = _("“%(field)s” is needed.") % label

    def _tell_limits(self) -> None:
        """What this commune lets one officer ask alone, beside the fields it is about."""
        alone = {"metres": self.policy.radius_alone_metres}
        usual = {"length": formats.lasting(self.policy.window_minutes)}
        self.fields["radius_metres"].help_text = (
            _("Up to %(metres)s m alone; further with approval") % alone
        )
        self.fields["until"].help_text = _("Left empty it counts as %(length)s") % usual

    @property
    def is_without_map(self) -> bool:
        """It says where by a site or a hamlet, or tried to."""
        names = ("site_number", "hamlet")
        return any(self[name].value() or self[name].errors for name in names)

    def clean_case_number(self) -> str:
        """Upper case may be longer than what was typed: ß becomes SS."""
        number = case_form(self.cleaned_data["case_number"])
        if len(number) > LONGEST_CASE_NUMBER:
            raise forms.ValidationError(_("A case number has 40 letters at most."))
        return number

    def clean_site_number(self) -> str:
        number: str = self.cleaned_data["site_number"]
        if number and not site_numbers.is_right(number):
            raise forms.ValidationError(_("This registration number has one character mistyped."))
        return site_numbers.bare_form(number)

    def clean_corners(self) -> list[tuple[float, float]]:
        lines = [line for line in self.cleaned_data["corners"].splitlines() if line.strip()]
        if len(lines) > MOST_CORNERS:
            raise forms.ValidationError(_("That is more than 60 corners. Draw it simpler."))
        corners = []
        for number, line in enumerate(lines, start=1):
            try:
                latitude, longitude = read_point(line)
            except ValueError:
                latitude, longitude = FARTHEST_LATITUDE + 1, FARTHEST_LONGITUDE + 1
            if not is_on_the_map(longitude, latitude):
                raise forms.ValidationError(
                    _("Corner %(number)s is not a latitude and a longitude."),
                    params={"number": number},
                )
            corners.append((longitude, latitude))
        return corners

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        is_circle = cleaned["shape"] == CIRCLE
        facts = {name: cleaned[name] for name in (*REASON, "since", "until")}
        facts["radius_metres"] = cleaned["radius_metres"] if is_circle else None
        facts["hamlet"] = cleaned["hamlet"]
        if cleaned["site_number"] and (cleaned["lat"] is None or cleaned["lng"] is None):
            area = None if is_circle else self._drawn(cleaned)
            if is_circle or area:
                self.facts = SiteSearchFacts(site_number=cleaned["site_number"], area=area, **facts)
            return cleaned
        point = self._point(cleaned)
        area = self._area(cleaned, point) if point else None
        if point and area:
            self.facts = SearchFacts(point=point, area=area, **facts)
        return cleaned

    def _point(self, cleaned: dict[str, Any]) -> Point | None:
        if cleaned["lat"] is not None and cleaned["lng"] is not None:
            return Point(cleaned["lng"], cleaned["lat"], srid=4326)
        hamlet = cast("Hamlet | None", cleaned["hamlet"])
        if hamlet and hamlet.centre:
            return hamlet.centre
        if cleaned["shape"] == POLYGON and len(cleaned["corners"]) > 2:
            return Polygon([*cleaned["corners"], cleaned["corners"][0]], srid=4326).centroid
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

    def _area(self, cleaned: dict[str, Any], point: Point) -> Polygon | None:
        if cleaned["shape"] == CIRCLE:
            return geometry.circle(point, cleaned["radius_metres"] or self.policy.radius_metres)
        return self._drawn(cleaned)

    def _drawn(self, cleaned: dict[str, Any]) -> Polygon | None:
        try:
            return area_within(cleaned["corners"])
        except RuleViolation as refusal:
            self.add_error("corners", str(refusal))
            return None


def _fields_of_reason() -> dict[str, Any]:
    fields = fields_for_model(
        Search,
        fields=REASON,
        widgets={"purpose": forms.RadioSelect},
        help_texts={
            "case_number": gettext("For example VV 2026/118"),
            "location_text": gettext("For example: the Hữu Nghị – Nguyễn Du crossroads"),
        },
    )
    fields["category"].choices = [("", _("Choose")), *Category.choices]
    fields["purpose"].choices = SearchPurpose.choices
    return fields


def initial_of(search: Search) -> dict[str, Any]:
    """What the form says of an earlier search, to be changed and made again."""
    corners: list[Any] = list(search.area.coords[0][:-1])
    return {
        "case_number": search.case_number,
        "category": search.category,
        "purpose": search.purpose,
        "location_text": search.location_text,
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
    """Which sites are asked; whether they were found is for `footage_requests.draft` to say."""

    site = forms.ModelMultipleChoiceField(
        queryset=Site.objects.none(), to_field_name="public_id", required=False
    )
    once = OnceField()

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Site.objects.filter(commune=commune)
        self.fields["site"].queryset = here  # type: ignore[attr-defined]
