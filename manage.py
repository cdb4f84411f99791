#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from portal.environment import WrongValue

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except WrongValue as refusal:
        sys.exit(f"manage.py: {refusal}")
