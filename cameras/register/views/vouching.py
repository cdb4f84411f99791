"""The hamlet leader's pages: new registrations to vouch for, and who is registered."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from cameras.register.actions import vouching
from cameras.register.forms.vouching import QuestionForm, ReplyForm
from cameras.register.gates import own_site_required
from cameras.register.models import Camera, Site, SiteQuerySet
from cameras.register.views.sites import SITES_A_PAGE, shown_in_full
from portal.keyset import page_of
from portal.look import formats
from portal.pages import FORM, PRESS, READ, attempt, filled, page, refusals_on, status_of
from portal.people.gates import AppointedRequest, SignedInRequest, role_required
from portal.people.models import Role

may_vouch = role_required(Role.HAMLET_LEADER, Role.ADMINISTRATOR)


@page(READ, may_vouch)
def vouching_list(request: AppointedRequest) -> HttpResponse:
    """New registrations, oldest first, and those that wait for the owner's answer."""
    entrusted = _with_people(Site.objects.entrusted_to(request.appointment))
    context = {
        "waiting": entrusted.to_vouch()[:SITES_A_PAGE],
        "asked": entrusted.waiting_for_owner()[:SITES_A_PAGE],
        "leads": request.appointment.role == Role.HAMLET_LEADER,
    }
    return render(request, "cameras/vouching.html", context)


@page(READ, role_required(Role.HAMLET_LEADER))
def residents(request: HttpRequest) -> HttpResponse:
    """Everybody registered in the hamlets this person leads."""
    led = _with_people(Site.objects.led_by(request.user).private())
    context = {"page": page_of(led, request, SITES_A_PAGE)}
    return render(request, "cameras/residents.html", context)


@page(PRESS, may_vouch)
def vouch(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    site = get_object_or_404(Site.objects.entrusted_to(request.appointment), public_id=public_id)
    with attempt(request, _("Confirmed %(number)s.") % {"number": site.number}):
        vouching.vouch_for(site, actor=request.user)
    return redirect("cameras:vouching")


@page(FORM, may_vouch)
def ask_owner(request: AppointedRequest, public_id: UUID) -> HttpResponse:
    entrusted = Site.objects.entrusted_to(request.appointment)
    site = get_object_or_404(_with_people(entrusted), public_id=public_id)
    form = QuestionForm(filled(request))
    if form.is_valid():
        with refusals_on(form):
            vouching.ask_owner(site, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Your question is on its way to the owner."))
            return redirect("cameras:vouching")
    context = {"site": site, "form": form}
    return render(request, "cameras/ask_owner.html", context, status=status_of(form))


@page(PRESS, own_site_required)
def answer(request: SignedInRequest, site: Site) -> HttpResponse:
    """Answer the question of the hamlet's leader or the commune's administrator."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return shown_in_full(request, site, reply_form=form)
    asked = site.newest_vouching
    sent = _("Your answer is on its way to %(who)s.") % {
        "who": formats.small(asked.appointment if asked else Role.HAMLET_LEADER.label)
    }
    with attempt(request, sent):
        vouching.answer_question(site, actor=request.user, reply=form.cleaned_data["reply"])
    return redirect("cameras:detail", site.public_id)


def _with_people(sites: SiteQuerySet) -> SiteQuerySet:
    # Nothing is drawn here: no shape is read.
    cameras = Prefetch("cameras", Camera.objects.in_register().defer("view"))
    return sites.with_ground().defer("point").prefetch_related(cameras, "vouchings")
