"""Which account the second person has seen, and why it is not the right one."""

from uuid import UUID, uuid4

from django import forms

from contributions.campaigns.forms.second_counters import ReasonForm


class SeenForm(forms.Form):
    """Whatever was on the page when the button was pressed; it may have been changed since."""

    seen = forms.UUIDField(required=False)

    @property
    def account_seen(self) -> UUID:
        """A key of no account where none that can be read was sent."""
        return (self.is_valid() and self.cleaned_data["seen"]) or uuid4()


class AccountRefusalForm(ReasonForm, SeenForm):
    """The reason goes to who wrote the account; unlike that of a gift it stands in no ledger."""
