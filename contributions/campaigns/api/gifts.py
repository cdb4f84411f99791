"""Gifts over the API: written by one who leads the campaign, confirmed by another."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.leading import Leading, NarrowedSerializer
from contributions.campaigns.api.reversals import ReversalSerializer, ReverseSerializer
from contributions.campaigns.api.writing import (
    CountSerializer,
    ReasonSerializer,
    SecondSerializer,
    ShownSerializer,
    form_of,
    key_of,
)
from contributions.campaigns.forms.gifts import ShownForm
from contributions.campaigns.forms.seconds import (
    ForgetForm,
    ReasonForm,
    ReversalForm,
    SecondForm,
    second_label,
)
from contributions.campaigns.models import Gift
from contributions.campaigns.models.gifts import GiftQuerySet
from contributions.campaigns.stewards import seconds_for
from portal.api.resources import DownloadLink, cleaned_body, cleaned_form
from portal.people.gates import HoldsRole
from portal.people.models import Appointment, Role


class GiftSerializer(serializers.ModelSerializer):
    """A receipt as those who lead read it, the giver's real name with it."""

    number = serializers.CharField(source="__str__", read_only=True)
    campaign = serializers.UUIDField(source="campaign.public_id", read_only=True)
    amount = serializers.IntegerField(read_only=True, allow_null=True, help_text="Whole đồng")
    public_name = serializers.CharField(read_only=True, help_text="As the giver chose it")
    pledge = serializers.CharField(source="pledge.memo", read_only=True, allow_null=True)
    first_counter = serializers.CharField(source="first_counter.full_name", read_only=True)
    second_counter = serializers.CharField(source="second_counter.full_name", read_only=True)
    paper = DownloadLink(
        "contributions:receipt_paper", lambda receipt: receipt.status == Gift.Status.BOOKED
    )

    class Meta:
        model = Gift
        fields: ClassVar = [
            "public_id",
            "number",
            "campaign",
            "channel",
            "amount",
            "thing",
            "received_on",
            "bank_reference",
            "pledge",
            "giver_name",
            "shown",
            "public_name",
            "status",
            "first_counter",
            "first_counted_at",
            "second_counter",
            "decided_at",
            "refusal",
            "paper",
        ]
        read_only_fields = fields


class MayConfirmSerializer(serializers.Serializer):
    person = serializers.UUIDField(source="person.public_id")
    known_as = serializers.SerializerMethodField()

    def get_known_as(self, appointment: Appointment) -> str:
        """Name and appointment."""
        return second_label(appointment)


class AskedForSerializer(serializers.Serializer):
    campaign = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=Gift.Channel.choices, default=Gift.Channel.CASH)


class ForgetSerializer(serializers.Serializer):
    """On which of the law's grounds. No words of one's own: they could name the giver."""

    reason = serializers.ChoiceField(choices=Gift.Ground.choices)


class GiftViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Leading):
    """Gifts to the campaigns of the acting appointment: her hamlet's, or her commune's."""

    serializer_class = GiftSerializer
    queryset = Gift.objects.none()  # For the schema: what one may see is below.

    def get_permissions(self) -> Sequence[Any]:
        if self.action == "forget":
            return [HoldsRole.of(Role.ADMINISTRATOR)()]
        return super().get_permissions()

    def get_queryset(self) -> GiftQuerySet:
        return Gift.objects.of_campaigns(self.campaigns()).with_people()

    @extend_schema(parameters=[NarrowedSerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Gifts to one's campaigns, newest first; with `campaign`, to this one alone."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=CountSerializer, responses={201: GiftSerializer})
    def create(self, request: Request) -> Response:
        """Write the next receipt and ask the second counter to confirm it; nothing is booked yet.

        The same `once` sent again gives the same receipt.
        """
        said = cleaned_body(request.data, CountSerializer)
        campaign = self.campaign(said["campaign"])
        form = form_of(said, campaign, self.person)
        cleaned_form(form)
        receipt = actions.count_gift(campaign, actor=self.person, **form.facts)
        return self._shown(receipt, status.HTTP_201_CREATED)

    @extend_schema(parameters=[AskedForSerializer], responses=MayConfirmSerializer(many=True))
    @action(detail=False, pagination_class=None)
    def seconds(self, request: Request) -> Response:
        """Who may confirm what the person counts for this campaign, treasurers first."""
        said = cleaned_body(request.query_params, AskedForSerializer)
        appointments = seconds_for(self.campaign(said["campaign"]), self.person, said["channel"])
        return Response(MayConfirmSerializer(appointments, many=True).data)

    @extend_schema(request=None, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, public_id: str) -> Response:
        """The second counter confirms: the gift is booked. Pressing twice books once."""
        return self._done(actions.confirm_gift, self.get_object())

    @extend_schema(request=ReasonSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        """The second counter does not find it so: the receipt is void and keeps its number."""
        receipt = self.get_object()
        said = cleaned_form(ReasonForm(cleaned_body(request.data, ReasonSerializer)))
        return self._done(actions.refuse_gift, receipt, **said)

    @extend_schema(request=SecondSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def second(self, request: Request, public_id: str) -> Response:
        """Somebody else is asked to confirm, because the one asked cannot come."""
        receipt = self.get_object()
        said = cleaned_form(
            SecondForm.of_gift(receipt, key_of(cleaned_body(request.data, SecondSerializer)))
        )
        return self._done(actions.ask_another_counter, receipt, **said)

    @extend_schema(request=ShownSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"], url_path="name", url_name="name")
    def show_as(self, request: Request, public_id: str) -> Response:
        """How the name stands in public, as the giver now wishes."""
        receipt = self.get_object()
        said = cleaned_form(ShownForm(cleaned_body(request.data, ShownSerializer)))
        return self._done(actions.show_receipt_as, receipt, **said)

    @extend_schema(request=ReverseSerializer, responses={201: ReversalSerializer})
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, public_id: str) -> Response:
        """Ask a second person to reverse a booked gift. Pressing twice asks once."""
        receipt = self.get_object()
        said = key_of(cleaned_body(request.data, ReverseSerializer))
        form = ReversalForm(said, campaign=receipt.campaign, first=self.person)
        asked = actions.ask_reversal(receipt, actor=self.person, **cleaned_form(form))
        return Response(ReversalSerializer(asked).data, status.HTTP_201_CREATED)

    @extend_schema(request=ForgetSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def forget(self, request: Request, public_id: str) -> Response:
        """Nothing names the giver any more; the money stays. It cannot be undone."""
        receipt = self.get_object()
        said = cleaned_form(ForgetForm(cleaned_body(request.data, ForgetSerializer)))
        return self._done(actions.forget_giver, receipt, **said)

    def _done(self, act: Callable[..., Gift], receipt: Gift, **facts: Any) -> Response:
        return self._shown(act(receipt, actor=self.person, **facts))

    def _shown(self, receipt: Gift, code: int = status.HTTP_200_OK) -> Response:
        fresh = get_object_or_404(self.get_queryset(), pk=receipt.pk)
        return Response(self.get_serializer(fresh).data, code)
