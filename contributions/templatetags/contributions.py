"""How money, gifts and campaigns look on a page: amounts, and a chip for each state."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.books.models import LedgerEntry
from contributions.campaigns.models import BankAccount, Campaign, Gift, Reversal
from portal.documents.amounts_in_words import dong_in_words
from portal.look.formats import capital, dong, signed
from portal.look.templatetags.look import status
from portal.people.models import User

register = template.Library()

GIFT_CHIPS = {
    Gift.Status.WAITING: (
        "decide", "hourglass-split", gettext_lazy("Waiting for the second person"),
    ),
    Gift.Status.REFUSED: ("", "slash-circle", gettext_lazy("Not confirmed, void")),
    Gift.Status.REVERSED: ("", "slash-circle", gettext_lazy("Reversed")),
    Gift.Status.REFUNDED: ("", "arrow-counterclockwise", gettext_lazy("Given back")),
}  # fmt: skip
BOOKED = {
    Gift.Channel.TRANSFER: gettext_lazy("Matched with the bank"),
    Gift.Channel.KIND: gettext_lazy("Has its receipt in kind"),
    Gift.Channel.CASH: gettext_lazy("Has its receipt"),
}
SECOND_COUNTER = {
    Gift.Status.WAITING: gettext_lazy("To be confirmed by"),
    Gift.Status.REFUSED: gettext_lazy("Not confirmed by"),
}
CHANNELS = dict(Gift.Channel.choices)
CAMPAIGN_CHIPS = {
    Campaign.Status.DRAFT: ("none", "pencil-square", gettext_lazy("Draft")),
    Campaign.Status.OPEN: ("go", "megaphone", gettext_lazy("Campaign is on")),
    Campaign.Status.CLOSED: ("", "check2-all", gettext_lazy("Campaign has ended")),
}


ACCOUNT_CHIPS = {
    BankAccount.Status.WAITING: ("decide", "hourglass-split"),
    BankAccount.Status.CONFIRMED: ("ok", "check-circle-fill"),
    BankAccount.Status.REFUSED: ("danger", "slash-circle"),
}


@register.filter
def in_words(amount: int) -> str:
    """ "Năm trăm nghìn đồng chẵn", as on the receipt."""
    return dong_in_words(amount)


@register.filter
def gift_value(gift: Gift) -> str:
    """The amount, or what was given."""
    return dong(gift.amount) if gift.amount is not None else gift.item


@register.filter
def second_counter_label(gift: Gift) -> str:
    """What stands before the second counter's name."""
    return str(SECOND_COUNTER.get(Gift.Status(gift.status), _("Confirmed by")))


@register.simple_tag
def gift_status(gift: Gift) -> SafeString:
    if gift.status == Gift.Status.BOOKED:
        return status("ok", "check-circle-fill", str(BOOKED[Gift.Channel(gift.channel)]))
    kind, icon, text = GIFT_CHIPS[Gift.Status(gift.status)]
    return status(kind, icon, str(text))


@register.simple_tag
def campaign_status(campaign: Campaign) -> SafeString:
    if campaign.status == Campaign.Status.OPEN and campaign.is_past_deadline:
        return status("", "hourglass-split", _("Last day is past"))
    kind, icon, text = CAMPAIGN_CHIPS[Campaign.Status(campaign.status)]
    return status(kind, icon, str(text))


@register.simple_tag
def account_status(account: BankAccount) -> SafeString:
    kind, icon = ACCOUNT_CHIPS[BankAccount.Status(account.status)]
    return status(kind, icon, account.get_status_display())


@register.filter
def people(people: Iterable[User]) -> str:
    """ "ông Lê Văn Tư, bà Trần Thị Thu Hà": each person once."""
    return ", ".join(dict.fromkeys(person.address_name for person in people))


@register.filter
def in_fours(number: str) -> str:
    """ "1234 5678 9012 3": as a number is compared with the bank's paper, digit by digit."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


@register.simple_tag
def reversal_status(reversal: Reversal) -> SafeString:
    waits = reversal.status == Reversal.Status.WAITING
    kind, icon = ("decide", "hourglass-split") if waits else ("", "arrow-counterclockwise")
    return status(kind, icon, reversal.get_status_display())


@register.simple_tag
def entry_status(entry: LedgerEntry) -> SafeString:
    if entry.reverses_id:
        return status("", "arrow-counterclockwise", _("Reversing line"))
    if entry.gift:
        return gift_status(entry.gift)
    return status("ok", "check-circle-fill", _("Paid"))


@register.simple_tag
def entry_content(entry: LedgerEntry, links: bool) -> SafeString:
    """What a line is about: a gift by its giver and its receipt, a reversal by its reason and
    the two who agreed, or what was paid for. `links` lead to the gifts."""
    if entry.reverses:
        by_two = _("%(first)s wrote it, %(second)s confirmed") % {
            "first": capital(entry.written_by.address_name),
            "second": entry.confirmed_by.address_name,
        }
        line = _("Reverses line %(number)s") % {"number": entry.reverses.number}
        return format_html("<b>{}</b> <small>{}. {}</small>", line, entry.reason, by_two)
    if not entry.gift:
        return format_html("<b>{}</b>", entry.reason)
    gift = entry.gift
    receipt: SafeString | str = str(gift)
    if links:
        url = reverse("contributions:gift", args=[gift.public_id])
        receipt = format_html('<a href="{}">{}</a>', url, receipt)
    giver = gift.public_name or _("A giver without a name")
    channel = CHANNELS[Gift.Channel(gift.channel)]
    return format_html("<b>{}</b> <small>{}, {}</small>", giver, channel, receipt)


@register.simple_tag
def entry_amount(entry: LedgerEntry, column: str) -> str:
    """What came in (`received`) or went out (`spent`), struck out where it was reversed."""
    amount = getattr(entry, column)
    if not amount:
        return ""
    words = signed(amount)
    is_reversed = getattr(entry, "is_reversed", False)  # as `with_papers` has asked
    return format_html('<span class="gone">{}</span>', words) if is_reversed else words
