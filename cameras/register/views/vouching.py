"""The hamlet leader's pages: new registrations to vouch for, and who is registered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cameras.register import vouching
from cameras.register.forms.sites import QuestionForm
from cameras.register.models import Site, SiteQuerySet
from cameras.register.site_pages import page_of
from portal.errors import RuleViolation
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import Role

SITES_A_PAGE = 30
VOUCHING = (Role.HAMLET_LEADER, Role.ADMINISTRATOR)


@never_cache
@role_required(*VOUCHING)
@require_safe
def vouching_list(request: AppointedRequest) -> HttpResponse:
    """New registrations, oldest first, and those that wait for the owner's answer."""
    entrusted = _with_people(Site.objects.entrusted_to(request.appointment))
    context = {
        "waiting": entrusted.to_vouch()[:SITES_A_PAGE],
        "asked": entrusted.asked_back()[:SITES_A_PAGE],
        "leads": request.appointment.role == Role.HAMLET_LEADER,
    }
    return render(request, "cameras/vouching.html", context)


@never_cache
@role_required(Role.HAMLET_LEADER)
@require_safe
def residents(request: HttpRequest) -> HttpResponse:
    """Everybody registered in the hamlets this person leads."""
    led = _with_people(Site.objects.led_by(request.user).private())
    page = page_of(led, after=request.GET.get("after", ""), size=SITES_A_PAGE)
    return render(request, "cameras/residents.html", {"page": page})


@role_required(*VOUCHING)
@require_POST
def vouch(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    site = get_object_or_404(Site.objects.entrusted_to(request.appointment), public_id=public_id)
    try:
        vouching.vouch(site, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Vouched for %(number)s.") % {"number": site.number})
    return redirect("cameras:vouching")


@role_required(*VOUCHING)
@require_http_methods(["GET", "POST"])
def ask_back(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    entrusted = Site.objects.entrusted_to(request.appointment)
    site = get_object_or_404(_with_people(entrusted), public_id=public_id)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vouching.ask_back(site, actor=request.user, **form.cleaned_data)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your question is on its way to the owner."))
        return redirect("cameras:vouching")
    context = {"site": site, "form": form}
    return render(request, "cameras/ask_back.html", context, status=422 if form.errors else 200)


def _with_people(sites: SiteQuerySet) -> SiteQuerySet:
    return sites.with_ground().prefetch_related("cameras")
