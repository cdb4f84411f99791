"""What is written of a gift: JSON in the words of the pages' forms, which hold the rules."""

from typing import Any

from rest_framework import serializers

from contributions.campaigns.forms.gifts import CashForm, GiftForm, KindForm, TransferForm
from contributions.campaigns.models import Campaign, Gift, Shown
from portal.people.models import User

FORMS: dict[str, type[GiftForm]] = {
    Gift.Channel.CASH: CashForm,
    Gift.Channel.TRANSFER: TransferForm,
    Gift.Channel.KIND: KindForm,
}
NOBODY = 0  # No key of a person: the form then says that the choice is not one of its own.


class ShownSerializer(serializers.Serializer):
    shown = serializers.ChoiceField(choices=Shown.choices, required=False)
    alias = serializers.CharField(
        required=False, allow_blank=True, help_text="The other name, where one is shown"
    )
    words = serializers.CharField(
        required=False, help_text="Which sentence the giver read, as campaigns/naming gives it"
    )


class SecondSerializer(serializers.Serializer):
    second = serializers.UUIDField(required=False, help_text="As gifts/seconds gives it")


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True)


class CountSerializer(ShownSerializer, SecondSerializer):
    """A gift as it is counted. Which fields are needed depends on how it came."""

    campaign = serializers.UUIDField()
    once = serializers.UUIDField(
        help_text="Your own: sent twice, it writes one receipt, which comes back again"
    )
    channel = serializers.ChoiceField(choices=Gift.Channel.choices, default=Gift.Channel.CASH)
    amount = serializers.IntegerField(required=False, help_text="Whole đồng; cash and transfers")
    thing = serializers.CharField(required=False, allow_blank=True, help_text="In kind")
    memo = serializers.CharField(required=False, allow_blank=True, help_text="Transfers")
    received_on = serializers.DateField(required=False, help_text="Transfers: as on the statement")
    bank_reference = serializers.CharField(required=False, allow_blank=True, help_text="Transfers")
    giver_name = serializers.CharField(required=False, allow_blank=True)
    giver_phone = serializers.CharField(required=False, allow_blank=True)


def form_of(said: dict[str, Any], campaign: Campaign, first: User) -> GiftForm:
    """The page's form for the way the gift came."""
    form: GiftForm = FORMS[said["channel"]](key_of(said), campaign=campaign, first=first)
    return form


def key_of(said: dict[str, Any]) -> dict[str, Any]:
    """The forms know people by their keys."""
    if "second" not in said:
        return said
    person = User.objects.filter(public_id=said["second"]).values_list("pk", flat=True).first()
    return said | {"second": person or NOBODY}
