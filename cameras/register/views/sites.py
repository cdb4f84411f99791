"""The owner's own pages: her sites, one of them, and what she may change of it at once."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from cameras.register.actions import sites as actions
from cameras.register.consent_cards import cards_of, history_of
from cameras.register.forms.locations import DescribeForm, LocationForm
from cameras.register.gates import own_site_required, source_of
from cameras.register.map_data import map_of
from cameras.register.models import Site
from portal.keyset import prepared_page_of, until_after
from portal.language import present_language
from portal.pages import FORM, PRESS, READ, attempt, filled, page, refusals_on, status_of
from portal.people.gates import SignedInRequest, sign_in_required
from portal.prepared import Fact, prepared

SITES_A_PAGE = 30


@page(READ, sign_in_required)
def mine(request: SignedInRequest) -> HttpResponse:
    """Own sites, newest first, a page at a time by key."""
    own = Site.objects.answered_by(request.user).in_register()
    shown = prepared_page_of(_own, request, SITES_A_PAGE, person=request.user.pk)
    prefetch_related_objects(shown.rows, "vouchings")
    context = {
        "page": shown,
        "undecided": own.undecided_on_messages(request.user).exists(),
    }
    return render(request, "cameras/mine.html", context)


@prepared
def _own() -> QuerySet[Site]:
    own = Site.objects.answered_by(Fact("person")).in_register().for_list()
    return until_after(own.prefetch_related(None), SITES_A_PAGE)


@page(READ, own_site_required)
def detail(request: SignedInRequest, site: Site) -> HttpResponse:
    return shown_in_full(request, site)


def shown_in_full(request: SignedInRequest, site: Site, **forms: Any) -> HttpResponse:
    """Everything on the owner's page of one site, with a form that is wrong, if one is."""
    of_site = site.cameras.in_register().with_consent()
    cameras = list(of_site.defer("view").order_by("ordinal"))
    consents = cards_of(site, request.user, present_language())
    context = {
        "site": site,
        "cameras": cameras,
        "consents": consents,
        "texts": [card.text for card in consents],
        "history": history_of(site),
        "vouchings": site.vouchings.select_related("by", "replied_by").order_by("-pk"),
        "views": map_of(site, cameras),
        **forms,
    }
    status = status_of(*forms.values())
    return render(request, "cameras/detail.html", context, status=status)


@page(FORM, own_site_required)
def location(request: SignedInRequest, site: Site) -> HttpResponse:
    """Move the pin, rename the place, write another address."""
    start: dict[str, Any] = {"address": site.address}
    start["hamlet"] = site.hamlet.public_id if site.hamlet else None
    if not site.is_approximate:
        start |= {"lat": site.point.y, "lng": site.point.x}
    form = LocationForm(filled(request), commune=site.commune, initial=start)
    description = DescribeForm(filled(request), initial={"label": site.label})
    if form.is_valid() and description.is_valid():
        label, address = description.cleaned_data["label"], form.cleaned_data["address"]
        with refusals_on(form):
            changed = actions.change_site(
                site, actor=request.user, label=label, address=address, location=form.location
            )
            messages.success(request, _changed(site, changed))
            return redirect("cameras:detail", site.public_id)
    context = {
        "site": site,
        "location": form,
        "description": description,
        "middle": site.point,
        "views": map_of(site, site.cameras.in_register().defer("view")),
    }
    status = status_of(form, description)
    return render(request, "cameras/location.html", context, status=status)


def _changed(before: Site, after: Site) -> str:
    if before.is_vouched_for and not after.is_vouched_for:
        return _("Changed. Whoever knows the new place is asked to confirm it again.")
    return _("Changed.")


@page(PRESS, own_site_required)
def pause(request: SignedInRequest, site: Site) -> HttpResponse:
    with attempt(request, _("Paused. The police do not see this place and send no requests.")):
        actions.pause_site(site, actor=request.user)
    return redirect("cameras:detail", site.public_id)


@page(PRESS, own_site_required)
def resume(request: SignedInRequest, site: Site) -> HttpResponse:
    with attempt(request, _("In use again, with the same decisions as before.")):
        actions.resume_site(site, actor=request.user)
    return redirect("cameras:detail", site.public_id)


@page(FORM, own_site_required)
def remove(request: SignedInRequest, site: Site) -> HttpResponse:
    """Ask once, then take the site out for good."""
    if request.method != "POST":
        return render(request, "cameras/remove.html", {"site": site})
    done = _("%(number)s is out of the register.") % {"number": site.number}
    with attempt(request, done) as tried:
        actions.remove_site(site, actor=request.user, source=source_of(request))
    return redirect("cameras:mine") if tried.is_done else redirect(site)
