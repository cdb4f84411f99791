"""Why a file is not needed: chosen from a list, so that it is counted and translated."""

from django import forms

from requests.evidence.models import Footage


class DeclineForm(forms.Form):
    reason = forms.ChoiceField(choices=Footage.Reason.choices)
