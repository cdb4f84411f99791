"""A booked gift taken back by two people: both entries stay in the book."""

from typing import Any, ClassVar

from django.db.models import F, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.leading import Leading, NarrowedSerializer
from contributions.campaigns.api.writing import ReasonSerializer, SecondSerializer, key_of
from contributions.campaigns.forms.seconds import SecondForm
from contributions.campaigns.models import Reversal
from portal.api.resources import cleaned_body, cleaned_form


class ReverseSerializer(ReasonSerializer, SecondSerializer):
    """Why, and who is asked to confirm it."""


class ReversalSerializer(serializers.ModelSerializer):
    receipt = serializers.UUIDField(source="receipt.public_id", read_only=True)
    number = serializers.CharField(source="receipt.__str__", read_only=True)
    amount = serializers.IntegerField(source="receipt.amount", read_only=True, allow_null=True)
    asked_by = serializers.CharField(source="asked_by.full_name", read_only=True)
    second = serializers.CharField(source="second.full_name", read_only=True)

    class Meta:
        model = Reversal
        fields: ClassVar = [
            "public_id",
            "receipt",
            "number",
            "amount",
            "reason",
            "status",
            "asked_by",
            "asked_at",
            "second",
            "decided_at",
        ]
        read_only_fields = fields


class ReversalViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Leading):
    """Reversals asked for in the campaigns of the appointment the person acts in."""

    serializer_class = ReversalSerializer
    queryset = Reversal.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> QuerySet[Reversal, Any]:
        mine = Reversal.objects.filter(receipt__campaign__in=self.campaigns())
        with_campaign = mine.alias(campaign=F("receipt__campaign"))
        return with_campaign.select_related("receipt__campaign", "asked_by", "second")

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

    @extend_schema(request=SecondSerializer, responses=ReversalSerializer)
    @action(detail=True, methods=["post"])
    def second(self, request: Request, public_id: str) -> Response:
        """Somebody else is asked to confirm, because the one asked cannot come."""
        reversal = self.get_object()
        said = key_of(cleaned_body(request.data, SecondSerializer))
        chosen = cleaned_form(SecondForm.of_reversal(reversal, said))
        actions.ask_another_to_reverse(reversal, actor=self.person, **chosen)
        return Response(self.get_serializer(self.get_object()).data)
