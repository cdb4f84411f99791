"""The gate of those who lead: campaigns of the appointment the person acts in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from contributions.campaigns.models import Campaign
from contributions.campaigns.models.campaigns import READERS, STEWARDS, CampaignQuerySet
from portal.api.resources import Resource, cleaned_body
from portal.people.gates import HoldsRole

READS = {"list", "retrieve"}


class NarrowedSerializer(serializers.Serializer):
    campaign = serializers.UUIDField(required=False, help_text="Of this campaign alone")


class Leading(Resource):
    """Supervisors read as well; what changes anything is for those who lead."""

    def get_permissions(self) -> Sequence[Any]:
        return self.for_readers() if self.action in READS else self.for_those_who_lead()

    def for_readers(self) -> Sequence[Any]:
        return [HoldsRole.of(*READERS)()]

    def for_those_who_lead(self) -> Sequence[Any]:
        return [HoldsRole.of(*STEWARDS)()]

    def campaigns(self) -> CampaignQuerySet:
        return Campaign.objects.of_appointment(self.appointment).with_places()

    def campaign(self, public_id: UUID) -> Campaign:
        """One of the appointment's own; 404 for those of others."""
        return get_object_or_404(self.campaigns(), public_id=public_id)

    def filter_queryset(self, queryset: Any) -> Any:
        """With `campaign`, of this campaign alone: what is listed has a column of that name."""
        if self.action != "list":
            return queryset
        said = cleaned_body(self.request.query_params, NarrowedSerializer)
        return queryset.filter(campaign=self.campaign(said["campaign"]).pk) if said else queryset
