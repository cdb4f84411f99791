"""How the API reads a body: as plain JSON, or it answers 400 in a sentence.

Texts are in composed letters (NFC) before any limit sees them, as on pages.
"""

from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from portal import plain_json


def _body_of(stream: Any) -> bytes:
    """Of a stream no more is read than of a form. Raises a 400 where there is more."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body: bytes = stream.read(most + 1)
    if len(body) > most:
        raise ParseError(_("The body is larger than anything that is read here."))
    return body


class PlainJSONParser(JSONParser):
    def parse(self, stream: Any, *args: Any, **kwargs: Any) -> Any:
        """In UTF-8, as RFC 8259 has it. Raises a 400 for what is no JSON, or none that is plain."""
        try:
            return composed(plain_json.read(_body_of(stream).decode()))
        except ValueError as error:
            raise ParseError(_("The body is not JSON that can be read.")) from error


def composed(sent: Any) -> Any:
    if isinstance(sent, str):
        return normalize("NFC", sent)
    if isinstance(sent, Mapping):
        return {name: composed(value) for name, value in sent.items()}
    if isinstance(sent, list):
        return [composed(value) for value in sent]
    return sent
