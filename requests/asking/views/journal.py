"""The journal as police of a commune read it: searches, requests, what owners told them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.journal.models import Entry
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import POLICE
from requests.asking.models import Purpose

PAGE = 40


@role_required(*POLICE)
@require_safe
def journal(request: AppointedRequest) -> HttpResponse:
    """The commune's searches and exports, newest first. Nobody can thin it out."""
    commune = request.appointment.commune
    assert commune is not None  # noqa: S101 - police appointments are of a commune
    entries = Entry.objects.of(f"search:{commune.code}").select_related("actor").order_by("-number")
    before = request.GET.get("before", "")
    if before.isdecimal():
        entries = entries.filter(number__lt=int(before[:9]))
    rows = list(entries[: PAGE + 1])
    context = {
        "entries": rows[:PAGE],
        "purposes": dict(Purpose.choices),
        "next_before": rows[PAGE - 1].number if len(rows) > PAGE else None,
    }
    return render(request, "footage/journal.html", context)
