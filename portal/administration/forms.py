import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.dateformat import format as date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cameras.register.models import Site
from portal.areas.models import Commune, CommuneProfile, Hamlet, Hotline
from portal.people.actions.users import tidy_name

MOST_HOTLINES = 6
YEAR_ALONE = re.compile(r"^[0-9]{4}$")
DIALLED = RegexValidator(
    r"^\+?[0-9][0-9 .]{1,18}$", _("Write the number in digits, for example 0203 300 0113.")
)


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
        help_texts = {
            "police_phone": _("Owners call it to check that a request is genuine."),
            "data_officer_name": _("Stands on every public page, as the law wants."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("police_phone", "committee_phone", "data_officer_phone"):
            self.fields[name].validators.append(DIALLED)
            self.fields[name].widget.attrs["inputmode"] = "tel"


class HotlineForm(forms.Form):
    label = forms.CharField(label=_("Name of the line"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(DIALLED)
        self.fields["phone"].widget.attrs["inputmode"] = "tel"

    def clean(self) -> dict[str, Any]:
        line = super().clean() or {}
        if "label" in line and "phone" in line and bool(line["label"]) != bool(line["phone"]):
            missing = "label" if not line["label"] else "phone"
            self.add_error(missing, gettext("A hotline needs both, or leave the line empty."))
        return line

    @property
    def line(self) -> tuple[str, str]:
        return self.cleaned_data["label"], self.cleaned_data["phone"]


def hotline_forms(commune: Commune, posted: Any = None) -> list[HotlineForm]:
    """Six lines: those the commune has, and empty ones."""
    known: list[Hotline | None] = list(commune.hotlines.all()[:MOST_HOTLINES])
    known += [None] * (MOST_HOTLINES - len(known))
    return [
        HotlineForm(
            posted,
            prefix=f"line{number}",
            initial={"label": line.label, "phone": line.phone} if line else None,
        )
        for number, line in enumerate(known)
    ]


class HamletForm(forms.ModelForm):
    class Meta:
        model = Hamlet
        fields = ["kind", "name", "households", "people"]
        help_texts = {"name": _("Without the kind: Phú Hữu, not thôn Phú Hữu.")}
        error_messages = {"name": {"required": _("Write the name.")}}

    def clean_name(self) -> str:
        return tidy_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        counts = super().clean() or {}
        households, people = counts.get("households"), counts.get("people")
        if households and people is not None and people < households:
            self.add_error("people", gettext("There are fewer people than households here."))
        return counts


class MergeForm(forms.Form):
    hamlets = forms.ModelMultipleChoiceField(
        label=_("Which hamlets are merged"),
        queryset=Hamlet.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least two hamlets to merge.")},
    )
    kind = forms.ChoiceField(label=_("Kind of the new hamlet"), choices=Hamlet.Kind)
    name = forms.CharField(
        label=_("Name of the new hamlet"),
        max_length=80,
        error_messages={"required": _("Write the name.")},
    )
    on = forms.DateField(
        label=_("Since"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        initial=localdate,
        help_text=_("The day the decision takes effect, today or earlier."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day like 22/11/2026.")},
    )

    def __init__(self, *args: Any, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hamlets = Hamlet.objects.current().filter(commune=commune)
        self.fields["hamlets"].queryset = hamlets  # type: ignore[attr-defined]

    def clean_hamlets(self) -> list[Hamlet]:
        hamlets = list(self.cleaned_data["hamlets"])
        if len(hamlets) < 2:
            raise ValidationError(gettext("Choose at least two hamlets to merge."))
        return hamlets

    def clean_name(self) -> str:
        return tidy_name(self.cleaned_data["name"])

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > localdate():
            raise ValidationError(gettext("A day to come cannot be entered yet."))
        return day


class SinceField(forms.Field):
    """A day, or the year by itself where nobody knows the day. Empty is None."""

    default_error_messages = {"invalid": _("Write the day like 25/4/2023, or the year like 2022.")}

    def to_python(self, value: Any) -> dt.date | int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if YEAR_ALONE.match(text):
            return int(text)
        try:
            return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class FirstUseForm(forms.Form):
    since = SinceField(
        label=_("In use since"),
        help_text=_(
            "The day of its acceptance, for example 25/4/2023. If only the year is known, "
            "the year. Empty: not known."
        ),
        required=False,
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["since"] = (
            date_format(site.in_use_since, "j/n/Y") if site.in_use_since else site.in_use_year
        )
