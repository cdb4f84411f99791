"""The words of consent: versioned data beside this module, one file a version, never edited."""

import json
from pathlib import Path
from typing import Any

from cameras.register.models.consents import digest

FOLDER = Path(__file__).parent
WORDS = ("question", "hint", "body", "data", "recipients", "kept", "sensitive")


def load(model: Any, version: int) -> None:
    """Write one version's texts in every language. Loading twice changes nothing.

    `model` is ConsentText, or its shape in a migration.
    """
    file = json.loads((FOLDER / f"v{version}.json").read_text())
    for text in file["texts"]:
        words = {name: text[name] for name in WORDS if text.get(name)}
        model.objects.get_or_create(
            purpose=text["purpose"],
            version=version,
            language=text["language"],
            defaults={
                **words,
                "sha256": digest("\n\n".join(words.values())),
                "published_on": file["published_on"],
            },
        )
