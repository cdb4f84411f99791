"""How a giver's name stands in public: the choice as it is sent, and what is read before it."""

from rest_framework import serializers

from contributions.campaigns.models import NameShown


class NameSerializer(serializers.Serializer):
    shown = serializers.ChoiceField(choices=NameShown.choices, required=False)
    alias = serializers.CharField(
        required=False, allow_blank=True, help_text="The other name, where one is shown"
    )
    words = serializers.CharField(
        required=False, help_text="Which sentence the giver read, as campaigns/naming gives it"
    )


class NamingSerializer(serializers.Serializer):
    wording = serializers.CharField()
    words = serializers.CharField(help_text="Comes back with the choice: which sentence it was")
