"""An owner's answer, its reason where one is needed, and the code that shows who answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.fields import CodeField
from portal.people.models import User
from requests.asking.models import Ask

NEEDS_REASON = Ask.Answer.GONE


class AnswerForm(forms.Form):
    """One of five; `gone` also says why. Not given yet is not an error but a question."""

    answer = forms.ChoiceField(choices=[(word, word) for word in sorted(Ask.GIVEN)])
    gone_reason = forms.ChoiceField(
        label=_("Why is it no longer kept?"),
        choices=Ask.GoneReason,
        widget=forms.RadioSelect,
        required=False,
    )

    @property
    def lacks_reason(self) -> bool:
        return self.given == NEEDS_REASON and not self.reason

    @property
    def given(self) -> str:
        return str(self.cleaned_data["answer"])

    @property
    def reason(self) -> str:
        return str(self.cleaned_data["gone_reason"]) if self.given == NEEDS_REASON else ""


class CodeForm(forms.Form):
    code = CodeField(label=_("Code"))


class WhoForm(forms.Form):
    """Which of several people of one site is answering; only the end of a number shows."""

    person = forms.ModelChoiceField(
        label=_("Who is answering?"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, ask: Ask, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = ask.site.answerers.order_by("pk")  # type: ignore[attr-defined]
        field.label_from_instance = hint_of  # type: ignore[attr-defined]


def hint_of(person: User) -> str:
    """•••• 678, or m•••@example.vn: whoever holds a link reads it, so less than one's own pages."""
    if person.phone:
        return f"•••• {person.phone[-3:]}"
    name, _at, domain = (person.email or "").partition("@")
    return f"{name[:1]}•••@{domain}"
