"""What people fill in about drives and gifts."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.banks import BANKS
from contributions.codes import codes_in
from contributions.models import Campaign, Pledge, Receipt, Shown
from contributions.money import read_amount
from contributions.stewards import seconds_for
from portal.areas.clock import today
from portal.areas.models import Hamlet
from portal.people.models import Post, User
from portal.people.phones import PhoneField


class AmountField(forms.CharField):
    """Whole đồng, typed as people write them; cleans to an int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_amount(text)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day. The phone's own calendar writes it, or a person does: 21/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)


class CampaignForm(forms.Form):
    title = forms.CharField(
        label=_("Name of the drive"),
        max_length=120,
        help_text=_("For example: Cameras at the junction Phú Hữu – Tân Phú"),
    )
    hamlet = forms.ModelChoiceField(
        label=_("Hamlet"), queryset=Hamlet.objects.none(), empty_label=None
    )
    description = forms.CharField(
        label=_("What it is for"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("How many cameras, where, and what the money pays for."),
    )
    goal = AmountField(
        label=_("Goal"), help_text=_("The work and five years of running cost together.")
    )
    running_cost = AmountField(
        label=_("Of it, running cost of five years"),
        help_text=_("Power, network, storage, cleaning, repair. Cameras die without it."),
    )
    reserve_percent = forms.IntegerField(
        label=_("Share of every gift kept for upkeep"),
        help_text=_("Set aside the moment a gift is booked."),
        min_value=1,
        max_value=100,
        initial=20,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    managing_unit = forms.CharField(
        label=_("Who runs the cameras afterwards"),
        max_length=160,
        help_text=_("For example: Commune police, with the management board of the hamlet"),
    )
    deadline = DayField(label=_("Last day of the drive"))
    bin = forms.ChoiceField(
        label=_("Bank"),
        required=False,
        choices=[("", _("No account, cash only")), *BANKS.items()],
        help_text=_("The transfer QR is made from this. It stays as it is once the drive opens."),
    )
    number = forms.CharField(
        label=_("Account number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(label=_("Account holder"), required=False, max_length=80)

    ACCOUNT = ("bin", "number", "holder")

    def __init__(self, *args: Any, post: Post, campaign: Campaign | None = None, **kwargs: Any):
        super().__init__(*args, **{"initial": _initial(campaign, post), **kwargs})
        hamlets = Hamlet.objects.current().filter(commune=post.commune_id).order_by("name")
        if post.hamlet_id:
            hamlets = hamlets.filter(pk=post.hamlet_id)
        self.fields["hamlet"].queryset = hamlets  # type: ignore[attr-defined]
        if post.hamlet_id or campaign:
            del self.fields["hamlet"]

    def clean_number(self) -> str:
        return "".join(sign for sign in self.cleaned_data["number"].upper() if sign.isalnum())

    def clean_deadline(self) -> date:
        deadline: date = self.cleaned_data["deadline"]
        if deadline < today():
            raise ValidationError(gettext("This day has passed. Choose today or a later one."))
        return deadline

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        goal, running = data.get("goal"), data.get("running_cost")
        if goal and running and running > goal:
            self.add_error("running_cost", gettext("The running cost is more than the goal."))
        self._clean_account(data)
        return data

    def _clean_account(self, data: dict[str, Any]) -> None:
        """All three of an account or none of them."""
        given = [name for name in self.ACCOUNT if data.get(name)]
        if not given or self.errors.keys() & set(self.ACCOUNT):
            return
        for name in self.ACCOUNT:
            if name not in given:
                self.add_error(name, gettext("An account needs its bank, number and holder."))
        if data.get("number") and not 4 <= len(data["number"]) <= 19:
            self.add_error("number", gettext("An account number has 4 to 19 digits."))
        if data.get("number") and not data["number"].isascii():
            self.add_error("number", gettext("An account number has 4 to 19 digits."))

    @property
    def bank(self) -> dict[str, str] | None:
        given = {name: self.cleaned_data[name] for name in self.ACCOUNT}
        return given if given["bin"] else None

    @property
    def facts(self) -> dict[str, Any]:
        apart = {*self.ACCOUNT, "hamlet"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


def _initial(campaign: Campaign | None, post: Post) -> dict[str, Any]:
    if campaign is None:
        return {"hamlet": post.hamlet_id}
    names = [
        "title", "description", "goal", "running_cost",
        "reserve_percent", "managing_unit", "deadline",
    ]  # fmt: skip
    account = getattr(campaign, "bank_account", None)
    kept = {name: getattr(campaign, name) for name in names}
    return kept | {name: getattr(account, name, "") for name in CampaignForm.ACCOUNT}


class ShownForm(forms.Form):
    """How a name stands in public. Nothing is chosen beforehand."""

    shown = forms.ChoiceField(
        label=_("Name on the public table"),
        choices=[
            (Shown.NAME, _("The real name")),
            (Shown.ALIAS, _("Another name, for example “Family of Ba”")),
            (Shown.HIDDEN, _("No name")),
        ],
        widget=forms.RadioSelect,
    )
    alias = forms.CharField(label=_("The other name"), required=False, max_length=80)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("shown") == Shown.ALIAS and not data.get("alias"):
            self.add_error("alias", gettext("Write the name that shall stand in public."))
        if data.get("shown") != Shown.ALIAS:
            data["alias"] = ""
        return data


class GiftForm(ShownForm):
    """What every gift has: its giver, the name in public, and a second pair of eyes."""

    giver_name = forms.CharField(label=_("Giver"), max_length=120)
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

    channel: str = Receipt.Channel.CASH

    def __init__(self, *args: Any, campaign: Campaign, first: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["giver_name"].widget.attrs["autocomplete"] = "off"
        _offer_seconds(self.fields["second"], seconds_for(campaign, first, self.channel))

    @property
    def facts(self) -> dict[str, Any]:
        return {"channel": self.channel, "received_on": today(), **self.cleaned_data}


def _offer_seconds(field: Any, posts: Iterable[Post]) -> None:
    """Each person once, by name and post; one alone is chosen already."""
    labels: dict[int, str] = {}
    for post in posts:
        labels.setdefault(post.person_id, second_label(post))
    field.queryset = User.objects.filter(pk__in=labels)
    field.label_from_instance = lambda person: labels[person.pk]
    if len(labels) == 1:
        field.initial = next(iter(labels))


def second_label(post: Post) -> str:
    """ "Ông Lê Văn Tư, thủ quỹ": the way people are named at a meeting."""
    name = f"{post.person.honorific} {post.person.full_name}".strip()
    return f"{name[:1].upper()}{name[1:]}, {str(post.get_role_display()).lower()}"


class CashForm(GiftForm):
    amount = AmountField(label=_("Amount"))
    field_order = ["giver_name", "giver_phone", "amount", "shown", "alias", "second"]


class KindForm(GiftForm):
    channel = Receipt.Channel.KIND
    thing = forms.CharField(
        label=_("What was given"),
        max_length=200,
        help_text=_("With its number and unit, for example: 6 days of work setting up poles"),
    )
    field_order = ["giver_name", "giver_phone", "thing", "shown", "alias", "second"]


class TransferForm(GiftForm):
    channel = Receipt.Channel.TRANSFER
    memo = forms.CharField(
        label=_("Memo of the transfer (may stay empty)"),
        required=False,
        max_length=300,
        help_text=_("Paste the whole line of the statement; the code is found in it."),
    )
    amount = AmountField(label=_("Amount on the statement"))
    received_on = DayField(label=_("Day on the statement"))
    bank_reference = forms.CharField(
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
        return " ".join(self.cleaned_data["bank_reference"].upper().split())

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > today():
            raise ValidationError(gettext("This day has not come yet."))
        if day < today() - timedelta(days=366):
            raise ValidationError(gettext("This is over a year ago. Check the year."))
        return day

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        pledge = facts.pop("memo")
        return {**facts, "pledge": pledge}


def pledge_in(campaign: Campaign, text: str) -> Pledge | None:
    codes = list(codes_in(text))
    return Pledge.objects.filter(campaign=campaign, code__in=codes).first() if codes else None


class PledgeForm(ShownForm):
    amount = AmountField(label=_("How much"), help_text=_("As you like. Every gift counts."))
    giver_name = forms.CharField(
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


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("One sentence; it stays in the ledger. No names or phone numbers."),
    )


class ReversalForm(ReasonForm):
    second = forms.ModelChoiceField(
        label=_("Who confirms it"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, campaign: Campaign, first: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _offer_seconds(self.fields["second"], seconds_for(campaign, first))


class SecondForm(forms.Form):
    second = forms.ModelChoiceField(
        label=_("Ask somebody else"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
    )

    def __init__(self, *args: Any, receipt: Receipt, **kwargs: Any):
        super().__init__(*args, **kwargs)
        posts = seconds_for(receipt.campaign, receipt.first_counter, receipt.channel)
        _offer_seconds(self.fields["second"], posts.exclude(person=receipt.second_counter_id))
