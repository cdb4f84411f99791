from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.areas.actions import open_commune
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.people import actions
from portal.people.models import Appointment, Role, User
from portal.people.phones import to_e164


class Command(BaseCommand):
    help = "Open the portal for a commune and appoint its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="The commune's official code, for example 06712.")
        parser.add_argument("--admin", required=True, help="The administrator's mobile number.")
        parser.add_argument("--name", default="", help="The administrator's full name.")

    @transaction.atomic
    def handle(self, *args: Any, code: str, admin: str, name: str, **options: Any) -> None:
        commune, phone = _commune(code), _phone(admin)
        open_commune(commune, actor=None)
        facts = actions.AppointmentFacts(role=Role.ADMINISTRATOR, commune=commune, shown_as=name)
        try:
            person = actions.person_with_phone(phone)
            if not _administers(person, commune):
                actions.appoint(person, facts, actor=None)
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{commune} is open. {phone} signs in and administers it.")


def _commune(code: str) -> Commune:
    commune = Commune.objects.filter(code=code).first()
    if commune is None:
        raise CommandError(f"No commune has the code {code}. Run load_areas first, or look it up.")
    return commune


def _phone(number: str) -> str:
    try:
        return to_e164(number)
    except ValidationError as refusal:
        raise CommandError(refusal.message) from refusal


def _administers(person: User, commune: Commune) -> bool:
    appointments = Appointment.objects.of(person).current().of_role(Role.ADMINISTRATOR)
    return appointments.in_commune(commune).exists()
