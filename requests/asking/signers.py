"""Who of a commune's police is named as the signer of a document."""

from portal.areas.folding import fold
from portal.people.models import POLICE, Appointment, Role, User
from requests.asking.models import FootageRequest

CHIEF, DEPUTY = "truong cong an", "pho truong"


def signer_of(footage_request: FootageRequest) -> User | None:
    """Whoever holds an appointment there today and is named, by name or as the chief.

    None for somebody else, and for its officer, who knows what she has signed. A name is
    taken for somebody's rather than not: to be told of what one has signed harms nobody.
    """
    held = Appointment.objects.current().of_role(*POLICE).filter(commune=footage_request.commune)
    appointments = sorted(
        held.select_related("person").order_by("pk"), key=lambda one: one.role != Role.CHIEF
    )
    named = [
        one.person for one in appointments if is_named(one.person, footage_request.signer_name)
    ]
    if not named and _is_chief(f"{footage_request.signer_rank} {footage_request.signer_name}"):
        named = [one.person for one in appointments if one.role == Role.CHIEF]
    if any(person.pk == footage_request.officer_id for person in named):
        return None
    return next(iter(named), None)


def appointment_of_signer(footage_request: FootageRequest) -> str:
    """In which appointment its signer signed on the document's day; "" where none is known."""
    held = Appointment.objects.current(footage_request.document_date).of_role(*POLICE)
    here = held.filter(commune=footage_request.commune, person=footage_request.signer)
    appointment = here.select_related("commune").first() if footage_request.signer_id else None
    return str(appointment or "")


def is_named(person: User, words: str) -> bool:
    """Whether somebody who writes `words` means `person`: with a rank before, or names left out."""
    name, written = fold(person.full_name).split(), fold(words).split()
    if not name or not written:
        return False
    is_short = name[-1] == written[-1] and set(written) <= set(name)
    return is_short or f" {' '.join(name)} " in f" {' '.join(written)} "


def _is_chief(title: str) -> bool:
    folded = fold(title)
    return CHIEF in folded and DEPUTY not in folded
