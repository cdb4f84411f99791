"""Small forms on the owner's and the leader's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cameras.register.models.consents import ASKED_AT_REGISTRATION, Purpose


class DescribeForm(forms.Form):
    label = forms.CharField(
        label=_("Name of this place"),
        help_text=_("Only you see it. For example: home, the shop on Hữu Nghị"),
        max_length=80,
        required=False,
    )


class AnswerForm(forms.Form):
    """Yes or no, and the version of the words that stood beside it."""

    granted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    version = forms.IntegerField(required=False)

    @property
    def answer(self) -> dict[str, Any]:
        """As the actions take it. A form that does not say the version says an old one."""
        said = self.cleaned_data
        return {"granted": said["granted"] == "yes", "version": said["version"] or 0}


class DecisionForm(AnswerForm):
    purpose = forms.ChoiceField(
        choices=[(p, p) for p in ASKED_AT_REGISTRATION if p != Purpose.REGISTER]
    )


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("What would you like to know?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your answer"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
