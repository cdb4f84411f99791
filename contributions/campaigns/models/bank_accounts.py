"""The account a campaign's transfers go to."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.books.banks import bank_name
from contributions.campaigns.models.campaigns import Campaign
from portal.personal_data import ACCOUNTS, WITH_BOOKS, Personal


class BankAccount(models.Model):
    """Where transfers for one campaign go. It stays as it is once the campaign has opened."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="bank_account")
    # Text: a BIN is part of a payload and may start with any digit.
    bin = models.CharField(
        _("bank"), max_length=6, validators=[RegexValidator(r"^[0-9]{6}$", _("A BIN is 6 digits."))]
    )
    number = models.CharField(
        _("account number"),
        max_length=19,
        validators=[
            RegexValidator(r"^[0-9A-Z]{4,19}$", _("An account number has 4 to 19 digits."))
        ],
    )
    holder = models.CharField(_("account holder"), max_length=80)

    personal = {
        "number": Personal("where transfers go", ACCOUNTS, WITH_BOOKS),
        "holder": Personal("where transfers go", ACCOUNTS, WITH_BOOKS),
    }
    impersonal = "campaign bin"

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        triggers = [
            pgtrigger.Trigger(
                name="account_of_an_open_campaign_stays",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                # The campaign's row is held, so that it cannot open in between. Both campaigns,
                # where an account is moved from one to another.
                declare=[("campaign", "contributions_campaign")],
                func="""
                    FOR campaign IN
                        SELECT * FROM contributions_campaign
                        WHERE id IN (OLD.campaign_id, NEW.campaign_id)
                        ORDER BY id FOR SHARE
                    LOOP
                        IF campaign.status <> 'draft' THEN
                            RAISE EXCEPTION 'the account of a campaign that has opened stays';
                        END IF;
                    END LOOP;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="bankaccount_bin_is_6_digits", condition=Q(bin__regex=r"^[0-9]{6}$")
            ),
            models.CheckConstraint(
                name="bankaccount_number_is_4_to_19_signs",
                condition=Q(number__regex=r"^[0-9A-Z]{4,19}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}, {self.holder}"

    @property
    def bank(self) -> str:
        return bank_name(self.bin)
