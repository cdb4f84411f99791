"""Help, with the limits of asking as they are where the reader is police."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.look import formats
from portal.pages import READ, anybody, page
from portal.people.gates import appointments_of
from portal.people.models import POLICE
from requests.asking.models import RequestPolicy


@page(READ, anybody)
def help_page(request: HttpRequest) -> HttpResponse:
    """The limits of asking are those of the commune where one is police; else the defaults."""
    of_police = [held for held in appointments_of(request) if held.role in POLICE]
    commune = of_police[0].commune if of_police else None
    limits = RequestPolicy.objects.of(commune) if commune else RequestPolicy()
    context = {
        "limits": limits,
        "area": formats.area(limits.area_most_square_metres),
        "commune": commune,
    }
    return render(request, "reports/help.html", context)
