"""Words that people agree to, as they were published: a version is a file and is never edited.

Other words are a version of their own. A file `v<number>.json` holds `published_on` and `texts`:
each with its purpose, its language and the parts that its readers see.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class PublishedText:
    """One text of one version in one language."""

    purpose: str
    version: int
    language: str
    published_on: date
    parts: Mapping[str, str]

    @property
    def name(self) -> str:
        """As a form and a journal name it: "v1 vi"."""
        return f"v{self.version} {self.language}"

    @property
    def sha256(self) -> str:
        return digest("\n\n".join(self.parts.values()))


class PublishedTexts:
    """All versions of the texts of one folder, read once. `parts` are in the order of reading."""

    def __init__(self, folder: Path, parts: Sequence[str]) -> None:
        self.folder, self.parts = folder, parts

    @cached_property
    def all(self) -> list[PublishedText]:
        versions = sorted(int(path.stem[1:]) for path in self.folder.glob("v*.json"))
        return [text for version in versions for text in self.of_version(version)]

    def of_version(self, version: int) -> list[PublishedText]:
        file = json.loads((self.folder / f"v{version}.json").read_text())
        return [
            PublishedText(
                purpose=text["purpose"],
                version=version,
                language=text["language"],
                published_on=date.fromisoformat(file["published_on"]),
                parts={part: text[part] for part in self.parts if text.get(part)},
            )
            for text in file["texts"]
        ]

    def present(self, purpose: str, language: str) -> PublishedText:
        """The newest words for a purpose, in Vietnamese where this language has none of them."""
        texts = [text for text in self.all if text.purpose == purpose]
        newest = max(text.version for text in texts)
        spoken = {text.language: text for text in texts if text.version == newest}
        return spoken.get(language) or spoken[settings.LANGUAGE_CODE]

    def is_published(self, purpose: str, name: str) -> bool:
        return any(text.purpose == purpose and text.name == name for text in self.all)


def words_changed() -> str:
    return _("These words have changed since you opened the page. Read them and choose again.")


def ask_again(form: forms.BaseForm, **start: str) -> None:
    """The form is shown with these fields as they stand in `start`, whatever was sent."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    for name, value in start.items():
        form.data[form.add_prefix(name)] = value  # type: ignore[index]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
