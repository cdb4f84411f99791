from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portal.people import actions
from portal.people.models import User
from portal.people.phones import to_e164


class Command(BaseCommand):
    help = "Remove the second factors of somebody who lost them and has shown who they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone")

    def handle(self, *args: Any, phone: str, **options: Any) -> None:
        try:
            person = User.objects.with_phone(to_e164(phone))
        except ValidationError as refusal:
            raise CommandError(refusal.message) from refusal
        if person is None:
            raise CommandError(f"Nobody has the number {phone}.")
        actions.forget_factors(person, actor=None)
        self.stdout.write(f"{phone}: no second factor any more. Appointments ask for a new one.")
