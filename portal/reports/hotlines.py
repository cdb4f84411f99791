"""Whom anyone in a commune may call."""

from django.utils.translation import gettext

from portal.areas.models import Commune


def hotlines_of(commune: Commune) -> list[tuple[str, str]]:
    """(what for, number): the commune's own list, then what it lacks; each number once."""
    profile = commune.profile
    lines = [(line.label, line.phone) for line in commune.hotlines.all()]
    lines += [
        (gettext("Police, emergencies"), "113"),
        (profile.police_name or gettext("Commune police"), profile.police_phone),
        (gettext("People’s Committee"), profile.committee_phone),
    ]
    labels: dict[str, str] = {}
    for label, phone in lines:
        if phone:
            labels.setdefault(phone, label)
    return [(label, phone) for phone, label in labels.items()]
