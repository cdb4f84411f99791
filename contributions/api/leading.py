"""The gate of those who lead: drives of the post the person acts in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from contributions.models import Campaign
from contributions.models.campaigns import READERS, STEWARDS, CampaignQuerySet
from portal.people.api import Acting, said_in
from portal.people.gates import HoldsPost

READS = {"list", "retrieve"}


class NarrowedSerializer(serializers.Serializer):
    campaign = serializers.UUIDField(required=False, help_text="Of this drive alone")


class Leading(Acting):
    """Supervisors read as well; what changes anything is for those who lead."""

    def get_permissions(self) -> Sequence[Any]:
        return self.for_readers() if self.action in READS else self.for_those_who_lead()

    def for_readers(self) -> Sequence[Any]:
        return [HoldsPost.of(*READERS)()]

    def for_those_who_lead(self) -> Sequence[Any]:
        return [HoldsPost.of(*STEWARDS)()]

    def drives(self) -> CampaignQuerySet:
        return Campaign.objects.of_post(self.post_held).with_places()

    def drive(self, public_id: UUID) -> Campaign:
        """One of the post's own; 404 for those of others."""
        return get_object_or_404(self.drives(), public_id=public_id)

    def filter_queryset(self, queryset: Any) -> Any:
        """With `campaign`, of this drive alone: what is listed has a column of that name."""
        if self.action != "list":
            return queryset
        said = said_in(self.request.query_params, NarrowedSerializer)
        return queryset.filter(campaign=self.drive(said["campaign"]).pk) if said else queryset
