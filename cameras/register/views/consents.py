"""The owner's decisions: on one purpose, on one camera, on messages; and the paper of them."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cameras.register.actions.consents import (
    decide_consent,
    decide_messages,
    leave_out_camera,
    take_in_camera,
)
from cameras.register.consent_cards import messages_of, paper_of
from cameras.register.forms.consents import ConsentForm, MessagesForm
from cameras.register.gates import camera_of, own_site_required, source_of
from cameras.register.models import Site
from portal.language import present_language
from portal.pages import FORM, PRESS, READ, attempt, filled, page, status_of
from portal.people.gates import SignedInRequest, sign_in_required


@page(PRESS, own_site_required)
def decide(request: SignedInRequest, site: Site) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise Http404
    with attempt(request, _("Your choice is noted. It holds from now on.")):
        purpose, source = form.cleaned_data["purpose"], source_of(request)
        decide_consent(site, purpose, form.choice, actor=request.user, source=source)
    return redirect("cameras:detail", site.public_id)


@page(PRESS, own_site_required)
def leave_out(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    camera = camera_of(site, camera_id)
    with attempt(request, _("The police send no more requests for this camera through Sổ Camera.")):
        leave_out_camera(camera, actor=request.user, source=source_of(request))
    return redirect("cameras:detail", site.public_id)


@page(PRESS, own_site_required)
def take_in(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    camera = camera_of(site, camera_id)
    with attempt(request, _("Your decisions for this place hold for this camera again.")):
        take_in_camera(camera, actor=request.user, source=source_of(request))
    return redirect("cameras:detail", site.public_id)


@page(READ, own_site_required)
def consent(request: SignedInRequest, site: Site) -> HttpResponse:
    """The paper of consent, to read, copy or print; also of a site that has been removed."""
    return render(request, "cameras/consent.html", paper_of(site, request.user))


@page(FORM, sign_in_required)
def messages(request: SignedInRequest) -> HttpResponse:
    """Read what agreeing to messages means, and agree or not, for all own sites at once."""
    form = MessagesForm(filled(request))
    if form.is_valid():
        person = request.user
        with attempt(request, _("Your choice is noted. It holds from now on.")) as tried:
            decide_messages(person, form.choice, actor=person, source=source_of(request))
        return redirect("notices:inbox" if tried.is_done else "cameras:messages")
    context = messages_of(request.user, present_language())
    return render(request, "cameras/messages.html", context, status=status_of(form))
