"""The accounts of a campaign's purse."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """One account of a campaign's purse and its balance, kept up in the booking transaction.

    Debits are positive. Cash and bank hold the money; gifts are where it came from and
    spending is where it went; what is set aside for upkeep is the negative of `reserve`.
    """

    class Kind(models.TextChoices):
        CASH = "cash", _("Cash box")
        BANK = "bank", _("Bank account")
        GIFTS = "gifts", _("Contributions")
        SPENDING = "spending", _("Spending")
        SET_ASIDE = "set_aside", _("Set aside for upkeep")
        RESERVE = "reserve", _("Upkeep reserve")

    MONEY = (Kind.CASH, Kind.BANK)

    campaign = models.ForeignKey("contributions.Campaign", models.PROTECT, related_name="accounts")
    kind = models.CharField(_("ledger account"), max_length=12, choices=Kind)
    balance = models.BigIntegerField(_("balance"), default=0)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.UniqueConstraint(
                name="account_one_of_each_kind_per_campaign", fields=["campaign", "kind"]
            ),
            models.CheckConstraint(
                name="account_holds_no_money_that_never_came",
                condition=~Q(kind__in=["cash", "bank"]) | Q(balance__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.balance}"
