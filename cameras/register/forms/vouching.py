"""The leader's question to an owner, and the owner's answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.once import OnceField


class QuestionForm(forms.Form):
    once = OnceField()
    question = forms.CharField(
        label=_("What would you like to know?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your answer"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
