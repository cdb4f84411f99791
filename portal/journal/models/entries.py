"""One event of one stream; nothing is changed, nothing is taken away."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portal.journal.append_only import append_only
from portal.journal.models.roots import Head
from portal.personal_data import SECURITY, WITH_JOURNAL, Personal

GENESIS = "0" * 64


class EntryQuerySet(models.QuerySet["Entry"]):
    def of(self, stream: str) -> Self:
        return self.filter(stream=stream).order_by("number")

    def unsealed(self) -> Self:
        """Entries that no signed root has seen, however old they say they are."""
        seen = Head.objects.filter(stream=OuterRef("stream"), number__gte=OuterRef("number"))
        return self.filter(~Exists(seen))

    def streams(self) -> models.QuerySet["Entry", str]:
        return self.order_by("stream").values_list("stream", flat=True).distinct()


class Entry(models.Model):
    """One event of one stream, linked to the one before it by that one's hash."""

    stream = models.CharField(_("stream"), max_length=80)
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("actor"),
        help_text=_("Empty for what the portal does by itself."),
    )
    verb = models.CharField(_("verb"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    facts = models.JSONField(_("facts"), default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    personal = {
        "actor": Personal("who did it", SECURITY, WITH_JOURNAL),
    }
    impersonal = "stream number at verb subject facts previous_hash hash"

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = [
            models.UniqueConstraint(
                name="entry_has_its_own_place_in_its_stream", fields=["stream", "number"]
            ),
            models.CheckConstraint(
                name="entry_numbers_start_at_one", condition=models.Q(number__gte=1)
            ),
        ]
        indexes = [models.Index(name="entry_at", fields=["at"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.stream} #{self.number} {self.verb}"
