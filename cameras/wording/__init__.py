"""The words of consent: versioned data beside this module, one file a version, never edited."""

import json
from pathlib import Path
from typing import Any

from cameras.models.consents import digest

FOLDER = Path(__file__).parent


def load(model: Any, version: int) -> None:
    """Write one version's texts in every language. Loading twice changes nothing.

    `model` is ConsentText, or its shape in a migration.
    """
    file = json.loads((FOLDER / f"v{version}.json").read_text())
    for text in file["texts"]:
        words = [text["question"], text["hint"], text["body"]]
        model.objects.get_or_create(
            purpose=text["purpose"],
            version=version,
            language=text["language"],
            defaults={
                "question": text["question"],
                "hint": text["hint"],
                "body": text["body"],
                "sha256": digest("\n\n".join(words)),
                "published_on": file["published_on"],
            },
        )
