"""Lines of a bank's statement: each is booked once, by whichever campaign its account serves."""

from django.db.models import CharField, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from contributions.campaigns.models import BankAccount, Campaign, Gift, GiftQuerySet
from portal.errors import RuleViolation


def require_new_line(campaign: Campaign, reference: str) -> None:
    """Raise RuleViolation where a gift that stands has this line of the statement already.

    Campaigns that share an account come one by one until the transaction ends. A gift without
    a reference is of no line.
    """
    if not reference:
        return
    campaigns = [account.campaign_id for account in _held_accounts(campaign)]
    earlier = _gifts_of_line(reference).filter(campaign__in=campaigns).first()
    if earlier and earlier.campaign == campaign:
        raise RuleViolation(
            _("This line of the statement is already on receipt %(number)s.") % {"number": earlier}
        )
    if earlier:
        raise RuleViolation(
            _("This line of the statement is already on receipt %(number)s of “%(campaign)s”.")
            % {"number": earlier, "campaign": earlier.campaign.title}
        )


def _gifts_of_line(reference: str) -> GiftQuerySet:
    """Gifts that stand for this line. Spaces differ between a bank's page and its paper."""
    bare = Replace("bank_reference", Value(" "), output_field=CharField())
    seen = Gift.objects.seen().exclude(bank_reference="")
    same = seen.alias(bare=bare).filter(bare=reference.replace(" ", ""))
    return same.select_related("campaign").order_by("pk")


def _held_accounts(campaign: Campaign) -> list[BankAccount]:
    """The campaign's bank account as every campaign that uses it has written it down, held."""
    own = campaign.bank_account
    same = BankAccount.objects.filter(bin=own.bin, number=own.number).order_by("pk")
    return list(same.select_for_update(no_key=True))
