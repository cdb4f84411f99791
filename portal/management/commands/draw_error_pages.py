import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_noop, override

from portal.health import NO_ROOM, TOO_LONG, UNREADABLE
from portal.look.views import broken

BREAK = gettext_noop("A short break. Try again in a moment.")
NOTHING_HERE = gettext_noop("There is nothing at this address")
TOO_OFTEN = gettext_noop("Too many tries in a short time")
# What nginx refuses by itself, and what it says to programs.
SENTENCES = {
    400: UNREADABLE,
    403: NOTHING_HERE,
    404: NOTHING_HERE,
    405: UNREADABLE,
    408: BREAK,
    413: TOO_LONG,
    414: UNREADABLE,
    429: TOO_OFTEN,
    431: UNREADABLE,
    500: gettext_noop("The fault is ours."),
    502: BREAK,
    503: BREAK,
    504: BREAK,
    507: NO_ROOM,
}
# Refused and not there look the same; 403.html speaks of appointments.
TEMPLATES = {403: "404.html", 405: "405.html", 404: "404.html", 413: "413.html", 429: "429.html"}


class Command(BaseCommand):
    help = (
        "Write the pages that nginx shows for its own refusals, in each language, into "
        "STATIC_ROOT/errors; after collectstatic."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.STATIC_ROOT) / "errors"
        folder.mkdir(parents=True, exist_ok=True)
        for language, _name in settings.LANGUAGES:
            with override(language):
                for status, sentence in SENTENCES.items():
                    says = gettext(sentence)
                    (folder / f"{status}.{language}.html").write_text(_page(status))
                    (folder / f"{status}.{language}.txt").write_text(f"{says}\n")
                    detail = json.dumps({"detail": says}, ensure_ascii=False)
                    (folder / f"{status}.{language}.json").write_text(f"{detail}\n")
        self.stdout.write(
            f"{folder}: {len(SENTENCES)} pages in {len(settings.LANGUAGES)} languages"
        )


def _page(status: int) -> str:
    if status >= 500 or status == 408:
        return str(broken(None, 503 if status == 408 else status).text)
    return render_to_string(TEMPLATES.get(status, "400.html"), {"is_nginx_s": True})
