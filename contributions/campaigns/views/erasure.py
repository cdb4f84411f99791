"""The giver asks to be erased, and the commune's administrator does it in two presses."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from contributions.campaigns import actions
from contributions.campaigns.forms.seconds import ForgetForm
from contributions.campaigns.views.gates import own_receipt
from contributions.campaigns.views.settling import settle
from portal.people.gates import role_required
from portal.people.models import Role


@never_cache
@role_required(Role.ADMINISTRATOR)
def forget(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What will be gone and what stays; then it is done, for good."""
    receipt = own_receipt(request, public_id)
    form = ForgetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = _("Erased: nothing names the giver any more. The money stays as it was booked.")
        settle(request, actions.forget_giver, receipt, said=said, **form.cleaned_data)
        return redirect("contributions:receipt", public_id)
    context = {"receipt": receipt, "form": form}
    return render(request, "contributions/forget.html", context, status=422 if form.errors else 200)
