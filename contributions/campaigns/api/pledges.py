"""Pledges: anybody makes one, whoever has its id follows it, those who lead set it aside."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.campaigns import actions
from contributions.campaigns.api.giver_names import NameSerializer
from contributions.campaigns.api.stewards import NarrowedSerializer, StewardsResource
from contributions.campaigns.forms.giver_names import NameForm
from contributions.campaigns.models import Gift, Pledge, PledgeQuerySet
from portal.api.resources import DownloadLink, cleaned_body, cleaned_form

CODE = r"(?P<code>[0-9A-Z]{8})"


class PledgeSerializer(serializers.ModelSerializer):
    """A pledge is no money; money that comes for it is booked whatever became of it."""

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
    """Whoever was given back what she gave is not asked again."""
    return hasattr(pledge.campaign, "bank_account") and not pledge.gifts.refunded().exists()


class ArrivedSerializer(serializers.ModelSerializer):
    """What came for it: seen on the statement, then booked."""

    receipt_number = serializers.CharField(read_only=True)

    class Meta:
        model = Gift
        fields: ClassVar = ["receipt_number", "amount", "status"]
        read_only_fields = fields


class OwnPledgeSerializer(PledgeSerializer):
    qr_svg = DownloadLink("contributions:pledge_svg", lambda pledge: _takes_transfers(pledge))
    qr_png = DownloadLink("contributions:pledge_png", lambda pledge: _takes_transfers(pledge))
    gifts = serializers.SerializerMethodField()

    class Meta(PledgeSerializer.Meta):
        fields: ClassVar = [
            "public_id",
            *PledgeSerializer.Meta.fields,
            "qr_svg",
            "qr_png",
            "gifts",
        ]
        read_only_fields = fields

    @extend_schema_field(ArrivedSerializer(many=True))
    def get_gifts(self, pledge: Pledge) -> list[Any]:
        arrived = (pledge.gifts.seen() | pledge.gifts.refunded()).order_by("pk")
        return list(ArrivedSerializer(arrived, many=True).data)


class PledgeBodySerializer(NameSerializer):
    """A pledge as it is made. The page's form holds the rules."""

    once = serializers.UUIDField(
        help_text="Your own: sent twice, it makes one pledge, which comes back again"
    )
    amount = serializers.IntegerField(required=False, help_text="Whole đồng")
    giver_name = serializers.CharField(required=False, allow_blank=True)
    giver_phone = serializers.CharField(required=False, allow_blank=True)


class PledgeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, StewardsResource):
    """One's own pledge by its id: who has that speaks for the giver.

    Those who lead list the pledges to their campaigns and set them aside by their codes, as
    their ids are the givers' alone to know.
    """

    queryset = Pledge.objects.none()  # For the schema: what one may see is below.
    open_to_anybody = frozenset({"retrieve", "show_as"})
    open_to_readers = frozenset({"list"})

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return OwnPledgeSerializer if self.action in self.open_to_anybody else PledgeSerializer

    def get_queryset(self) -> PledgeQuerySet:
        if self.action in self.open_to_anybody:
            return Pledge.objects.select_related("campaign__bank_account")
        own = Pledge.objects.filter(campaign__any_of=self.campaigns().values("pk")).select_related(
            "campaign"
        )
        return own.unpaid() if self.action == "list" else own

    @extend_schema(parameters=[NarrowedSerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is pledged and not seen yet, newest first; with `campaign`, to this campaign."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NameSerializer, responses=OwnPledgeSerializer)
    @action(detail=True, methods=["post"], url_path="name", url_name="name")
    def show_as(self, request: Request, public_id: str) -> Response:
        """The giver changes the name, here and on every gift that came of the pledge."""
        pledge = self.get_object()
        form = NameForm(cleaned_body(request.data, NameSerializer))
        cleaned_form(form)
        self.count(request, "contributions_pledge")
        actions.change_pledge_name(pledge, form.name, actor=self.signed_in)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=PledgeSerializer)
    @action(detail=False, methods=["post"], url_path=f"{CODE}/set-aside", url_name="set-aside")
    def set_aside(self, request: Request, code: str) -> Response:
        """The pledge no longer counts; its money is booked all the same."""
        return self._pressed(code, actions.set_pledge_aside)

    @extend_schema(request=None, responses=PledgeSerializer)
    @action(detail=False, methods=["post"], url_path=f"{CODE}/again", url_name="again")
    def again(self, request: Request, code: str) -> Response:
        """It was set aside by mistake: it counts again."""
        return self._pressed(code, actions.count_pledge_again)

    def _pressed(self, code: str, act: Callable[..., Pledge]) -> Response:
        pledge = act(get_object_or_404(self.get_queryset(), code=code), actor=self.person)
        return Response(self.get_serializer(pledge).data)
