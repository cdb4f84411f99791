"""Second factors: the digits of an app, a recovery code, the browser's answer for a passkey."""

import struct
from typing import Any

from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal import plain_json
from portal.look.fields import CodeField, LineField
from portal.people.models import User

NOT_TAKEN = _("The passkey was not recognised. Try again, or use a code.")
# What reading an answer made up raises: of ours, of the library's, of the signature's.
UNREADABLE = (
    ValidationError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    RecursionError,
    struct.error,
    InvalidSignature,
    UnsupportedAlgorithm,
)


class FactorCodeForm(forms.Form):
    code = CodeField(
        6,
        8,
        label=_("Verification code"),
        error_messages={
            "required": _("Write the 6 digits from the app."),
            "invalid": _("6 digits from the app, or 8 of a recovery code."),
        },
    )


class PlainJSONField(forms.JSONField):
    """JSON of a browser, and no deeper than one writes it."""

    def to_python(self, value: Any) -> Any:
        try:
            plain_json.read(value or "null")
        except ValueError as refusal:
            raise ValidationError(NOT_TAKEN) from refusal
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Nothing: an answer is good once, and what was none may be too deep to be shown."""
        return None

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


class CredentialForm(forms.Form):
    """What the browser answers when a passkey is made or shown."""

    credential = PlainJSONField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person


class NewPasskeyForm(CredentialForm):
    name = LineField(
        label=_("Name of the passkey"),
        max_length=40,
        help_text=_("So that you know it again: “Work phone”, “Blue key”."),
        error_messages={"required": _("Give the passkey a name.")},
    )

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except UNREADABLE as refusal:
            raise ValidationError(NOT_TAKEN) from refusal
        return credential


class ShownPasskeyForm(CredentialForm):
    def clean_credential(self) -> Any:
        """The factor that was shown."""
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_authentication_response(credential)
            return webauthn.complete_authentication(self.person, credential)
        except UNREADABLE as refusal:
            raise ValidationError(NOT_TAKEN) from refusal
