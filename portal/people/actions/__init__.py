"""What happens to people, one module a noun. Others call `portal.people.actions.<verb>`."""

from portal.people.actions.codes import forget_codes, send_code, spend_code
from portal.people.actions.factors import (
    add_app,
    add_passkey,
    forget_factors,
    new_recovery_codes,
    remove_factor,
)
from portal.people.actions.organisations import (
    end_membership,
    found,
    invite,
)
from portal.people.actions.people import (
    change_reach,
    choose_language,
    name_person,
    person_reached_by,
    person_with_phone,
    sign_out_everywhere,
)
from portal.people.actions.posts import appoint, appoint_by_phone, end_post

__all__ = [
    "add_app",
    "add_passkey",
    "appoint",
    "appoint_by_phone",
    "change_reach",
    "choose_language",
    "end_membership",
    "end_post",
    "forget_codes",
    "forget_factors",
    "found",
    "invite",
    "name_person",
    "new_recovery_codes",
    "person_reached_by",
    "person_with_phone",
    "remove_factor",
    "send_code",
    "sign_out_everywhere",
    "spend_code",
]
