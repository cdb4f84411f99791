"""One camera on the owner's pages: added, changed, taken out of the register."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cameras.register.actions import cameras as actions
from cameras.register.forms.cameras import CameraForm
from cameras.register.gates import camera_of, own_site_required
from cameras.register.models import Site
from portal.once import OnceForm
from portal.pages import FORM, PRESS, attempt, filled, page, refusals_on, status_of, unsure
from portal.people import rate_limits
from portal.people.gates import SignedInRequest


@page(FORM, own_site_required)
def add_camera(request: SignedInRequest, site: Site) -> HttpResponse:
    form, once = CameraForm(filled(request)), OnceForm(filled(request))
    if form.is_valid() and once.is_valid():
        rate_limits.count(request, "cameras_register", key=str(request.user.pk))
        with refusals_on(form):
            actions.add_camera(site, form.facts, actor=request.user, **once.cleaned_data)
            messages.success(request, _("Camera added."))
            return redirect("cameras:detail", site.public_id)
    context = {"site": site, "camera": None, "form": form, "once": once}
    return render(request, "cameras/camera.html", context, status=status_of(form, once))


@page(FORM, own_site_required)
def camera(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    """Direction, width, range and days of one camera."""
    camera = camera_of(site, camera_id)
    form = CameraForm(filled(request), initial=CameraForm.initial_of(camera))
    if form.is_valid():
        with refusals_on(form):
            actions.change_camera(camera, form.facts, actor=request.user)
            messages.success(request, _("Changed."))
            return redirect("cameras:detail", site.public_id)
    context = {"site": site, "camera": camera, "form": form}
    return render(request, "cameras/camera.html", context, status=status_of(form))


@page(PRESS, own_site_required)
def remove_camera(request: SignedInRequest, site: Site, camera_id: UUID) -> HttpResponse:
    camera = camera_of(site, camera_id)
    if asking := unsure(
        request,
        _("Remove this camera from the register?"),
        after=_("Where it stands and looks is deleted at once. It cannot be taken back."),
        button=_("Remove the camera"),
        back=site.get_absolute_url(),
    ):
        return asking
    with attempt(request, _("The camera is out of the register.")):
        actions.remove_camera(camera, actor=request.user)
    return redirect("cameras:detail", site.public_id)
