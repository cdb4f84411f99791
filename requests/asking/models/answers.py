"""Each answer as it was given."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.journal.append_only import append_only
from portal.personal_data import CONSENT, WITH_CASE, Personal
from requests.asking.models.asks import Ask


class Answer(models.Model):
    """Each answer as it was given: the owner's own log, which nobody can change.

    The journal carries `seal`, which is SHA-256 of salt and answer: with this row the
    owner proves what she decided and when, without it the entry says nothing.
    """

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=16, choices=Ask.Answer)
    gone_reason = models.CharField(max_length=16, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    seal = models.CharField(max_length=64)

    personal = {
        "answer": Personal("what the owner answered, sealed from police", CONSENT, WITH_CASE),
        "person": Personal("who answered", CONSENT, WITH_CASE),
    }
    impersonal = "ask gone_reason at salt seal"

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering: ClassVar = ["id"]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        return f"{self.answer}, {self.at:%Y-%m-%d %H:%M}"
