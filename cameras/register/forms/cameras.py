"""One camera: where it looks, by a button for what is usual and a number for what is not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cameras.register.actions import CameraFacts
from cameras.register.geometry import FARTHEST_REACH_METRES
from cameras.register.models import Camera

# In the order of the compass on the page: north above, the house in the middle.
WINDS = [
    (315, _("Northwest")),
    (0, _("North")),
    (45, _("Northeast")),
    (270, _("West")),
    (90, _("East")),
    (225, _("Southwest")),
    (180, _("South")),
    (135, _("Southeast")),
]
ANGLES = [(60, _("Narrow")), (90, _("Medium")), (120, _("Wide"))]
REACHES = [(10, "10 m"), (20, "20 m"), (30, "30 m")]
UNKNOWN = "unknown"
DAYS = [("3", _("3 days")), ("7", _("7 days")), ("15", _("15 days")), (UNKNOWN, _("Not known"))]
MOST_AT_ONCE = 30


class CameraForm(forms.Form):
    wind = forms.TypedChoiceField(
        label=_("Direction"),
        choices=WINDS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    bearing = forms.IntegerField(
        label=_("Direction in degrees"),
        help_text=_("0 is north, 90 east, 180 south, 270 west"),
        min_value=0,
        max_value=359,
        required=False,
    )
    angle = forms.TypedChoiceField(
        label=_("Angle of view"),
        choices=ANGLES,
        coerce=int,
        empty_value=None,
        initial=90,
        required=False,
        widget=forms.RadioSelect,
    )
    exact_angle = forms.IntegerField(
        label=_("Angle in degrees"),
        help_text=_("360 for a camera that looks all round"),
        min_value=1,
        max_value=360,
        required=False,
    )
    reach = forms.TypedChoiceField(
        label=_("Sees clearly to"),
        choices=REACHES,
        coerce=int,
        empty_value=None,
        initial=20,
        required=False,
        widget=forms.RadioSelect,
    )
    exact_reach = forms.IntegerField(
        label=_("Reach in metres"),
        min_value=1,
        max_value=FARTHEST_REACH_METRES,
        required=False,
    )
    days = forms.ChoiceField(
        label=_("How many days is footage kept?"),
        choices=DAYS,
        required=False,
        widget=forms.RadioSelect,
    )
    exact_days = forms.IntegerField(
        label=_("Another number of days"), min_value=1, max_value=365, required=False
    )
    label = forms.CharField(
        label=_("Name of the camera"),
        help_text=_("For example: front gate"),
        max_length=80,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self._chosen("bearing", "wind") is None and "bearing" not in self.errors:
            self.add_error("wind", _("Choose the direction in which this camera looks."))
        return said

    @property
    def eye(self) -> CameraFacts:
        days = self._chosen("exact_days", "days")
        return CameraFacts(
            bearing=self._chosen("bearing", "wind") or 0,
            angle=self._chosen("exact_angle", "angle") or 90,
            reach=self._chosen("exact_reach", "reach") or 20,
            retention_days=int(days) if days and days != UNKNOWN else None,
            label=self.cleaned_data["label"],
        )

    def _chosen(self, exact: str, usual: str) -> Any:
        """The number typed, else the button pressed."""
        typed = self.cleaned_data.get(exact)
        return self.cleaned_data.get(usual) if typed is None else typed

    @staticmethod
    def initial_of(camera: Camera) -> dict[str, Any]:
        """What the form says of a camera: buttons where one fits, numbers elsewhere."""
        days = str(camera.retention_days) if camera.retention_days else UNKNOWN
        return {
            "label": camera.label,
            **_said("wind", "bearing", camera.bearing, WINDS),
            **_said("angle", "exact_angle", camera.angle, ANGLES),
            **_said("reach", "exact_reach", camera.reach, REACHES),
            **_said("days", "exact_days", days, DAYS),
        }


def _said(usual: str, exact: str, value: Any, choices: list[Any]) -> dict[str, Any]:
    if value in [choice for choice, _label in choices]:
        return {usual: value, exact: None}
    return {usual: None, exact: value}


# At least one camera; one that was begun must be finished or taken away, so the caller
# passes WHOLE: Django would let forms beyond the first be empty.
CameraFormSet = forms.formset_factory(
    CameraForm,
    extra=0,
    min_num=1,
    max_num=MOST_AT_ONCE,
    absolute_max=MOST_AT_ONCE,
    validate_max=True,
    validate_min=True,
)
WHOLE = {"empty_permitted": False, "use_required_attribute": False}
