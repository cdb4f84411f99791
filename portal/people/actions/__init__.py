"""What happens to people, one module a noun. Others call `portal.people.actions.<verb>`."""

from portal.people.actions.appointments import (
    AppointmentFacts,
    appoint,
    appoint_by_phone,
    end_appointment,
    follow_merger,
    is_administrator,
    require_administrator,
)
from portal.people.actions.one_time_codes import forget_codes, send_code, spend_code
from portal.people.actions.organisations import create_organisation, end_membership, invite_member
from portal.people.actions.second_factors import (
    add_app,
    add_passkey,
    forget_factors,
    new_recovery_codes,
    record_factor_use,
    remove_factor,
    use_factor_code,
)
from portal.people.actions.users import (
    change_contact,
    choose_language,
    forget_sessions,
    name_person,
    person_with_contact,
    person_with_phone,
    sign_out_everywhere,
)

__all__ = [
    "AppointmentFacts",
    "add_app",
    "add_passkey",
    "appoint",
    "appoint_by_phone",
    "change_contact",
    "choose_language",
    "create_organisation",
    "end_appointment",
    "end_membership",
    "follow_merger",
    "forget_codes",
    "forget_factors",
    "forget_sessions",
    "invite_member",
    "is_administrator",
    "name_person",
    "new_recovery_codes",
    "person_with_contact",
    "person_with_phone",
    "record_factor_use",
    "remove_factor",
    "require_administrator",
    "send_code",
    "sign_out_everywhere",
    "spend_code",
    "use_factor_code",
]
