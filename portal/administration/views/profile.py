"""What the commune's public page says of it."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from portal.administration.forms.profile import ProfileForm, hotline_forms
from portal.areas import actions
from portal.areas.models import CommuneProfile
from portal.pages import FORM, filled, page, status_of
from portal.people.gates import AppointedRequest, administrator_required


@page(FORM, administrator_required)
def profile(request: AppointedRequest) -> HttpResponseBase:
    own = get_object_or_404(CommuneProfile, commune=request.commune)
    form = ProfileForm(filled(request), instance=own)
    lines = hotline_forms(request.commune, filled(request))
    if all([form.is_valid(), *(line.is_valid() for line in lines)]):
        actions.change_profile(request.commune, actor=request.user, **form.cleaned_data)
        hotlines = [line.line for line in lines if line.line[1]]
        actions.set_hotlines(request.commune, hotlines, actor=request.user)
        messages.success(request, gettext("Kept. The public page shows it now."))
        return redirect("administration:profile")
    context = {
        "form": form,
        "lines": lines,
        "forms": [form, *lines],
        "commune": request.commune,
        "profile": own,
    }
    return render(request, "administration/profile.html", context, status=status_of(form, *lines))
