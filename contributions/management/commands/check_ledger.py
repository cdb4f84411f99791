from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contributions.campaigns.actions import check_ledger
from contributions.campaigns.models import Campaign


class Command(BaseCommand):
    help = "Recompute every campaign's ledger from its lines; exit 1 if anything does not add up."

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for campaign in Campaign.objects.order_by("pk").iterator(chunk_size=500):
            for fault in check_ledger(campaign):
                count += 1
                self.stderr.write(f"{campaign.public_id}: {fault}")
        if count:
            raise CommandError(f"{count} faults found")
        self.stdout.write("Every ledger adds up.")
