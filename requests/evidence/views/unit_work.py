"""The chief's page: what the unit has searched, asked, looked at and taken out."""

import time

from django.http import HttpResponse
from django.shortcuts import render

from portal.keyset import page_of
from portal.pages import READ, page
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import Role
from requests.evidence.actions.unit_work import look_through
from requests.evidence.forms.unit_work import UnitWorkForm
from requests.evidence.unit_work import WorkFilter, named, work_of

ENTRIES = 40
SEEN = "unit_work_seen"  # in the session: what was looked through last, and when
AN_HOUR = 3600  # seconds


@page(READ, role_required(Role.CHIEF))
def unit_work(request: AppointedRequest) -> HttpResponse:
    """Newest first, by person, kind and days. Each look through it is in the journal."""
    form = UnitWorkForm(request.GET, commune=request.commune)
    wanted = form.wanted
    _note(request, wanted)
    shown = page_of(work_of(request.commune, wanted), request, ENTRIES)
    context = {"form": form, "page": shown, "works": named(shown.rows)}
    return render(request, "footage/unit_work/list.html", context)


def _note(request: AppointedRequest, wanted: WorkFilter) -> None:
    """Once an hour for what is looked through page by page."""
    person = str(wanted.person.public_id) if wanted.person else ""
    which = [request.commune.code, person, wanted.kind, wanted.days]
    *last, at = request.session.get(SEEN, [0])
    if last != which or at < time.time() - AN_HOUR:
        look_through(request.commune, wanted, actor=request.user)
        request.session[SEEN] = [*which, time.time()]
