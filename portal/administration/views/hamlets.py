"""The commune's hamlets: the list, a new one, another name, several become one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from portal.administration.actions import merge_everywhere
from portal.administration.forms.hamlets import HamletForm, MergeForm
from portal.areas import actions
from portal.areas.models import Hamlet
from portal.pages import FORM, READ, filled, page, refusals_on, status_of, unsure
from portal.people.gates import AppointedRequest, administrator_required

MOST_SHOWN = 300


@page(READ, administrator_required)
def hamlets(request: AppointedRequest) -> HttpResponseBase:
    here = Hamlet.objects.filter(commune=request.commune)
    ended = here.filter(valid_to__isnull=False).prefetch_related("successions__after")
    context = {
        "commune": request.commune,
        "current": here.current().order_by("kind", "name")[:MOST_SHOWN],
        "ended": ended.order_by("-valid_to", "name")[:MOST_SHOWN],
    }
    return render(request, "administration/hamlets.html", context)


@page(FORM, administrator_required)
def add(request: AppointedRequest) -> HttpResponseBase:
    form = HamletForm(filled(request))
    if form.is_valid():
        with refusals_on(form, "name"):
            hamlet = actions.add_hamlet(request.commune, actor=request.user, **form.cleaned_data)
            return _listed(request, hamlet)
    context = {"form": form, "commune": request.commune}
    return render(request, "administration/hamlet.html", context, status=status_of(form))


@page(FORM, administrator_required)
def change(request: AppointedRequest, public_id: UUID) -> HttpResponseBase:
    here = Hamlet.objects.current().filter(commune=request.commune)
    hamlet = get_object_or_404(here, public_id=public_id)
    name = str(hamlet)  # the form fills the hamlet with what is typed
    form = HamletForm(filled(request), instance=hamlet)
    if form.is_valid():
        with refusals_on(form, "name"):
            actions.correct_hamlet(hamlet, actor=request.user, **form.cleaned_data)
            messages.success(request, gettext("Kept."))
            return redirect("administration:hamlets")
    context = {"form": form, "commune": request.commune, "hamlet": name}
    return render(request, "administration/hamlet.html", context, status=status_of(form))


@page(FORM, administrator_required)
def merge(request: AppointedRequest) -> HttpResponseBase:
    form = MergeForm(filled(request), commune=request.commune)
    if form.is_valid():
        names = ", ".join(str(hamlet) for hamlet in form.cleaned_data["hamlets"])
        if asking := unsure(
            request,
            gettext("Merge these hamlets?"),
            after=gettext(
                "%(hamlets)s become %(kind)s %(name)s on %(day)s. It cannot be taken back."
            )
            % {
                "hamlets": names,
                "kind": form.cleaned_data["kind"],
                "name": form.cleaned_data["name"],
                "day": f"{form.cleaned_data['on']:%d/%m/%Y}",
            },
            button=gettext("Merge the hamlets"),
            back=reverse("administration:hamlets"),
        ):
            return asking
        with refusals_on(form):
            return _listed(request, merge_everywhere(actor=request.user, **form.cleaned_data))
    context = {"form": form, "commune": request.commune}
    return render(request, "administration/merge.html", context, status=status_of(form))


def _listed(request: AppointedRequest, hamlet: Hamlet) -> HttpResponseBase:
    messages.success(request, gettext("%(hamlet)s is on the list.") % {"hamlet": hamlet})
    return redirect("administration:hamlets")
