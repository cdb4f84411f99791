"""The giver asks to be erased, and the commune's administrator does it in two presses."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contributions.campaigns import actions
from contributions.campaigns.forms.erasures import ErasureForm
from contributions.campaigns.gates import own_gift, person_of
from portal.pages import FORM, attempt, filled, page, status_of
from portal.people.gates import administrator_required


@page(FORM, administrator_required)
def erase_giver(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will be gone and what stays; then it is done, for good."""
    gift = own_gift(request, public_id)
    form = ErasureForm(filled(request))
    if form.is_valid():
        success = _("Erased: nothing names the giver any more. The money stays as it was booked.")
        with attempt(request, success):
            person, reason = person_of(request), form.cleaned_data["reason"]
            actions.erase_giver(gift, actor=person, reason=reason)
        return redirect("contributions:gift", public_id)
    context = {"gift": gift, "form": form}
    return render(request, "contributions/gifts/erase.html", context, status=status_of(form))
