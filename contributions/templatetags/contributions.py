"""How money looks in a ledger."""

from django import template

from portal.documents.words import dong_in_words

register = template.Library()


@register.filter
def in_words(amount: int) -> str:
    """ "Năm trăm nghìn đồng chẵn", as on the receipt."""
    return dong_in_words(amount)
