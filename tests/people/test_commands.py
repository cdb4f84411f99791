import pytest
from django.core.management import CommandError, call_command

from portal.areas.models import Commune
from portal.people.models import Appointment, Role, User
from tests.areas.factories import CommuneFactory, ProvinceFactory

pytestmark = pytest.mark.django_db


def test_create_commune_opens_it_and_makes_the_first_administrator_once():
    commune = CommuneFactory()

    for _again in range(2):
        call_command("create_commune", commune.code, admin="0912 345 678", name="Lê Thị Hạnh")

    appointment = Appointment.objects.get()
    assert (appointment.role, appointment.commune, appointment.appointed_by) == (
        Role.ADMINISTRATOR,
        commune,
        None,
    )
    assert (appointment.person.phone, appointment.shown_as) == (
        "+84912345678",
        "Lê Thị Hạnh",
    )
    assert list(Commune.objects.open()) == [commune]


@pytest.mark.parametrize(("code", "phone"), [("99999", "0912 345 678"), ("", "12")])
def test_create_commune_says_what_is_wrong_and_changes_nothing(code, phone):
    commune = CommuneFactory()

    with pytest.raises(CommandError):
        call_command("create_commune", code or commune.code, admin=phone)

    assert not Commune.objects.open().exists()
    assert not User.objects.exists()


@pytest.mark.parametrize("role", [Role.PROVINCE_READER, Role.OPERATOR])
def test_appoint_gives_an_appointment_of_the_province(role):
    province = ProvinceFactory()

    call_command("appoint", role, province.code, "0912 345 678", name="Lê Thị Hạnh")

    assert Appointment.objects.get(role=role).province == province


def test_appoint_gives_no_appointment_of_a_commune():
    with pytest.raises(CommandError):
        call_command("appoint", Role.CHIEF, ProvinceFactory().code, "0912 345 678")


def test_appoint_names_the_roles_as_one_types_them():
    with pytest.raises(CommandError, match=r"choose from 'operator', 'province_reader'"):
        call_command("appoint", "chief", "22", "0912 345 678")
