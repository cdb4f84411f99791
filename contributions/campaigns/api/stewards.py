"""The gate of those who lead: campaigns of the appointment the person acts in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from contributions.campaigns.models import Campaign, CampaignQuerySet
from contributions.campaigns.models.campaigns import READERS, STEWARDS
from portal.api.resources import Resource, cleaned_body
from portal.people.gates import HoldsRole
from portal.people.models import User


class NarrowedSerializer(serializers.Serializer):
    campaign = serializers.UUIDField(required=False, help_text="Of this campaign alone")


class StewardsResource(Resource):
    """What changes anything is for those who lead, unless its name stands in a wider gate."""

    open_to_anybody: frozenset[str] = frozenset()
    open_to_readers: frozenset[str] = frozenset({"list", "retrieve"})

    def get_permissions(self) -> Sequence[Any]:
        if self.action in self.open_to_anybody:
            return [AllowAny()]
        roles = READERS if self.action in self.open_to_readers else STEWARDS
        return [HoldsRole.of(*roles)()]

    @property
    def signed_in(self) -> User | None:
        return self.person if self.person.is_authenticated else None

    def campaigns(self) -> CampaignQuerySet:
        """Those of the acting appointment."""
        return Campaign.objects.of_appointment(self.appointment).with_area()

    def campaign(self, public_id: UUID) -> Campaign:
        """One of the appointment's own; 404 for those of others."""
        return get_object_or_404(self.campaigns(), public_id=public_id)

    def narrowed(self, queryset: Any) -> Any:
        """With `campaign`, of this campaign alone: what is listed has a column of that name."""
        cleaned = cleaned_body(self.request.query_params, NarrowedSerializer)
        if not cleaned:
            return queryset
        return queryset.filter(campaign=self.campaign(cleaned["campaign"]).pk)

    def filter_queryset(self, queryset: Any) -> Any:
        return self.narrowed(queryset) if self.action == "list" else queryset
