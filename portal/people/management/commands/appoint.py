from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.areas.models import Province
from portal.errors import RuleViolation
from portal.people import actions
from portal.people.phones import to_e164
from portal.people.roles import OF_A_PROVINCE


class Command(BaseCommand):
    help = "Appoint a reader or an operator for a province; nobody can do that through a page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", choices=sorted(role.value for role in OF_A_PROVINCE))
        parser.add_argument("province", help="The province's official code, for example 22.")
        parser.add_argument("phone")
        parser.add_argument("--name", default="", help="The person's full name.")

    @transaction.atomic
    def handle(self, *args: Any, role: str, province: str, phone: str, **options: Any) -> None:
        area = Province.objects.filter(code=province).first()
        if area is None:
            raise CommandError(f"No province has the code {province}.")
        try:
            person = actions.person_with_phone(to_e164(phone))
            name = options["name"]
            facts = actions.AppointmentFacts(role=role, province=area, shown_as=name)
            appointment = actions.appoint(person, facts, actor=None)
        except ValidationError as refusal:
            raise CommandError(refusal.message) from refusal
        except RuleViolation as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.phone}: {appointment}.")
