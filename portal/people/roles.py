"""The roles an appointment can have, and the level of area each is held in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    HAMLET_LEADER = "hamlet_leader", _("Hamlet leader")
    TREASURER = "treasurer", _("Treasurer")
    OFFICER = "police_officer", _("Police officer")
    CHIEF = "police_chief", _("Chief of police")
    DUTY = "duty_desk", _("Police duty desk")
    ADMINISTRATOR = "commune_administrator", _("Commune administrator")
    SUPERVISOR = "front_supervisor", _("Fatherland Front supervisor")
    PROVINCE_READER = "province_reader", _("Province reader")
    OPERATOR = "operator", _("Portal operator")


POLICE = frozenset({Role.OFFICER, Role.CHIEF, Role.DUTY})
SECOND_FACTOR_ROLES = frozenset(set(Role) - {Role.HAMLET_LEADER})

# A treasurer keeps the purse of one hamlet, or of the commune when no hamlet is named.
OF_A_HAMLET = frozenset({Role.HAMLET_LEADER, Role.TREASURER})
OF_A_COMMUNE = frozenset({Role.TREASURER, *POLICE, Role.ADMINISTRATOR, Role.SUPERVISOR})
OF_A_PROVINCE = frozenset({Role.PROVINCE_READER, Role.OPERATOR})
