"""What a commune says of itself, and whom one may call there."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune, CommuneProfile, Hotline
from portal.look.fields import LineField, PlainField, WholeField

# Our choice: what fits a phone's screen.
MOST_HOTLINES = 6
DIALLED = RegexValidator(
    r"^\+?[0-9][0-9 .]{1,18}$", _("Write the number in digits, for example 0203 300 0113.")
)
PHONES = ("police_phone", "committee_phone", "data_officer_phone")


class ProfileForm(forms.ModelForm):
    """The abbreviation is not here: it is printed on every plate."""

    class Meta:
        model = CommuneProfile
        fields = [
            "police_name",
            "police_phone",
            "committee_phone",
            "data_officer_name",
            "data_officer_phone",
            "data_officer_email",
            "households",
            "people",
        ]
        field_classes = {
            **dict.fromkeys(PHONES, PlainField),
            **dict.fromkeys(("households", "people"), WholeField),
        }
        help_texts = {
            "police_phone": _("Owners call it to check that a request is genuine."),
            "data_officer_name": _("Stands on every public page, as the law wants."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PHONES:
            self.fields[name].validators.append(DIALLED)
            self.fields[name].widget.attrs["inputmode"] = "tel"


class HotlineForm(forms.Form):
    label = LineField(label=_("Name of the line"), max_length=80, required=False)
    phone = PlainField(label=_("Telephone"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(DIALLED)
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if len(cleaned) == 2 and bool(cleaned["label"]) != bool(cleaned["phone"]):
            missing = "label" if not cleaned["label"] else "phone"
            self.add_error(missing, gettext("A hotline needs both, or leave the line empty."))
        return cleaned

    @property
    def line(self) -> tuple[str, str]:
        return self.cleaned_data["label"], self.cleaned_data["phone"]


def hotline_forms(commune: Commune, data: Any = None) -> list[HotlineForm]:
    """The hotlines that the commune has, and empty ones up to the most there may be."""
    hotlines: list[Hotline | None] = list(commune.hotlines.all()[:MOST_HOTLINES])
    hotlines += [None] * (MOST_HOTLINES - len(hotlines))
    return [
        HotlineForm(
            data,
            prefix=f"line{number}",
            initial={"label": line.label, "phone": line.phone} if line else None,
        )
        for number, line in enumerate(hotlines)
    ]
