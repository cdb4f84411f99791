"""The account a campaign's transfers go to: written by one person, confirmed by another."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.books.banks import bank_name
from contributions.campaigns.models.campaigns import Campaign
from portal.personal_data import ACCOUNTS, WITH_BOOKS, Personal

# All that changes on an account once it is written.
DECISION = ["status", "decided_by", "decided_at", "refusal"]


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    def waiting_for(self, person: Any) -> "BankAccountQuerySet":
        """Accounts that somebody else wrote and nobody has decided about, in any campaign."""
        return self.filter(status=BankAccount.Status.WAITING).exclude(written_by=person)

    def with_people(self) -> "BankAccountQuerySet":
        return self.select_related("campaign__hamlet", "written_by", "decided_by")


class BankAccount(models.Model):
    """Where transfers for one campaign go.

    It stays as it was written: another number is another account, which waits anew. A
    campaign opens only with one that a second steward has confirmed, and then it stays.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Not confirmed")

    # Whoever confirmed can think better of it, and the other way round, until it opens.
    NEXT: ClassVar[Mapping[str, set[str]]] = {
        Status.WAITING: {Status.CONFIRMED, Status.REFUSED},
        Status.CONFIRMED: {Status.REFUSED},
        Status.REFUSED: {Status.CONFIRMED},
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.WAITING)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(_("reason"), max_length=200, blank=True)

    personal = {
        "number": Personal("where transfers go", ACCOUNTS, WITH_BOOKS),
        "holder": Personal("where transfers go", ACCOUNTS, WITH_BOOKS),
        "written_by": Personal("who wrote it down", ACCOUNTS, WITH_BOOKS),
        "decided_by": Personal("who confirmed it", ACCOUNTS, WITH_BOOKS),
    }
    impersonal = "campaign bin status written_at decided_at refusal"

    objects = BankAccountQuerySet.as_manager()

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
            ),
            pgtrigger.Trigger(
                name="account_waits_when_it_is_written",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.status <> 'waiting' THEN
                        RAISE EXCEPTION 'an account is confirmed after it is written';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="account_is_confirmed_as_it_was_written",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=DECISION),
                func="RAISE EXCEPTION 'another account is written anew';",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="bankaccount_bin_is_6_digits", condition=Q(bin__regex=r"^[0-9]{6}$")
            ),
            models.CheckConstraint(
                name="bankaccount_number_is_4_to_19_signs",
                condition=Q(number__regex=r"^[0-9A-Z]{4,19}$"),
            ),
            models.CheckConstraint(
                name="bankaccount_confirmed_by_someone_else",
                condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="bankaccount_decided_means_decided_by_and_at",
                condition=Q(status="waiting", decided_by=None, decided_at=None, refusal="")
                | Q(decided_by__isnull=False, decided_at__isnull=False)
                & (Q(status="confirmed", refusal="") | (Q(status="refused") & ~Q(refusal=""))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.number}, {self.holder}"

    @property
    def bank(self) -> str:
        return bank_name(self.bin)

    @property
    def stream(self) -> str:
        return self.campaign.stream

    @property
    def already(self) -> str:
        return gettext("This is already “%(status)s”.") % {"status": self.get_status_display()}

    @property
    def digest(self) -> str:
        """SHA-256 of bank, number and holder, as the journal knows the account."""
        return hashlib.sha256(f"{self.bin} {self.number} {self.holder}".encode()).hexdigest()
