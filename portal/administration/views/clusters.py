"""The commune's public clusters, and since when each is in use."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from cameras.register.actions.public_clusters import date_first_use
from cameras.register.cluster_summaries import cluster_summary_of
from cameras.register.models import Site
from portal.administration.forms.clusters import FirstUseForm
from portal.pages import FORM, READ, filled, page, refusals_on, status_of
from portal.people.gates import AppointedRequest, administrator_required


@page(READ, administrator_required)
def clusters(request: AppointedRequest) -> HttpResponseBase:
    context = {"commune": request.commune, "clusters": cluster_summary_of(request.commune)}
    return render(request, "administration/clusters.html", context)


@page(FORM, administrator_required)
def first_use(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    """Since when a public cluster of the commune is in use."""
    here = Site.objects.in_register().filter(commune=request.commune, kind=Site.Kind.PUBLIC)
    site = get_object_or_404(here.select_related("hamlet"), public_id=public_id)
    form = FirstUseForm(filled(request), site=site)
    if form.is_valid():
        with refusals_on(form, "since"):
            date_first_use(site, actor=request.user, since=form.cleaned_data["since"])
            messages.success(request, gettext("Kept. The public page shows it now."))
            return redirect("administration:clusters")
    context = {"form": form, "commune": request.commune, "site": site}
    return render(request, "administration/first_use.html", context, status=status_of(form))
