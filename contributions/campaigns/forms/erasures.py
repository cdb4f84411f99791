"""Why a giver is erased: one of the law's grounds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.models import Gift


class ErasureForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), choices=Gift.Ground.choices, widget=forms.RadioSelect
    )
