"""The owner's own pages: her sites, one of them, and everything she may change at once."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cameras.register import actions, vouching
from cameras.register.consent_sources import expressed_in
from cameras.register.forms import CameraForm, LocationForm
from cameras.register.forms.sites import DescribeForm, ReplyForm
from cameras.register.models import Camera, Site
from cameras.register.site_pages import card_of, map_of, page_of
from portal.errors import RuleViolation
from portal.language import present_language
from portal.people.frame import about
from portal.people.gates import SignedInRequest, sign_in_required

SITES_A_PAGE = 30

SiteView = Callable[..., HttpResponse]


def of_own_site(view: SiteView) -> SiteView:
    """Load the site among those the person answers for; a refusal returns to its page."""

    @never_cache
    @sign_in_required
    @wraps(view)
    def loaded(
        request: SignedInRequest, public_id: UUID, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        own = Site.objects.owned_by(request.user).with_ground()
        site = get_object_or_404(own, public_id=public_id)
        about(request, commune=site.commune)
        try:
            return view(request, site, *args, **kwargs)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
            return redirect("cameras:detail", site.public_id)

    return cast(SiteView, loaded)


def camera_of(site: Site, camera_id: UUID) -> Camera:
    return get_object_or_404(site.cameras.in_register(), public_id=camera_id)


@never_cache
@sign_in_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Own sites, newest first, a page at a time by key."""
    own = Site.objects.owned_by(request.user).in_register().with_ground()
    page = page_of(own, after=request.GET.get("after", ""), size=SITES_A_PAGE)
    undecided = own.undecided_on_messages(request.user).exists()
    return render(request, "cameras/mine.html", {"page": page, "undecided": undecided})


@of_own_site
@require_safe
def detail(request: SignedInRequest, site: Site) -> HttpResponse:
    return render(request, "cameras/detail.html", card_of(site, request.user, present_language()))


@of_own_site
@require_http_methods(["GET", "POST"])
def place(request: SignedInRequest, site: Site) -> HttpResponse:
    """Move the pin, rename the place, write another address."""
    data = request.POST or None
    start = {"lat": site.point.y, "lng": site.point.x, "address": site.address}
    start["hamlet"] = site.hamlet.public_id if site.hamlet else None
    form = LocationForm(data, commune=site.commune, initial=start)
    words = DescribeForm(data, initial={"label": site.label})
    if request.method == "POST" and form.is_valid() and words.is_valid() and form.spot:
        actions.move(site, form.spot, actor=request.user)
        actions.describe(
            site,
            actor=request.user,
            label=words.cleaned_data["label"],
            address=form.cleaned_data["address"],
        )
        messages.success(request, _("Changed."))
        return redirect("cameras:detail", site.public_id)
    context = {
        "site": site,
        "place": form,
        "words": words,
        "views": map_of(site, site.live_cameras),
    }
    return render(request, "cameras/place.html", context, status=422 if data else 200)


@of_own_site
@require_http_methods(["GET", "POST"])
def camera(request: SignedInRequest, site: Site, camera_id: UUID | None = None) -> HttpResponse:
    """One camera's direction, width, reach and days; without an id, a new one."""
    known = camera_of(site, camera_id) if camera_id else None
    data = request.POST or None
    form = CameraForm(data, initial=CameraForm.initial_of(known) if known else None)
    if request.method == "POST" and form.is_valid():
        if known:
            actions.change_camera(known, form.eye, actor=request.user)
        else:
            actions.add_camera(site, form.eye, actor=request.user)
        messages.success(request, _("Changed.") if known else _("Camera added."))
        return redirect("cameras:detail", site.public_id)
    context = {"site": site, "camera": known, "form": form}
    return render(request, "cameras/camera.html", context, status=422 if data else 200)


@of_own_site
@require_POST
def remove_camera(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    actions.remove_camera(camera_of(site, camera_id), actor=request.user)
    messages.success(request, _("The camera is out of the register."))
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_POST
def pause(request: SignedInRequest, site: Site) -> HttpResponse:
    actions.pause(site, actor=request.user)
    messages.success(request, _("Paused. Nobody sees this place or asks for footage."))
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_POST
def resume(request: SignedInRequest, site: Site) -> HttpResponse:
    actions.resume(site, actor=request.user)
    messages.success(request, _("In use again, with the same decisions as before."))
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, site: Site) -> HttpResponse:
    """Ask once, then take the site out for good."""
    if request.method == "GET":
        return render(request, "cameras/remove.html", {"site": site})
    actions.remove(site, actor=request.user, expressed=expressed_in(request))
    messages.success(
        request,
        _("%(number)s is out of the register.") % {"number": site.number},
    )
    return redirect("cameras:mine")


@of_own_site
@require_POST
def answer(request: SignedInRequest, site: Site) -> HttpResponse:
    """Answer the question of the hamlet's leader or the commune's administrator."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        context = card_of(site, request.user, present_language()) | {"reply_form": form}
        return render(request, "cameras/detail.html", context, status=422)
    vouching.answer(site, actor=request.user, reply=form.cleaned_data["reply"])
    messages.success(
        request,
        _("Your answer is on its way to the hamlet leader.")
        if vouching.is_led(site)
        else _("Your answer is on its way to the commune’s administrator."),
    )
    return redirect("cameras:detail", site.public_id)


@of_own_site
@require_safe
def plate(request: SignedInRequest, site: Site) -> HttpResponse:
    """A printable plate with the number and its QR code."""
    return render(request, "cameras/plate.html", {"site": site})
