"""Drives over the API: read by anyone, like their pages."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from contributions.figures import figures_of
from contributions.lines import what_of
from contributions.models import Campaign, LedgerEntry
from contributions.models.campaigns import CampaignQuerySet


class FiguresSerializer(serializers.Serializer):
    """Whole đồng; confirmed money only."""

    goal = serializers.IntegerField()
    received = serializers.IntegerField()
    spent = serializers.IntegerField()
    balance = serializers.IntegerField()
    reserve = serializers.IntegerField()
    months = serializers.IntegerField()


class CampaignSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.code", read_only=True)
    hamlet = serializers.CharField(source="hamlet.__str__", read_only=True)
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


class NewestFirst(CursorPagination):
    ordering = "-pk"


class ByNumber(CursorPagination):
    ordering = "-number"


class CampaignViewSet(viewsets.ReadOnlyModelViewSet):
    """Drives that have opened, newest first."""

    serializer_class = CampaignSerializer
    permission_classes = [AllowAny]
    pagination_class = NewestFirst
    lookup_field = "public_id"

    def get_queryset(self) -> CampaignQuerySet:
        drives = Campaign.objects.public().with_places().prefetch_related("accounts")
        commune = self.request.query_params.get("commune")
        return drives.filter(commune__code=commune) if commune else drives

    @extend_schema(parameters=[OpenApiParameter("commune", str, description="A commune's code.")])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=LedgerEntrySerializer(many=True))
    @action(detail=True, pagination_class=ByNumber)
    def ledger(self, request: Request, public_id: str) -> Response:
        """The drive's book line by line, newest first. Lines are never changed or deleted."""
        entries = LedgerEntry.objects.filter(campaign=self.get_object()).with_papers()
        page = self.paginate_queryset(entries)
        return self.get_paginated_response(LedgerEntrySerializer(page, many=True).data)
