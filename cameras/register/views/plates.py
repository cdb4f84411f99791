"""What a person sees who scans the plate on a wall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cameras.register import site_numbers
from cameras.register.gates import own_site_required
from cameras.register.models import Site
from portal.areas.models import CommuneProfile
from portal.pages import READ, anybody, page
from portal.people.frame import about
from portal.people.gates import SignedInRequest


@page(READ, own_site_required)
def plate(request: SignedInRequest, site: Site) -> HttpResponse:
    """A printable plate with the number and its QR code."""
    return render(request, "cameras/plate.html", {"site": site})


@page(READ, anybody)
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The owner comes to her page; anybody else reads whom to ask in this commune.

    Every number that could be right gets that page, in the form of plates and without another
    word: whoever tries one after the other does not learn how many cameras there are, or which
    of them went.
    """
    printed = site_numbers.printed_form(number)
    opened = CommuneProfile.objects.select_related("commune")
    profile = opened.filter(abbreviation=(printed or "").partition("-")[0]).first()
    if profile is None or printed is None:
        raise Http404
    if request.user.is_authenticated:
        own = Site.objects.answered_by(request.user).in_register().filter(number=printed).first()
        if own:
            return redirect("cameras:detail", own.public_id)
    about(request, commune=profile.commune)
    return render(request, "cameras/by_number.html", {"number": printed, "profile": profile})
