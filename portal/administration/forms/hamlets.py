"""A hamlet's name and counts, and which hamlets become one."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.areas.models import Commune, Hamlet
from portal.look.fields import DayField, LineField, WholeField
from portal.once import OnceField
from portal.people.models import tidy_name


def _without_its_kind(*, name: str, kind: str = "", **others: Any) -> str:
    """Phú Hữu, also where somebody wrote thôn Phú Hữu and chose thôn as well."""
    tidy = tidy_name(name)
    return tidy[len(kind) + 1 :] if kind and tidy.lower().startswith(f"{kind} ") else tidy


class HamletForm(forms.ModelForm):
    once = OnceField()

    class Meta:
        model = Hamlet
        fields = ["kind", "name", "households", "people"]
        field_classes = {
            "name": LineField,
            **dict.fromkeys(("households", "people"), WholeField),
        }
        help_texts = {"name": _("Without the kind: Phú Hữu, not thôn Phú Hữu.")}
        error_messages = {"name": {"required": _("Write the name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["once"]  # What is corrected makes nothing.
        self.fields["kind"].choices = [("", gettext("Choose")), *Hamlet.Kind.choices]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return _without_its_kind(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        households, people = cleaned.get("households"), cleaned.get("people")
        if households and people is not None and people < households:
            self.add_error("people", gettext("There are fewer people than households here."))
        return cleaned


class MergeForm(forms.Form):
    once = OnceField()
    hamlets = forms.ModelMultipleChoiceField(
        label=_("Which hamlets are merged"),
        queryset=Hamlet.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least two hamlets to merge.")},
    )
    kind = forms.ChoiceField(label=_("Kind of the new hamlet"), choices=Hamlet.Kind)
    name = LineField(
        label=_("Name of the new hamlet"),
        max_length=80,
        error_messages={"required": _("Write the name.")},
    )
    on = DayField(
        label=_("Since"),
        initial=localdate,
        help_text=_("The day the decision takes effect, today or earlier."),
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
        return _without_its_kind(**self.cleaned_data)

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        if day > localdate():
            raise ValidationError(gettext("This date is in the future."))
        return day
