from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal.areas.actions.official_lists import load_official_lists


class Command(BaseCommand):
    help = "Load the provinces, the communes and their former names, or bring them up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        counted = load_official_lists()
        self.stdout.write(
            _("%(provinces)d provinces, %(communes)d communes, %(names)d names.") % counted
        )
