"""A booked gift taken back by two people: both entries stay in the book."""

from typing import Any, ClassVar

from django.db.models import F
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.second_counters import (
    ReasonSerializer,
    SecondCounterSerializer,
    with_key,
)
from contributions.campaigns.api.stewards import NarrowedSerializer, StewardsResource
from contributions.campaigns.forms.second_counters import SecondCounterForm
from contributions.campaigns.models import Reversal, ReversalQuerySet
from portal.api.resources import cleaned_body, cleaned_form


class ReversalBodySerializer(ReasonSerializer, SecondCounterSerializer):
    """Why, who is asked to confirm it, and whether the gift goes back to its giver."""

    kind = serializers.ChoiceField(
        choices=Reversal.Kind.choices,
        required=False,
        help_text="`refund` makes a numbered paper; `mistake` where nothing is said",
    )


class ReversalSerializer(serializers.ModelSerializer):
    gift = serializers.UUIDField(source="gift.public_id", read_only=True)
    receipt_number = serializers.CharField(source="gift.receipt_number", read_only=True)
    amount = serializers.IntegerField(source="gift.amount", read_only=True, allow_null=True)
    asked_by = serializers.CharField(source="asked_by.full_name", read_only=True)
    second_counter = serializers.CharField(source="second_counter.full_name", read_only=True)

    class Meta:
        model = Reversal
        fields: ClassVar = [
            "public_id",
            "gift",
            "receipt_number",
            "amount",
            "kind",
            "reason",
            "status",
            "asked_by",
            "asked_at",
            "second_counter",
            "decided_at",
        ]
        read_only_fields = fields


class ReversalViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, StewardsResource):
    """Reversals asked for in the campaigns of the appointment the person acts in."""

    serializer_class = ReversalSerializer
    queryset = Reversal.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> ReversalQuerySet:
        own = Reversal.objects.filter(gift__campaign__any_of=self.campaigns().values("pk"))
        return own.alias(campaign=F("gift__campaign")).with_people()

    @extend_schema(parameters=[NarrowedSerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Newest first, also those decided; with `campaign`, of this campaign alone."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=None, responses=ReversalSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, public_id: str) -> Response:
        """The second person confirms: a reversing entry is booked, once."""
        actions.confirm_reversal(self.get_object(), actor=self.person)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=ReversalSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        """The second person sees no mistake: the gift stays booked."""
        actions.refuse_reversal(self.get_object(), actor=self.person)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=SecondCounterSerializer, responses=ReversalSerializer)
    @action(detail=True, methods=["post"], url_path="second-counter", url_name="second-counter")
    def second_counter(self, request: Request, public_id: str) -> Response:
        """Somebody else is asked to confirm, because the one asked cannot come."""
        reversal = self.get_object()
        body = with_key(cleaned_body(request.data, SecondCounterSerializer))
        cleaned = cleaned_form(SecondCounterForm.of_reversal(reversal, body))
        actions.ask_another_to_reverse(
            reversal, actor=self.person, second_counter=cleaned["second_counter"]
        )
        return Response(self.get_serializer(self.get_object()).data)
