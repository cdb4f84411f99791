from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.administration.actions import load_boundaries_everywhere
from portal.areas.boundaries import BadFile


class Command(BaseCommand):
    help = (
        "Give communes (property “code”), or with --hamlets the hamlets of communes "
        "(properties “code” and “hamlet”), their boundary from a GeoJSON file in WGS 84."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--hamlets", action="store_true")

    def handle(self, *args: Any, file: Path, hamlets: bool, **options: Any) -> None:
        try:
            loaded = load_boundaries_everywhere(file, hamlets=hamlets)
        except BadFile as refusal:
            nothing = _("Nothing was changed.")
            raise CommandError("\n".join([*refusal.reasons, nothing])) from refusal
        self.stdout.write(
            _("Boundaries: %(communes)d communes, %(hamlets)d hamlets.")
            % {"communes": len(loaded.communes), "hamlets": len(loaded.hamlets)}
        )
