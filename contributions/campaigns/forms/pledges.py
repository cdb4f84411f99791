"""Pledges as people make them."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.facts import PledgeFacts
from contributions.campaigns.forms.amounts import AmountField
from contributions.campaigns.forms.giver_names import NameForm
from contributions.campaigns.models import NameShown
from portal.look.fields import LineField
from portal.once import OnceField
from portal.people.phones import PhoneField


class PledgeForm(NameForm):
    amount = AmountField(label=_("How much"), help_text=_("As you like. Every gift counts."))
    giver_name = LineField(
        label=_("Your name (may stay empty)"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    giver_phone = PhoneField(
        label=_("Your phone (may stay empty)"),
        required=False,
        help_text=_("The number of the receipt is sent there. Nobody calls you to remind you."),
    )
    once = OnceField()
    field_order = ["amount", "giver_name", "shown", "alias", "giver_phone"]

    @property
    def facts(self) -> PledgeFacts:
        cleaned = self.cleaned_data
        return PledgeFacts(
            amount=cleaned["amount"],
            giver_name=cleaned["giver_name"],
            giver_phone=cleaned["giver_phone"],
            name=self.name,
            once=cleaned["once"],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("shown") == NameShown.NAME and not data.get("giver_name"):
            self.add_error(
                "giver_name", gettext("Write your name, or choose that no name is shown.")
            )
        return data
