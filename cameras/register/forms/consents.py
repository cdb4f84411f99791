"""Yes or no to the words of a purpose: to all of a registration, or to one of them later."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cameras.register.consent_choices import ConsentChoice, faults_in
from cameras.register.models import ConsentText
from cameras.register.models.consents import DECIDED_LATER
from portal.documents.published_texts import ask_again

YES, NO = "yes", "no"
ANSWERS = [(YES, _("I agree")), (NO, _("I do not agree"))]


class ConsentsForm(forms.Form):
    """One yes/no pair a purpose. Nothing is ticked beforehand; no answer means no.

    Each text's version comes back with the answers: other words than she read are shown
    again, and wait for another answer.
    """

    def __init__(self, *args: Any, texts: list[ConsentText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        for text in texts:
            self.fields[text.purpose] = forms.ChoiceField(
                label=text.question, choices=ANSWERS, required=False, widget=forms.RadioSelect
            )
            self.fields[_version_of(text)] = forms.IntegerField(
                initial=text.version, required=False, widget=forms.HiddenInput
            )

    @property
    def questions(self) -> list[tuple[ConsentText, forms.BoundField]]:
        return [(text, self[text.purpose]) for text in self.texts]

    @property
    def choices(self) -> dict[str, ConsentChoice]:
        """A form that does not say the version says an old one."""
        cleaned = self.cleaned_data
        return {
            text.purpose: ConsentChoice(
                cleaned.get(text.purpose) == YES, cleaned.get(_version_of(text)) or 0
            )
            for text in self.texts
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        read = self.choices
        for text in self.texts:
            if read[text.purpose].version != text.version:
                ask_again(self, **{text.purpose: "", _version_of(text): str(text.version)})
        for purpose, sentence in faults_in(read, self.texts):
            if purpose not in self.errors:
                self.add_error(purpose, sentence)
        return cleaned


def _version_of(text: ConsentText) -> str:
    return f"{text.purpose}-version"


class MessagesForm(forms.Form):
    """Yes or no to messages, and the version of the words that stood beside it."""

    granted = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])
    version = forms.IntegerField(required=False)

    @property
    def choice(self) -> ConsentChoice:
        """A form that does not say the version says an old one."""
        cleaned = self.cleaned_data
        return ConsentChoice(cleaned["granted"] == YES, cleaned["version"] or 0)


class ConsentForm(MessagesForm):
    purpose = forms.ChoiceField(choices=[(purpose, purpose) for purpose in DECIDED_LATER])
