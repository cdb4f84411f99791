"""What came of a request: as it is told, and as it was told."""

from typing import ClassVar

from rest_framework import serializers

from requests.asking.models import Outcome


class ToldSerializer(serializers.ModelSerializer):
    """What those who gave footage were told."""

    class Meta:
        model = Outcome
        fields: ClassVar = ["kind", "words", "at"]
        read_only_fields = fields


class OutcomeSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Outcome.Kind.choices, required=False)
    words = serializers.CharField(required=False, allow_blank=True)
