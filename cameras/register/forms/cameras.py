"""One camera: where it looks, by a button for what is usual and a number for what is not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cameras.register.models import Camera
from cameras.register.registrations import LIMITS, LONGEST_LABEL, CameraFacts
from portal.look.fields import LineField, WholeField

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
RANGES = [(10, "10 m"), (20, "20 m"), (30, "30 m")]
UNKNOWN = "unknown"
DAYS = [("3", _("3 days")), ("7", _("7 days")), ("15", _("15 days")), (UNKNOWN, _("Not known"))]
# Our choice.
MOST_AT_ONCE = 30
CAMERAS_PREFIX = "cameras"


class CameraForm(forms.Form):
    wind = forms.TypedChoiceField(
        label=_("Direction"),
        choices=WINDS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    bearing = WholeField(
        units=("°", "độ"),
        label=_("Direction in degrees"),
        help_text=_("0 is north, 90 east, 180 south, 270 west"),
        min_value=LIMITS["bearing"][0],
        max_value=LIMITS["bearing"][1],
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
    exact_angle = WholeField(
        units=("°", "độ"),
        label=_("Angle in degrees"),
        help_text=_("360 for a camera that looks all round"),
        min_value=LIMITS["angle"][0],
        max_value=LIMITS["angle"][1],
        required=False,
    )
    range_metres = forms.TypedChoiceField(
        label=_("Sees clearly to"),
        choices=RANGES,
        coerce=int,
        empty_value=None,
        initial=20,
        required=False,
        widget=forms.RadioSelect,
    )
    exact_range_metres = WholeField(
        units=("m", "mét"),
        label=_("Reach in metres"),
        min_value=LIMITS["range_metres"][0],
        max_value=LIMITS["range_metres"][1],
        required=False,
    )
    days = forms.ChoiceField(
        label=_("How many days is footage kept?"),
        choices=DAYS,
        required=False,
        widget=forms.RadioSelect,
    )
    exact_days = WholeField(
        units=("ngày",),
        label=_("Another number of days"),
        min_value=LIMITS["retention_days"][0],
        max_value=LIMITS["retention_days"][1],
        required=False,
    )
    label = LineField(
        label=_("Name of the camera"),
        help_text=_("For example: front gate"),
        max_length=LONGEST_LABEL,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, sentence in self.facts.faults():
            if name not in self.errors:
                self.add_error("wind" if name == "bearing" else name, sentence)
        return cleaned

    @property
    def facts(self) -> CameraFacts:
        days = self._chosen("exact_days", "days")
        return CameraFacts(
            bearing=self._chosen("bearing", "wind"),
            angle=self._chosen("exact_angle", "angle") or 90,
            range_metres=self._chosen("exact_range_metres", "range_metres") or 20,
            retention_days=int(days) if days and days != UNKNOWN else None,
            label=self.cleaned_data.get("label", ""),
        )

    @property
    def has_exact_errors(self) -> bool:
        """Something is wrong with what lies folded away."""
        folded = ("bearing", "exact_angle", "exact_range_metres", "exact_days", "label")
        return any(name in self.errors for name in folded)

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
            **_shown("wind", "bearing", camera.bearing, WINDS),
            **_shown("angle", "exact_angle", camera.angle, ANGLES),
            **_shown("range_metres", "exact_range_metres", camera.range_metres, RANGES),
            **_shown("days", "exact_days", days, DAYS),
        }


def _shown(usual: str, exact: str, value: Any, choices: list[Any]) -> dict[str, Any]:
    if value in [choice for choice, _label in choices]:
        return {usual: value, exact: None}
    return {usual: None, exact: value}


# At least one camera; one that was begun must be finished or taken away, so the caller
# passes EACH_FILLED: Django would let forms beyond the first be empty.
CameraFormSet = forms.formset_factory(
    CameraForm,
    extra=0,
    min_num=1,
    max_num=MOST_AT_ONCE,
    absolute_max=MOST_AT_ONCE,
    validate_max=True,
    validate_min=True,
)
EACH_FILLED = {"empty_permitted": False, "use_required_attribute": False}
