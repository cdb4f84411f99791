"""Who there is, for which organisations they act, and in which appointment."""

from portal.people.models.appointments import Appointment, AppointmentQuerySet
from portal.people.models.contact_moves import ContactMove
from portal.people.models.invitations import Invitation
from portal.people.models.one_time_codes import OneTimeCode
from portal.people.models.organisations import Membership, Organisation, OrganisationQuerySet
from portal.people.models.users import HONORIFICS, User, UserManager, tidy_name
from portal.people.roles import POLICE, SECOND_FACTOR_ROLES, Role

__all__ = [
    "HONORIFICS",
    "POLICE",
    "SECOND_FACTOR_ROLES",
    "Appointment",
    "AppointmentQuerySet",
    "ContactMove",
    "Invitation",
    "Membership",
    "OneTimeCode",
    "Organisation",
    "OrganisationQuerySet",
    "Role",
    "User",
    "UserManager",
    "tidy_name",
]
