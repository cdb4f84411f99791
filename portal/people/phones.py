"""Phone numbers as people type them, kept as E.164."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from phonenumbers import PhoneNumberType

from portal.look.readers import plain

MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def to_e164(text: str) -> str:
    """A mobile number in E.164, Vietnamese unless it starts with +, of a country we send to.

    Raises ValidationError with a sentence that says what to mend.
    """
    text = re.sub(r"^tel:", "", plain(text))
    if re.search(r"\d", text) and re.search(r"[^\d\s()+./-]", text):
        # The library would read letters as the keys of a telephone: TUAN is 8826.
        raise ValidationError(gettext("Write only the number, without letters or names."))
    try:
        number = phonenumbers.parse(text if re.search(r"\d", text) else "", "VN")
    except phonenumbers.NumberParseException as refusal:
        raise ValidationError(_what_is_wrong(text)) from refusal
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in MOBILE:
        raise ValidationError(_what_is_wrong(text))
    if number.country_code not in settings.PHONE_COUNTRIES:
        raise ValidationError(
            gettext("No code can be sent to this country. Use a number of Vietnam.")
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _what_is_wrong(text: str) -> str:
    digits = len(re.sub(r"\D", "", text))
    if text.strip().startswith("+"):
        return gettext("No phone has this number. Check each digit, for example +84 912 345 678.")
    if digits == 0:
        return gettext("Write the number in digits, for example 0912 345 678.")
    if digits != 10:
        return ngettext(
            "This number has %(count)s digit, 10 are needed. For example 0912 345 678.",
            "This number has %(count)s digits, 10 are needed. For example 0912 345 678.",
            digits,
        ) % {"count": digits}
    return gettext("This is not a mobile number. Check each digit, for example 0912 345 678.")


def masked(phone: str) -> str:
    """Enough of the number to know one's own: 0912 xxx 678."""
    number = phonenumbers.parse(phone)
    domestic = phonenumbers.PhoneNumberFormat.NATIONAL
    abroad = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    style = domestic if number.country_code == 84 else abroad
    written = phonenumbers.format_number(number, style)
    return re.sub(r"\d{3}( ?\d{3})$", r"xxx\1", written)


class PhoneField(forms.CharField):
    """Cleans to E.164, or to "" when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "tel", "autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return to_e164(text) if text else ""
