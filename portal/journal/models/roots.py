"""Where every stream stood, signed day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.journal.append_only import append_only


class Root(models.Model):
    """A signed summary of where every stream stood; cutting off newer entries contradicts it."""

    # The order of signing. Times do not give it: a clock may be a day ahead, for once.
    number = models.PositiveIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"))
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.BinaryField()
    public_key = models.TextField()

    class Meta:
        verbose_name = _("journal root")
        verbose_name_plural = _("journal roots")
        triggers = append_only()

    def __str__(self) -> str:
        return f"#{self.number} of {self.at:%Y-%m-%d}"


class Head(models.Model):
    """The last entry of one stream when a root was signed."""

    root = models.ForeignKey(Root, models.PROTECT, related_name="heads")
    stream = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("stream head")
        verbose_name_plural = _("stream heads")
        constraints = [
            models.UniqueConstraint(name="head_one_per_stream_and_root", fields=["root", "stream"])
        ]
        indexes = [models.Index(name="head_of_stream", fields=["stream", "number"])]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.stream} #{self.number}"
