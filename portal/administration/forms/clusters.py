"""Since when a public cluster is in use."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext_lazy as _

from cameras.register.models import Site
from portal.look.readers import plain, read_day

YEAR_ALONE = re.compile(r"(?:năm\s+)?([0-9]{4})", re.IGNORECASE)


class SinceField(forms.Field):
    """A day, or the year by itself where nobody knows the day. Empty is None."""

    default_error_messages = {"invalid": _("Write the day like 25/4/2023, or the year like 2022.")}

    def to_python(self, value: Any) -> dt.date | int | None:
        text = plain(value or "")
        if not text:
            return None
        if year := YEAR_ALONE.fullmatch(text):
            return int(year[1])
        try:
            return read_day(text)
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
