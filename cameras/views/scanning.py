"""What a person sees who scans the plate on a wall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cameras import numbers
from cameras.models import Site


@never_cache
@require_safe
def by_number(request: HttpRequest, number: str) -> HttpResponse:
    """The owner comes to her page; anybody else learns that the number is right, no more."""
    known = Site.objects.in_register().filter(number=number.upper())
    site = known.with_ground().first()
    if site is None or not numbers.is_right(number):
        raise Http404
    if Site.objects.owned_by(request.user).filter(pk=site.pk).exists():
        return redirect("cameras:detail", site.public_id)
    request.commune = site.commune  # type: ignore[attr-defined]
    return render(request, "cameras/by_number.html", {"site": site})
