"""The second pair of eyes over the API: who may confirm, who is asked, and why not."""

from typing import Any

from rest_framework import serializers

from contributions.campaigns.forms.second_counters import known_as
from contributions.campaigns.models import Gift
from portal.people.models import Appointment, User

NOBODY = 0  # No key of a person: the form then says that the choice is not one of its own.


class SecondCounterSerializer(serializers.Serializer):
    second_counter = serializers.UUIDField(
        required=False, help_text="As gifts/second-counters gives it"
    )


class SecondCounterChoiceSerializer(serializers.Serializer):
    person = serializers.UUIDField(source="person.public_id")
    known_as = serializers.SerializerMethodField()

    def get_known_as(self, appointment: Appointment) -> str:
        """Name and appointment."""
        return known_as(appointment)


class ToConfirmSerializer(serializers.Serializer):
    campaign = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=Gift.Channel.choices, default=Gift.Channel.CASH)


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True)


def with_key(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The forms know people by their keys."""
    if "second_counter" not in cleaned:
        return cleaned
    people = User.objects.filter(public_id=cleaned["second_counter"])
    return cleaned | {"second_counter": people.values_list("pk", flat=True).first() or NOBODY}
