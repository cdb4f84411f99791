"""Gifts over the API: written by one who leads the campaign, confirmed by another."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.giver_names import NameSerializer
from contributions.campaigns.api.reversals import ReversalBodySerializer, ReversalSerializer
from contributions.campaigns.api.second_counters import (
    ReasonSerializer,
    SecondCounterChoiceSerializer,
    SecondCounterSerializer,
    ToConfirmSerializer,
    with_key,
)
from contributions.campaigns.api.stewards import NarrowedSerializer, StewardsResource
from contributions.campaigns.forms.erasures import ErasureForm
from contributions.campaigns.forms.gifts import (
    CashForm,
    GiftForm,
    KindForm,
    TransferForm,
)
from contributions.campaigns.forms.giver_names import NameForm
from contributions.campaigns.forms.second_counters import (
    ReasonForm,
    ReversalForm,
    SecondCounterForm,
)
from contributions.campaigns.models import Gift, GiftQuerySet
from contributions.campaigns.stewards import second_counters
from portal.api.resources import DownloadLink, cleaned_body, cleaned_form
from portal.people.gates import HoldsRole
from portal.people.models import Role

FORMS: dict[str, type[GiftForm]] = {
    Gift.Channel.CASH: CashForm,
    Gift.Channel.TRANSFER: TransferForm,
    Gift.Channel.KIND: KindForm,
}


class GiftSerializer(serializers.ModelSerializer):
    """A gift as those who lead read it, the giver's real name with it."""

    receipt_number = serializers.CharField(read_only=True)
    campaign = serializers.UUIDField(source="campaign.public_id", read_only=True)
    amount = serializers.IntegerField(read_only=True, allow_null=True, help_text="Whole đồng")
    public_name = serializers.CharField(read_only=True, help_text="As the giver chose it")
    pledge = serializers.CharField(source="pledge.memo", read_only=True, allow_null=True)
    first_counter = serializers.CharField(source="first_counter.full_name", read_only=True)
    second_counter = serializers.CharField(source="second_counter.full_name", read_only=True)
    receipt_pdf = DownloadLink(
        "contributions:receipt_pdf", lambda gift: gift.status == Gift.Status.BOOKED
    )

    class Meta:
        model = Gift
        fields: ClassVar = [
            "public_id",
            "receipt_number",
            "campaign",
            "channel",
            "amount",
            "item",
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
            "receipt_pdf",
        ]
        read_only_fields = fields


class ErasureSerializer(serializers.Serializer):
    """On which of the law's grounds. No words of one's own: they could name the giver."""

    reason = serializers.ChoiceField(choices=Gift.Ground.choices)


class GiftBodySerializer(NameSerializer, SecondCounterSerializer):
    """A gift as it is counted. Which fields are needed depends on how it came."""

    campaign = serializers.UUIDField()
    once = serializers.UUIDField(
        help_text="Your own: sent twice, it writes one receipt, which comes back again"
    )
    channel = serializers.ChoiceField(choices=Gift.Channel.choices, default=Gift.Channel.CASH)
    amount = serializers.IntegerField(required=False, help_text="Whole đồng; cash and transfers")
    item = serializers.CharField(required=False, allow_blank=True, help_text="In kind")
    memo = serializers.CharField(required=False, allow_blank=True, help_text="Transfers")
    received_on = serializers.DateField(required=False, help_text="Transfers: as on the statement")
    bank_reference = serializers.CharField(required=False, allow_blank=True, help_text="Transfers")
    giver_name = serializers.CharField(required=False, allow_blank=True)
    giver_phone = serializers.CharField(required=False, allow_blank=True)


class GiftViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, StewardsResource):
    """Gifts to the campaigns of the acting appointment: her hamlet's, or her commune's."""

    serializer_class = GiftSerializer
    queryset = Gift.objects.none()  # For the schema: what one may see is below.

    def get_permissions(self) -> Sequence[Any]:
        if self.action == "erase":
            return [HoldsRole.of(Role.ADMINISTRATOR)()]
        return super().get_permissions()

    def get_queryset(self) -> GiftQuerySet:
        return Gift.objects.of_campaigns(self.campaigns()).with_people()

    @extend_schema(parameters=[NarrowedSerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Gifts to one's campaigns, newest first; with `campaign`, to this one alone."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=GiftBodySerializer, responses={201: GiftSerializer})
    def create(self, request: Request) -> Response:
        """Write the next receipt and ask the second counter to confirm it; nothing is booked yet.

        The same `once` sent again gives the same gift.
        """
        body = cleaned_body(request.data, GiftBodySerializer)
        campaign = self.campaign(body["campaign"])
        form = FORMS[body["channel"]](with_key(body), campaign=campaign, first_counter=self.person)
        asked = cleaned_form(form)["second_counter"]
        gift = actions.count_gift(campaign, form.facts, actor=self.person, second_counter=asked)
        return self._answer(gift, status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[ToConfirmSerializer], responses=SecondCounterChoiceSerializer(many=True)
    )
    @action(
        detail=False,
        pagination_class=None,
        url_path="second-counters",
        url_name="second-counters",
    )
    def second_counters(self, request: Request) -> Response:
        """Who may confirm what the person counts for this campaign, treasurers first."""
        asked = cleaned_body(request.query_params, ToConfirmSerializer)
        campaign = self.campaign(asked["campaign"])
        appointments = second_counters(campaign, self.person, asked["channel"])
        return Response(SecondCounterChoiceSerializer(appointments, many=True).data)

    @extend_schema(request=None, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, public_id: str) -> Response:
        """The second counter confirms: the gift is booked. Pressing twice books once."""
        return self._answer(actions.confirm_gift(self.get_object(), actor=self.person))

    @extend_schema(request=ReasonSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        """The second counter does not find it so: the receipt is void and keeps its number."""
        gift = self.get_object()
        cleaned = cleaned_form(ReasonForm(cleaned_body(request.data, ReasonSerializer)))
        return self._answer(actions.refuse_gift(gift, actor=self.person, reason=cleaned["reason"]))

    @extend_schema(request=SecondCounterSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"], url_path="second-counter", url_name="second-counter")
    def second_counter(self, request: Request, public_id: str) -> Response:
        """Somebody else is asked to confirm, because the one asked cannot come."""
        gift = self.get_object()
        body = with_key(cleaned_body(request.data, SecondCounterSerializer))
        second_counter = cleaned_form(SecondCounterForm.of_gift(gift, body))["second_counter"]
        return self._answer(
            actions.ask_another_counter(gift, actor=self.person, second_counter=second_counter)
        )

    @extend_schema(request=NameSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"], url_path="name", url_name="name")
    def show_as(self, request: Request, public_id: str) -> Response:
        """How the name stands in public, as the giver now wishes."""
        gift = self.get_object()
        form = NameForm(cleaned_body(request.data, NameSerializer))
        cleaned_form(form)
        return self._answer(actions.change_gift_name(gift, form.name, actor=self.person))

    @extend_schema(request=ReversalBodySerializer, responses={201: ReversalSerializer})
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, public_id: str) -> Response:
        """Ask a second person to reverse a booked gift. Pressing twice asks once."""
        gift = self.get_object()
        body = with_key(cleaned_body(request.data, ReversalBodySerializer))
        form = ReversalForm(body, campaign=gift.campaign, first_counter=self.person)
        asked = actions.ask_reversal(gift, actor=self.person, **cleaned_form(form))
        return Response(ReversalSerializer(asked).data, status.HTTP_201_CREATED)

    @extend_schema(request=ErasureSerializer, responses=GiftSerializer)
    @action(detail=True, methods=["post"])
    def erase(self, request: Request, public_id: str) -> Response:
        """Nothing names the giver any more; the money stays. It cannot be undone."""
        gift = self.get_object()
        cleaned = cleaned_form(ErasureForm(cleaned_body(request.data, ErasureSerializer)))
        return self._answer(actions.erase_giver(gift, actor=self.person, reason=cleaned["reason"]))

    def _answer(self, gift: Gift, code: int = status.HTTP_200_OK) -> Response:
        fresh = get_object_or_404(self.get_queryset(), pk=gift.pk)
        return Response(self.get_serializer(fresh).data, code)
