import pytest

from portal.people.models import Appointment, Role
from tests.people.factories import AppointmentFactory
from tests.requests.clamd import clamd as clamd


@pytest.fixture
def appointment() -> Appointment:
    made: Appointment = AppointmentFactory(role=Role.OFFICER)
    return made
