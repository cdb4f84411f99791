"""What a page tells the bars around it."""

from dataclasses import dataclass

from django.http import HttpRequest

from portal.areas.models import Commune
from portal.people.models import Appointment, User


@dataclass
class Frame:
    """`tasks` is how many wait for the person, where the page has counted them itself; `reader`
    is to whom the page speaks, where that is not whoever signed in.
    """

    commune: Commune | None = None
    appointment: Appointment | None = None
    tasks: int | None = None
    reader: User | None = None


def frame_of(request: HttpRequest) -> Frame:
    frame: Frame = vars(request).setdefault("frame", Frame())
    return frame


def about(
    request: HttpRequest,
    *,
    commune: Commune | None = None,
    appointment: Appointment | None = None,
    tasks: int | None = None,
    reader: User | None = None,
) -> None:
    """From now on the bars show these, in place of what the person's own day would show."""
    frame = frame_of(request)
    frame.commune = commune or frame.commune
    frame.appointment = appointment or frame.appointment
    frame.tasks = frame.tasks if tasks is None else tasks
    frame.reader = reader or frame.reader
