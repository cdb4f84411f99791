"""The ledgers are recomputed by the clock."""

import logging

from celery import shared_task

from contributions.campaigns.actions import check_ledger
from contributions.campaigns.models import Campaign

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=3000, time_limit=3300)
def check_ledgers() -> None:
    """Every morning: the ledger page says when its lines were last recomputed."""
    for campaign in Campaign.objects.public().order_by("pk").iterator(chunk_size=500):
        for fault in check_ledger(campaign):
            logger.error("ledger of campaign %s: %s", campaign.public_id, fault)
