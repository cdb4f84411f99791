"""Gifts as they are written down, and pledges as people make them."""

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.forms.fields import AmountField, DayField, LineField
from contributions.campaigns.forms.seconds import offer_seconds
from contributions.campaigns.giver_names import wording, words_shown
from contributions.campaigns.models import Campaign, Gift, Pledge, Shown
from contributions.campaigns.pledge_codes import codes_in
from contributions.campaigns.stewards import seconds_for
from portal.people.models import User
from portal.people.phones import PhoneField


class ShownForm(forms.Form):
    """How a name stands in public. Nothing is chosen beforehand.

    Which words were read comes back with the choice: others than the present ones are shown
    again, and wait for another choice.
    """

    shown = forms.ChoiceField(
        label=_("Name on the public table"),
        choices=[
            (Shown.NAME, _("The real name")),
            (Shown.ALIAS, _("Another name, for example “Family of Ba”")),
            (Shown.HIDDEN, _("No name")),
        ],
        widget=forms.RadioSelect,
    )
    alias = LineField(label=_("The other name"), required=False, max_length=80)
    words = forms.CharField(required=False, widget=forms.HiddenInput, initial=words_shown)

    @property
    def wording(self) -> str:
        return wording()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("shown") == Shown.ALIAS and not data.get("alias"):
            self.add_error("alias", gettext("Write the name that shall stand in public."))
        if data.get("shown") != Shown.ALIAS:
            data["alias"] = ""
        if data.get("words") != words_shown():
            self._ask_again()
        return data

    def _ask_again(self) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("shown")] = ""  # type: ignore[index]
        self.data[self.add_prefix("words")] = words_shown()  # type: ignore[index]
        self.add_error(
            "shown",
            gettext(
                "These words have changed since you opened the page. Read them and choose again."
            ),
        )


class GiftForm(ShownForm):
    """What every gift has: its giver, the name in public, and a second pair of eyes."""

    giver_name = LineField(label=_("Giver"), max_length=120)
    giver_phone = PhoneField(
        label=_("Phone of the giver (may stay empty)"),
        required=False,
        help_text=_("The number of the receipt is sent there, nothing else."),
    )
    second = forms.ModelChoiceField(
        label=_("Second counter"),
        queryset=User.objects.none(),
        help_text=_("Money is always counted by two. This person confirms on their own phone."),
        empty_label=_("Choose a person"),
    )
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    channel: str = Gift.Channel.CASH

    def __init__(self, *args: Any, campaign: Campaign, first: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["giver_name"].widget.attrs["autocomplete"] = "off"
        offer_seconds(self.fields["second"], seconds_for(campaign, first, self.channel))

    @property
    def facts(self) -> dict[str, Any]:
        return {"channel": self.channel, "received_on": localdate(), **self.cleaned_data}


class CashForm(GiftForm):
    amount = AmountField(label=_("Amount"))
    field_order = ["giver_name", "giver_phone", "amount", "shown", "alias", "second"]


class KindForm(GiftForm):
    channel = Gift.Channel.KIND
    thing = LineField(
        label=_("What was given"),
        max_length=200,
        help_text=_("With its number and unit, for example: 6 days of work setting up poles"),
    )
    field_order = ["giver_name", "giver_phone", "thing", "shown", "alias", "second"]


class TransferForm(GiftForm):
    channel = Gift.Channel.TRANSFER
    memo = forms.CharField(
        label=_("Memo of the transfer (may stay empty)"),
        required=False,
        max_length=300,
        help_text=_("Paste the whole line of the statement; the code is found in it."),
    )
    amount = AmountField(label=_("Amount on the statement"))
    received_on = DayField(label=_("Day on the statement"))
    bank_reference = LineField(
        label=_("Reference of the transaction"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As the bank printed it. One line of the statement is booked once."),
    )
    field_order = [
        "memo", "amount", "received_on", "bank_reference",
        "giver_name", "giver_phone", "shown", "alias", "second",
    ]  # fmt: skip

    def clean_memo(self) -> Pledge | None:
        """The pledge whose code stands in the memo; an unknown code is no error."""
        return pledge_in(self.campaign, self.cleaned_data["memo"])

    def clean_bank_reference(self) -> str:
        return str(self.cleaned_data["bank_reference"]).upper()

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > localdate():
            raise ValidationError(gettext("This day has not come yet."))
        if day < localdate() - timedelta(days=366):
            raise ValidationError(gettext("This is over a year ago. Check the year."))
        return day

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        return {"pledge": facts.pop("memo"), **facts}


def pledge_in(campaign: Campaign, text: str) -> Pledge | None:
    codes = list(codes_in(text))
    return Pledge.objects.filter(campaign=campaign, code__in=codes).first() if codes else None


class PledgeForm(ShownForm):
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
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field_order = ["amount", "giver_name", "shown", "alias", "giver_phone"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("shown") == Shown.NAME and not data.get("giver_name"):
            self.add_error(
                "giver_name", gettext("Write your name, or choose that no name is shown.")
            )
        return data
