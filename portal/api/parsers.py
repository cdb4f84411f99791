"""What the API is sent, in composed letters (NFC) before any limit sees it, as on pages."""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from rest_framework.parsers import JSONParser


class ComposedJSONParser(JSONParser):
    def parse(self, *args: Any, **kwargs: Any) -> Any:
        return composed(super().parse(*args, **kwargs))


def composed(sent: Any) -> Any:
    if isinstance(sent, str):
        return normalize("NFC", sent)
    if isinstance(sent, Mapping):
        return {name: composed(value) for name, value in sent.items()}
    if isinstance(sent, list):
        return [composed(value) for value in sent]
    return sent
