"""Addresses of the campaigns' pages, and what a person types there."""

import uuid
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate


def page(name: str, *args: Any) -> str:
    return reverse(f"contributions:{name}", args=args)


def campaign_facts(**facts: Any) -> dict[str, Any]:
    given = {
        "once": str(uuid.uuid4()),
        "title": "Camera ngã tư chợ",
        "description": "Ba mắt camera.",
        "goal": "38.500.000",
        "running_cost": "12.000.000",
        "reserve_percent": "20",
        "managing_unit": "Công an xã",
        "deadline": (localdate() + timedelta(days=30)).isoformat(),
        "bin": "970405",
        "number": "1234 5678 90123",
        "holder": "BAN DIEU HANH",
    }
    return {**given, **facts}


def cash_facts(treasurer: Any, **facts: Any) -> dict[str, Any]:
    given = {
        "once": str(uuid.uuid4()),
        "giver_name": "Bà Trần Thị Mẫu",
        "amount": "500.000",
        "shown": "name",
        "words": "v2 vi",
        "second_counter": treasurer.person.pk,
    }
    return {**given, **facts}
