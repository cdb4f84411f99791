"""The owner's decisions: on one purpose, on one camera, on messages; and the paper of them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cameras.register import consents
from cameras.register.consent_sources import expressed_in
from cameras.register.forms.sites import AnswerForm, DecisionForm
from cameras.register.models import Site
from cameras.register.site_pages import messages_of, paper_of
from cameras.register.views.sites import camera_of, of_own_site
from portal.errors import RuleViolation
from portal.language import present_language
from portal.people.gates import SignedInRequest, sign_in_required


@of_own_site
@require_POST
def decide(request: SignedInRequest, site: Site) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    consents.decide(
        site,
        form.cleaned_data["purpose"],
        actor=request.user,
        expressed=expressed_in(request),
        **form.answer,
    )
    messages.success(request, _("Your decision is noted. It holds from now on."))
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_POST
def leave_out(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    consents.leave_out(
        camera_of(site, camera_id), actor=request.user, expressed=expressed_in(request)
    )
    messages.success(request, _("Nobody asks for footage of this camera any more."))
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_POST
def take_in(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    consents.take_in(
        camera_of(site, camera_id), actor=request.user, expressed=expressed_in(request)
    )
    messages.success(request, _("Your decisions for this place hold for this camera again."))
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_safe
def consent(request: SignedInRequest, site: Site) -> HttpResponse:
    """The paper of consent, to read, copy or print; also of a site that has been removed."""
    return render(request, "cameras/consent.html", paper_of(site, request.user))


@never_cache
@sign_in_required
@require_http_methods(["GET", "POST"])
def told_by_sms(request: SignedInRequest) -> HttpResponse:
    """Read what agreeing to messages means, and agree or not, for all own sites at once."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        expressed = expressed_in(request)
        try:
            consents.decide_messages(request.user, expressed=expressed, **form.answer)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
            return redirect("cameras:told_by_sms")
        messages.success(request, _("Your decision is noted. It holds from now on."))
        return redirect("notices:inbox")
    context = messages_of(request.user, present_language())
    status = 422 if request.method == "POST" else 200
    return render(request, "cameras/told_by_sms.html", context, status=status)
