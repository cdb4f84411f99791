from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from cameras.register.models import Site
from cameras.register.public_clusters import date_first_use
from portal.administration.actions import merge as merge_everywhere
from portal.administration.forms import (
    FirstUseForm,
    HamletForm,
    MergeForm,
    ProfileForm,
    hotline_forms,
)
from portal.areas import actions
from portal.areas.models import CommuneProfile, Hamlet
from portal.errors import RuleViolation
from portal.people.gates import AppointedRequest, role_required
from portal.people.models import Role
from portal.reports.public import clusters_of

MOST_SHOWN = 300


@role_required(Role.ADMINISTRATOR)
def hamlets(request: AppointedRequest) -> HttpResponseBase:
    here = Hamlet.objects.filter(commune=request.commune)
    page = {
        "commune": request.commune,
        "current": here.current().order_by("kind", "name")[:MOST_SHOWN],
        "ended": here.filter(valid_to__isnull=False)
        .prefetch_related("successions__after")
        .order_by("-valid_to", "name")[:MOST_SHOWN],
    }
    return render(request, "administration/hamlets.html", page)


@role_required(Role.ADMINISTRATOR)
def add(request: AppointedRequest) -> HttpResponseBase:
    form = HamletForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_hamlet(request.commune, actor=request.user, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, gettext("%(hamlet)s is on the list.") % {"hamlet": made})
            return redirect("administration:hamlets")
    page = {"form": form, "commune": request.commune}
    return render(request, "administration/hamlet.html", page, status=422 if form.errors else 200)


@role_required(Role.ADMINISTRATOR)
def change(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    here = Hamlet.objects.current().filter(commune=request.commune)
    hamlet = get_object_or_404(here, public_id=public_id)
    before = str(hamlet)
    form = HamletForm(request.POST or None, instance=hamlet)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            actions.correct_hamlet(hamlet, actor=request.user, **facts)
        except RuleViolation as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, gettext("Kept."))
            return redirect("administration:hamlets")
    page = {"form": form, "commune": request.commune, "hamlet": before}
    return render(request, "administration/hamlet.html", page, status=422 if form.errors else 200)


@role_required(Role.ADMINISTRATOR)
def merge(request: AppointedRequest) -> HttpResponseBase:
    form = MergeForm(request.POST or None, commune=request.commune)
    if request.method == "POST" and form.is_valid():
        try:
            made = merge_everywhere(actor=request.user, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("%(hamlet)s is on the list.") % {"hamlet": made})
            return redirect("administration:hamlets")
    page = {"form": form, "commune": request.commune}
    return render(request, "administration/merge.html", page, status=422 if form.errors else 200)


@role_required(Role.ADMINISTRATOR)
def profile(request: AppointedRequest) -> HttpResponseBase:
    known = get_object_or_404(CommuneProfile, commune=request.commune)
    posted = request.POST or None
    form, lines = ProfileForm(posted, instance=known), hotline_forms(request.commune, posted)
    is_right = all([form.is_valid(), *(line.is_valid() for line in lines)])
    if posted and is_right:
        actions.change_profile(request.commune, actor=request.user, **form.cleaned_data)
        kept = [line.line for line in lines if line.line[1]]
        actions.set_hotlines(request.commune, kept, actor=request.user)
        messages.success(request, gettext("Kept. The public page shows it now."))
        return redirect("administration:profile")
    page = {"form": form, "lines": lines, "commune": request.commune, "profile": known}
    return render(request, "administration/profile.html", page, status=422 if posted else 200)


@role_required(Role.ADMINISTRATOR)
def clusters(request: AppointedRequest) -> HttpResponseBase:
    here = request.commune
    page = {"commune": here, "clusters": clusters_of(here)}
    return render(request, "administration/clusters.html", page)


@role_required(Role.ADMINISTRATOR)
def first_use(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """Since when a public cluster of the commune is in use."""
    here = Site.objects.in_register().filter(commune=request.commune, kind=Site.Kind.PUBLIC)
    site = get_object_or_404(here.select_related("hamlet"), public_id=public_id)
    form = FirstUseForm(request.POST if request.method == "POST" else None, site=site)
    if form.is_valid():
        try:
            date_first_use(site, actor=request.user, since=form.cleaned_data["since"])
        except RuleViolation as refusal:
            form.add_error("since", str(refusal))
        else:
            messages.success(request, gettext("Kept. The public page shows it now."))
            return redirect("administration:clusters")
    page = {"form": form, "commune": request.commune, "site": site}
    status = 422 if form.errors else 200
    return render(request, "administration/first_use.html", page, status=status)
