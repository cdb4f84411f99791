"""What is said of a campaign before it opens."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.books.banks import BANKS
from contributions.campaigns.facts import BankFacts, CampaignFacts
from contributions.campaigns.forms.amounts import AmountField
from contributions.campaigns.models import Campaign
from portal.areas.models import Hamlet
from portal.look.fields import DayField, LineField, PlainField, WholeField
from portal.once import OnceField
from portal.people.models import Appointment


class CampaignForm(forms.Form):
    once = OnceField()
    title = LineField(
        label=_("Name of the campaign"),
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
        help_text=_(
            "Power, network, storage, cleaning, repair. Without it the cameras will stop working."
        ),
    )
    reserve_percent = WholeField(
        units=("%",),
        label=_("Share of every gift kept for upkeep"),
        help_text=_("Set aside the moment a gift is booked."),
        min_value=1,
        max_value=100,
        initial=20,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    managing_unit = LineField(
        label=_("Who runs the cameras afterwards"),
        max_length=160,
        help_text=_("For example: Commune police, with the management board of the hamlet"),
    )
    deadline = DayField(label=_("Last day of the campaign"))
    bin = forms.ChoiceField(
        label=_("Bank"),
        required=False,
        choices=[("", _("No account, cash only")), *BANKS.items()],
        help_text=_(
            "The transfer QR is made from this. It stays as it is once the campaign opens."
        ),
    )
    number = PlainField(
        label=_("Account number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = LineField(label=_("Account holder"), required=False, max_length=80)

    ACCOUNT = ("bin", "number", "holder")

    def __init__(
        self, *args: Any, appointment: Appointment, campaign: Campaign | None = None, **kwargs: Any
    ):
        super().__init__(*args, **{"initial": _initial(campaign, appointment), **kwargs})
        hamlets = Hamlet.objects.current().filter(commune=appointment.commune_id).order_by("name")
        if appointment.hamlet_id:
            hamlets = hamlets.filter(pk=appointment.hamlet_id)
        self.fields["hamlet"].queryset = hamlets  # type: ignore[attr-defined]
        if appointment.hamlet_id or campaign:
            del self.fields["hamlet"]
        if campaign:
            del self.fields["once"]  # What is changed makes nothing.

    def clean_number(self) -> str:
        return "".join(sign for sign in self.cleaned_data["number"].upper() if sign.isalnum())

    def clean_deadline(self) -> date:
        deadline: date = self.cleaned_data["deadline"]
        if deadline < localdate():
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
    def facts(self) -> CampaignFacts:
        cleaned = self.cleaned_data
        return CampaignFacts(
            title=cleaned["title"],
            description=cleaned["description"],
            goal=cleaned["goal"],
            running_cost=cleaned["running_cost"],
            reserve_percent=cleaned["reserve_percent"],
            managing_unit=cleaned["managing_unit"],
            deadline=cleaned["deadline"],
            bank=self._bank if cleaned["bin"] else None,
        )

    @property
    def _bank(self) -> BankFacts:
        return BankFacts(**{name: self.cleaned_data[name] for name in self.ACCOUNT})


def _initial(campaign: Campaign | None, appointment: Appointment) -> dict[str, Any]:
    if campaign is None:
        return {"hamlet": appointment.hamlet_id}
    names = [
        "title", "description", "goal", "running_cost",
        "reserve_percent", "managing_unit", "deadline",
    ]  # fmt: skip
    account = getattr(campaign, "bank_account", None)
    kept = {name: getattr(campaign, name) for name in names}
    return kept | {name: getattr(account, name, "") for name in CampaignForm.ACCOUNT}
