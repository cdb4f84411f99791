"""The language in which whoever is served now reads."""

from django.utils.translation import get_language


def present_language() -> str:
    """ "vi" or "en"; Vietnamese where nobody has chosen."""
    return (get_language() or "vi")[:2]
