"""How money looks in a ledger."""

from django import template

from portal.documents.words import dong_in_words
from portal.look.templatetags.look import grouped

register = template.Library()


@register.filter
def signed(amount: int) -> str:
    """1.500.000, and what is taken back with a true minus: −1.500.000."""
    return f"−{grouped(-amount)}" if amount < 0 else grouped(amount)


@register.filter
def in_words(amount: int) -> str:
    """ "Năm trăm nghìn đồng chẵn", as on the receipt."""
    return dong_in_words(amount)
