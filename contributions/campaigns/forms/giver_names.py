"""How a giver's name shall stand in public."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions.campaigns.giver_names import NameChoice, present_text_name, wording
from contributions.campaigns.models import NameShown
from portal.documents.published_texts import ask_again, words_changed
from portal.look.fields import LineField


class NameForm(forms.Form):
    """How a name stands in public. Nothing is chosen beforehand.

    Which words were read comes back with the choice: others than the present ones are shown
    again, and wait for another choice.
    """

    shown = forms.ChoiceField(
        label=_("Name on the public table"),
        choices=[
            (NameShown.NAME, _("The real name")),
            (NameShown.ALIAS, _("Another name, for example “Family of Ba”")),
            (NameShown.HIDDEN, _("No name")),
        ],
        widget=forms.RadioSelect,
    )
    alias = LineField(label=_("The other name"), required=False, max_length=80)
    words = forms.CharField(required=False, widget=forms.HiddenInput, initial=present_text_name)

    @property
    def wording(self) -> str:
        return wording()

    @property
    def name(self) -> NameChoice:
        cleaned = self.cleaned_data
        return NameChoice(cleaned["shown"], cleaned["alias"], cleaned["words"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("shown") == NameShown.ALIAS and not data.get("alias"):
            self.add_error("alias", gettext("Write the name that shall stand in public."))
        if data.get("shown") != NameShown.ALIAS:
            data["alias"] = ""
        if data.get("words") != present_text_name():
            ask_again(self, shown="", words=present_text_name())
            self.add_error("shown", words_changed())
        return data
