"""Street names as neighbours typed them, so that the next one need not look for hers."""

from django.contrib.gis.db import models

SUGGESTIONS = 8
SHARED = 2  # places; what only one household wrote is offered to nobody


class StreetQuerySet(models.QuerySet["Street"]):
    def named_like(self, key: str) -> "StreetQuerySet":
        """Shared streets with a word beginning like this, often used first. `key` is folded."""
        starts = models.Q(key__startswith=key) | models.Q(key__contains=f" {key}")
        return self.filter(starts, sites__gte=SHARED).order_by("-sites", "key")


class Street(models.Model):
    """A street of a commune. It knows no site and no person, and its point is rounded to 100 m."""

    commune = models.ForeignKey("areas.Commune", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    point = models.PointField(spatial_index=False)
    sites = models.PositiveIntegerField(default=1)

    objects = StreetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="street_one_per_name", fields=["commune", "key"]),
        ]

    def __str__(self) -> str:
        return self.name
