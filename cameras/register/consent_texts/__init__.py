"""The words of consent: published texts beside this module, one file a version, never edited."""

from pathlib import Path
from typing import Any

from portal.documents.published_texts import PublishedTexts

FOLDER = Path(__file__).parent
WORDS = ("question", "hint", "body", "data", "recipients", "kept", "sensitive")
TEXTS = PublishedTexts(FOLDER, WORDS)


def load(model: Any, version: int) -> None:
    """Write one version's texts in every language. Loading twice changes nothing.

    `model` is ConsentText, or its shape in a migration.
    """
    for text in TEXTS.of_version(version):
        model.objects.get_or_create(
            purpose=text.purpose,
            version=version,
            language=text.language,
            defaults={**text.parts, "sha256": text.sha256, "published_on": text.published_on},
        )
