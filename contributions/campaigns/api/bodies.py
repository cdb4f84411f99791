"""What is sent about a gift or its giver: JSON in the words of the pages' forms."""

from typing import Any

from rest_framework import serializers

from contributions.campaigns.models import NameShown
from portal.people.models import User

NOBODY = 0  # No key of a person: the form then says that the choice is not one of its own.


class NameSerializer(serializers.Serializer):
    shown = serializers.ChoiceField(choices=NameShown.choices, required=False)
    alias = serializers.CharField(
        required=False, allow_blank=True, help_text="The other name, where one is shown"
    )
    words = serializers.CharField(
        required=False, help_text="Which sentence the giver read, as campaigns/naming gives it"
    )


class SecondCounterSerializer(serializers.Serializer):
    second_counter = serializers.UUIDField(
        required=False, help_text="As gifts/second-counters gives it"
    )


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True)


def with_key(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The forms know people by their keys."""
    if "second_counter" not in cleaned:
        return cleaned
    people = User.objects.filter(public_id=cleaned["second_counter"])
    return cleaned | {"second_counter": people.values_list("pk", flat=True).first() or NOBODY}
