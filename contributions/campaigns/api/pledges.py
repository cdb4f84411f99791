"""Pledges: anybody makes one, whoever has its id follows it, those who lead set it aside."""

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.leading import Leading, NarrowedSerializer
from contributions.campaigns.api.writing import ShownSerializer
from contributions.campaigns.forms.gifts import ShownForm
from contributions.campaigns.models import Gift, Pledge
from contributions.campaigns.models.pledges import PledgeQuerySet
from portal.api.resources import DownloadLink, Resource, cleaned_body, cleaned_form


class PromisedSerializer(serializers.ModelSerializer):
    """A promise. It is no money; money that comes for it is booked whatever became of it."""

    campaign = serializers.UUIDField(source="campaign.public_id", read_only=True)
    memo = serializers.CharField(read_only=True, help_text="Of the transfer; to stay as it is")
    public_name = serializers.CharField(read_only=True, help_text="As the giver chose it")

    class Meta:
        model = Pledge
        fields: ClassVar = [
            "code",
            "campaign",
            "memo",
            "amount",
            "shown",
            "public_name",
            "made_at",
            "expires_on",
            "set_aside_at",
        ]
        read_only_fields = fields


def _takes_transfers(pledge: Pledge) -> bool:
    return hasattr(pledge.campaign, "bank_account")


class ArrivedSerializer(serializers.ModelSerializer):
    """What came for it: seen on the statement, then booked."""

    number = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = Gift
        fields: ClassVar = ["number", "amount", "status"]
        read_only_fields = fields


class PledgeDetailSerializer(PromisedSerializer):
    qr_svg = DownloadLink("contributions:pledge_svg", lambda pledge: _takes_transfers(pledge))
    qr_png = DownloadLink("contributions:pledge_png", lambda pledge: _takes_transfers(pledge))
    receipts = serializers.SerializerMethodField()

    class Meta(PromisedSerializer.Meta):
        fields: ClassVar = [
            "public_id",
            *PromisedSerializer.Meta.fields,
            "qr_svg",
            "qr_png",
            "receipts",
        ]
        read_only_fields = fields

    @extend_schema_field(ArrivedSerializer(many=True))
    def get_receipts(self, pledge: Pledge) -> list[Any]:
        live = [Gift.Status.WAITING, Gift.Status.BOOKED]
        arrived = pledge.receipts.filter(status__in=live).order_by("pk")
        return list(ArrivedSerializer(arrived, many=True).data)


class MakingSerializer(ShownSerializer):
    """A pledge as it is made. The page's form holds the rules."""

    once = serializers.UUIDField(
        help_text="Your own: sent twice, it makes one pledge, which comes back again"
    )
    amount = serializers.IntegerField(required=False, help_text="Whole đồng")
    giver_name = serializers.CharField(required=False, allow_blank=True)
    giver_phone = serializers.CharField(required=False, allow_blank=True)


class PledgeViewSet(mixins.RetrieveModelMixin, Resource):
    """One's own pledge, by its id: who has that speaks for the giver."""

    serializer_class = PledgeDetailSerializer
    queryset = Pledge.objects.select_related("campaign__bank_account")
    permission_classes = (AllowAny,)

    @extend_schema(request=ShownSerializer, responses=PledgeDetailSerializer)
    @action(detail=True, methods=["post"], url_path="name", url_name="name")
    def show_as(self, request: Request, public_id: str) -> Response:
        """The giver changes the name, here and on every receipt that came of the pledge."""
        pledge = self.get_object()
        said = cleaned_form(ShownForm(cleaned_body(request.data, ShownSerializer)))
        self.count(request, "contributions_pledge")
        by = request.user if request.user.is_authenticated else None
        actions.show_pledge_as(pledge, actor=by, **said)
        return Response(self.get_serializer(self.get_object()).data)


class PromisedViewSet(mixins.ListModelMixin, Leading):
    """Pledges to one's campaigns, by their codes: their ids are the givers' alone to know."""

    serializer_class = PromisedSerializer
    queryset = Pledge.objects.none()  # For the schema: what one may see is below.
    lookup_field = "code"
    lookup_value_converter = "slug"

    def get_queryset(self) -> PledgeQuerySet:
        own = Pledge.objects.filter(campaign__in=self.campaigns()).select_related("campaign")
        return own.unpaid() if self.action == "list" else own

    @extend_schema(parameters=[NarrowedSerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is promised and not seen yet, newest first; with `campaign`, of this campaign."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=None, responses=PromisedSerializer)
    @action(detail=True, methods=["post"], url_path="set-aside")
    def set_aside(self, request: Request, code: str) -> Response:
        """The pledge no longer counts as promised; its money is booked all the same."""
        return self._turn(actions.set_pledge_aside)

    @extend_schema(request=None, responses=PromisedSerializer)
    @action(detail=True, methods=["post"])
    def again(self, request: Request, code: str) -> Response:
        """It was set aside by mistake: it counts as promised again."""
        return self._turn(actions.count_pledge_again)

    def _turn(self, act: Callable[..., Pledge]) -> Response:
        act(self.get_object(), actor=self.person)
        return Response(self.get_serializer(self.get_object()).data)
