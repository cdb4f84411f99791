"""Campaigns follow their hamlet when it is merged into another."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from contributions.campaigns.models import Campaign
from portal.areas.models import Hamlet
from portal.journal.actions import record


@transaction.atomic
def follow_merger(before: Sequence[Hamlet], after: Hamlet, *, actor: Any) -> int:
    """The campaigns of the old hamlets, their purses untouched, are the new one's; how many."""
    campaigns = Campaign.objects.filter(hamlet__in=before).order_by("pk")
    for campaign in campaigns.select_for_update(of=("self",)):
        campaign.hamlet = after
        campaign.save(update_fields=["hamlet"])
        record(campaign.stream, "hamlet_merged", actor=actor, hamlet=str(after.public_id))
    return len(campaigns)
