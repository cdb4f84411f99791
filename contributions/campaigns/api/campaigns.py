"""Campaigns over the API: read by anyone, like their pages."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.books.entry_texts import what_of
from contributions.books.models import LedgerEntry
from contributions.campaigns import actions
from contributions.campaigns.api.pledges import MakingSerializer, PledgeDetailSerializer
from contributions.campaigns.figures import figures_of
from contributions.campaigns.forms.gifts import PledgeForm
from contributions.campaigns.giver_names import wording, words_shown
from contributions.campaigns.models import BankAccount, Campaign
from contributions.campaigns.models.campaigns import CampaignQuerySet
from portal.api.resources import Resource, cleaned_body, cleaned_form


class FiguresSerializer(serializers.Serializer):
    """Whole đồng; confirmed money only."""

    goal = serializers.IntegerField()
    received = serializers.IntegerField()
    spent = serializers.IntegerField()
    balance = serializers.IntegerField()
    reserve = serializers.IntegerField()
    months = serializers.IntegerField()


class AccountSerializer(serializers.ModelSerializer):
    """Where transfers go. It stays as it is once the campaign has opened."""

    bank = serializers.CharField(read_only=True, help_text="Its short name")

    class Meta:
        model = BankAccount
        fields: ClassVar = ["bin", "bank", "number", "holder"]
        read_only_fields = fields


class CampaignSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.code", read_only=True)
    hamlet = serializers.CharField(source="hamlet.__str__", read_only=True)
    account = AccountSerializer(source="bank_account", read_only=True, allow_null=True)
    figures = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields: ClassVar = [
            "public_id",
            "title",
            "description",
            "commune",
            "hamlet",
            "status",
            "basis",
            "running_cost",
            "reserve_percent",
            "managing_unit",
            "deadline",
            "opened_at",
            "closed_at",
            "gift_count",
            "account",
            "figures",
        ]
        read_only_fields = fields

    @extend_schema_field(FiguresSerializer)
    def get_figures(self, campaign: Campaign) -> dict[str, Any]:
        return dict(FiguresSerializer(figures_of(campaign)).data)


class LedgerEntrySerializer(serializers.ModelSerializer):
    """One line; the giver's name stands as the giver chose."""

    what = serializers.SerializerMethodField()
    receipt = serializers.CharField(source="receipt.__str__", read_only=True, allow_null=True)
    reverses = serializers.IntegerField(source="reverses.number", read_only=True, allow_null=True)

    class Meta:
        model = LedgerEntry
        fields: ClassVar = [
            "number",
            "kind",
            "on",
            "what",
            "receipt",
            "reverses",
            "received",
            "spent",
            "balance",
        ]
        read_only_fields = fields

    def get_what(self, entry: LedgerEntry) -> str:
        return what_of(entry)


class NamingSerializer(serializers.Serializer):
    wording = serializers.CharField()
    words = serializers.CharField(help_text="Comes back with the choice: which sentence it was")


class ByNumber(CursorPagination):
    ordering = "-number"


class CampaignViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """Campaigns that have opened, newest first."""

    serializer_class = CampaignSerializer
    permission_classes = [AllowAny]

    def get_queryset(self) -> CampaignQuerySet:
        campaigns = Campaign.objects.public().with_places().prefetch_related("accounts")
        commune = self.request.query_params.get("commune")
        return campaigns.filter(commune__code=commune) if commune else campaigns

    @extend_schema(parameters=[OpenApiParameter("commune", str, description="A commune's code.")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=LedgerEntrySerializer(many=True))
    @action(detail=True, pagination_class=ByNumber)
    def ledger(self, request: Request, public_id: str) -> Response:
        """The campaign's book line by line, newest first. Lines are never changed or deleted."""
        entries = LedgerEntry.objects.filter(campaign=self.get_object()).with_papers()
        page = self.paginate_queryset(entries)
        return self.get_paginated_response(LedgerEntrySerializer(page, many=True).data)

    @extend_schema(request=MakingSerializer, responses={201: PledgeDetailSerializer})
    @action(detail=True, methods=["post"])
    def pledge(self, request: Request, public_id: str) -> Response:
        """Promise a transfer; the answer has its memo and its QR. Nobody needs to sign in."""
        campaign = self.get_object()
        said = cleaned_form(PledgeForm(cleaned_body(request.data, MakingSerializer)))
        self.count(request, "contributions_pledge")
        by = request.user if request.user.is_authenticated else None
        made = actions.pledge(campaign, actor=by, **said)
        shown = PledgeDetailSerializer(made, context=self.get_serializer_context())
        return Response(shown.data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=NamingSerializer)
    @action(detail=False, pagination_class=None)
    def naming(self, request: Request) -> Response:
        """What a giver reads before choosing how the name stands in public."""
        return Response({"wording": wording(), "words": words_shown()})
