"""What a person sees who scans the plate on a wall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cameras.register import site_numbers
from cameras.register.models import Site
from portal.areas.models import CommuneProfile
from portal.people.frame import about


@never_cache
@require_safe
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The owner comes to her page; anybody else reads whom to ask in this commune.

    Every number that could be right gets that page: whoever tries one after the other
    does not learn how many cameras there are, or which of them went.
    """
    number = number.upper()
    known = CommuneProfile.objects.select_related("commune")
    profile = known.filter(abbreviation=number.partition("-")[0]).first()
    if profile is None or not site_numbers.is_right(number):
        raise Http404
    own = Site.objects.owned_by(request.user).in_register().filter(number=number).first()
    if own:
        return redirect("cameras:detail", own.public_id)
    about(request, commune=profile.commune)
    return render(request, "cameras/by_number.html", {"number": number, "profile": profile})
