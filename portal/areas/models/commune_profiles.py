"""A commune that uses the portal, and whom one reaches there."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from portal.areas.models.communes import Commune
from portal.personal_data import OFFICE, WITH_JOURNAL, Personal


class CommuneProfile(models.Model):
    """What a commune that uses the portal says of itself."""

    commune = models.OneToOneField(Commune, on_delete=models.PROTECT, related_name="profile")
    abbreviation = models.CharField(
        _("abbreviation"),
        max_length=12,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9]+$", _("Use capital letters A to Z and digits only."))
        ],
        help_text=_("Begins the number of every camera site, like MC1-0482-K."),
    )
    police_name = models.CharField(_("name of the police station"), max_length=120, blank=True)
    police_phone = models.CharField(_("telephone of the police"), max_length=20, blank=True)
    committee_phone = models.CharField(
        _("telephone of the People's Committee"), max_length=20, blank=True
    )
    data_officer_name = models.CharField(_("data protection officer"), max_length=120, blank=True)
    data_officer_phone = models.CharField(_("the officer's telephone"), max_length=20, blank=True)
    data_officer_email = models.EmailField(_("the officer's e-mail"), blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    opened_on = models.DateField(_("open since"), default=localdate)

    personal = {
        "data_officer_name": Personal("whom to ask about one's data", OFFICE, WITH_JOURNAL),
        "data_officer_phone": Personal("whom to ask about one's data", OFFICE, WITH_JOURNAL),
        "data_officer_email": Personal("whom to ask about one's data", OFFICE, WITH_JOURNAL),
    }
    impersonal = (
        "commune abbreviation police_name police_phone committee_phone households people opened_on"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="commune_abbreviation_is_letters_and_digits",
                condition=Q(abbreviation__regex=r"^[A-Z0-9]+$"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.abbreviation} {self.commune}"
