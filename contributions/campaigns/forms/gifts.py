"""Gifts as they are written down."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.facts import GiftFacts
from contributions.campaigns.forms.amounts import AmountField
from contributions.campaigns.forms.giver_names import NameForm
from contributions.campaigns.forms.second_counters import offer_second_counters
from contributions.campaigns.models import Campaign, Gift, Pledge
from contributions.campaigns.pledge_codes import codes_in, has_prefix
from contributions.campaigns.stewards import second_counters
from portal.documents.published_texts import ask_again
from portal.look.fields import DayField, LineField, PlainField
from portal.once import OnceField
from portal.people.models import User
from portal.people.phones import PhoneField

CODE_OF_NOBODY = _(
    "No pledge of this campaign has the code in this memo. Compare it with the statement, letter "
    "by letter. If it is right, press the button again: it is booked without a pledge."
)
NO_CODE = _(
    "No code of a pledge was found in this memo. If it has none, press the button again: it is "
    "booked without a pledge."
)


class GiftForm(NameForm):
    """What every gift has: its giver, the name in public, and a second pair of eyes."""

    giver_name = LineField(label=_("Giver"), max_length=120)
    giver_phone = PhoneField(
        label=_("Phone of the giver (may stay empty)"),
        required=False,
        help_text=_("The number of the receipt is sent there, nothing else."),
    )
    second_counter = forms.ModelChoiceField(
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )
    once = OnceField()

    channel: str = Gift.Channel.CASH
    title = _("Record cash")
    number_label = _("Next receipt:")
    confirmed_by = _("Second counter")
    confirmed_how = _("Money is always counted by two. This person confirms on their own phone.")

    def __init__(self, *args: Any, campaign: Campaign, first_counter: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["giver_name"].widget.attrs["autocomplete"] = "off"
        appointments = second_counters(campaign, first_counter, self.channel)
        field = self.fields["second_counter"]
        field.label, field.help_text = self.confirmed_by, self.confirmed_how
        offer_second_counters(field, appointments)

    @property
    def facts(self) -> GiftFacts:
        cleaned = self.cleaned_data
        return GiftFacts(
            channel=self.channel,
            received_on=cleaned.get("received_on", localdate()),
            giver_name=cleaned["giver_name"],
            giver_phone=cleaned["giver_phone"],
            name=self.name,
            once=cleaned["once"],
            amount=cleaned.get("amount"),
            item=cleaned.get("item", ""),
            bank_reference=cleaned.get("bank_reference", ""),
            pledge=cleaned.get("memo"),
        )


class CashForm(GiftForm):
    amount = AmountField(label=_("Amount"))
    field_order = ["giver_name", "giver_phone", "amount", "shown", "alias", "second_counter"]


class KindForm(GiftForm):
    channel = Gift.Channel.KIND
    title = _("Record a gift in kind")
    number_label = _("Next receipt in kind:")
    confirmed_by = _("Who confirms it")
    confirmed_how = _("Two people see what is given. This person confirms on their own phone.")
    item = LineField(
        label=_("What was given"),
        max_length=200,
        help_text=_("With its number and unit, for example: 6 days of work setting up poles"),
    )
    field_order = ["giver_name", "giver_phone", "item", "shown", "alias", "second_counter"]


class TransferForm(GiftForm):
    channel = Gift.Channel.TRANSFER
    title = _("Record a transfer")
    confirmed_by = _("Who confirms it")
    confirmed_how = _("Two people look at the statement. This person confirms on their own phone.")
    memo = forms.CharField(
        label=_("Memo of the transfer (may stay empty)"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("Paste the whole line of the statement; the code is found in it."),
    )
    # The memo in which no pledge was found, as the person was told; sent again, it is enough.
    unmatched = forms.CharField(required=False, widget=forms.HiddenInput)
    amount = AmountField(label=_("Amount on the statement"))
    received_on = DayField(label=_("Day on the statement"))
    bank_reference = PlainField(
        label=_("Reference of the transaction"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As the bank printed it. One line of the statement is booked once."),
    )
    field_order = [
        "memo", "amount", "received_on", "bank_reference",
        "giver_name", "giver_phone", "shown", "alias", "second_counter",
    ]  # fmt: skip

    def clean_memo(self) -> Pledge | None:
        """The pledge whose code stands in the memo. Where none is found the person is told once:
        she may read a letter anew, or send the same again."""
        memo = " ".join(self.cleaned_data["memo"].split())
        pledge = pledge_in(self.campaign, memo)
        if memo and pledge is None and memo != self.data.get(self.add_prefix("unmatched")):
            ask_again(self, unmatched=memo)
            raise ValidationError(CODE_OF_NOBODY if has_prefix(memo) else NO_CODE)
        return pledge

    def clean_bank_reference(self) -> str:
        return str(self.cleaned_data["bank_reference"]).upper()

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > localdate():
            raise ValidationError(gettext("This day has not come yet."))
        if day < localdate() - timedelta(days=366):
            raise ValidationError(gettext("This is over a year ago. Check the year."))
        return day


def pledge_in(campaign: Campaign, text: str) -> Pledge | None:
    codes = list(codes_in(text))
    return Pledge.objects.filter(campaign=campaign, code__in=codes).first() if codes else None
