"""How a person can be reached, the six digits sent there, and what the person is called."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from portal.look.fields import CodeField, LineField
from portal.people.models import HONORIFICS
from portal.people.phones import PhoneField, to_e164

BY_EMAIL = "email"
# No mail leaves for these: RFC 2606 and 6762, and .internal (ICANN, 2024).
RESERVED = {"test", "example", "invalid", "localhost", "local", "internal"}


def require_public_address(text: str) -> None:
    """Raises ValidationError unless mail to it leaves for a domain of the public internet."""
    validate_email(text)
    domain = text.rpartition("@")[2].rstrip(".").lower()
    if domain.startswith("[") or "." not in domain or domain.rpartition(".")[2] in RESERVED:
        raise ValidationError(_("No message reaches this address. Check what stands after the @."))


class ContactForm(forms.Form):
    """A phone number or an e-mail address, in one field."""

    contact = forms.CharField(max_length=254)

    def __init__(self, *args: Any, by: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, email = self.fields["contact"], by == BY_EMAIL
        field.label = _("E-mail address") if email else _("Phone number")
        field.error_messages["required"] = (
            _("Write your e-mail address.") if email else _("Write your phone number.")
        )
        kind = "email" if email else "tel"
        field.widget.attrs.update({"inputmode": kind, "autocomplete": kind, "autofocus": True})

    def clean_contact(self) -> dict[str, str]:
        """Where to send: {"phone": …} or {"email": …}."""
        text = self.cleaned_data["contact"].strip()
        if "@" not in text:
            return {"phone": to_e164(text)}
        require_public_address(text)
        return {"email": text.lower()}


class CodeForm(forms.Form):
    digits = CodeField(
        label=_("Verification code"), widget=forms.TextInput(attrs={"autofocus": True})
    )


class NameForm(forms.Form):
    full_name = LineField(
        label=_("Full name"),
        max_length=80,
        error_messages={"required": _("Write your full name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    honorific = forms.ChoiceField(
        label=_("Form of address"),
        required=False,
        choices=HONORIFICS,
        widget=forms.RadioSelect,
    )


class NewContactForm(forms.Form):
    """A new number, or a new address, of one's own."""

    phone = PhoneField(label=_("New phone number"))
    email = forms.EmailField(label=_("New e-mail address"), validators=[require_public_address])

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {kind: self.fields[kind]}
