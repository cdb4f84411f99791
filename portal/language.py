"""The language in which whoever is served now reads."""

from django.utils.translation import get_language


def present_language() -> str:
    """ "vi" or "en"; Vietnamese where nobody has chosen."""
    return (get_language() or "vi")[:2]


# The catalogue writes both to a reader of whom nobody knows which. The sign between them keeps
# the pair on one line; words about somebody else, and published ones, have it on both sides.
EITHER = "ông/\N{WORD JOINER}bà"


def spoken_to(text: str, honorific: str) -> str:
    """`text` to a reader who is "bà" or "ông"; as it stands to one who has not said."""
    if not honorific:
        return text
    text = text.replace(EITHER, honorific)
    return text.replace(EITHER.capitalize(), honorific.capitalize())
