"""What the style page shows: each chip of the service, and a form right and wrong."""

from django import forms
from django.utils.translation import gettext_lazy as _

CHIPS = [
    (
        _("An ask"),
        [
            ("decide", "hourglass-split", _("Answer needed")),
            ("decide", "alarm", _("Soon overwritten, 9 hours left")),
            ("go", "bookmark-check", _("Saved")),
            ("go", "arrow-up-circle", _("Uploading")),
            ("ok", "check-circle-fill", _("Footage received")),
            ("", "eye-slash", _("Nothing found")),
            ("", "clock-history", _("No longer kept")),
            ("", "x-circle", _("Declined")),
            ("none", "dash-circle", _("No footage yet")),
            ("", "lock-fill", _("Expired")),
        ],
    ),
    (
        _("A request"),
        [
            ("none", "pencil-square", _("Draft")),
            ("decide", "person-check", _("Waiting for approval")),
            ("go", "arrow-right", _("Sent")),
            ("danger", "exclamation-octagon", _("Overdue")),
            ("ok", "check-circle-fill", _("Has a result")),
            ("", "arrow-counterclockwise", _("Recalled")),
        ],
    ),
    (
        _("A file"),
        [
            ("go", "pause-circle", _("Paused")),
            ("go", "hourglass-split", _("Being checked")),
            ("ok", "check-circle-fill", _("Ready to view")),
            ("danger", "exclamation-octagon", _("Cannot be opened")),
            ("danger", "exclamation-octagon", _("Empty file")),
            ("danger", "shield-lock", _("Harmful, locked")),
            ("ok", "check2-all", _("In the case file")),
            ("", "trash", _("Deleted")),
        ],
    ),
    (
        _("A camera"),
        [
            ("ok", "check-circle-fill", _("Working")),
            ("decide", "question-circle", _("Perhaps broken")),
            ("danger", "camera-video-off", _("Broken")),
            ("go", "wrench-adjustable", _("Being repaired")),
            ("", "pause-circle", _("Paused")),
            ("none", "person", _("Not confirmed yet")),
            ("ok", "person-check", _("The hamlet leader confirmed")),
            ("", "slash-circle", _("Retired")),
        ],
    ),
    (
        _("Money"),
        [
            ("none", "hourglass-split", _("Pledged")),
            ("decide", "search", _("Unmatched")),
            ("ok", "check-circle-fill", _("Reconciled")),
            ("ok", "check-circle-fill", _("Receipt given")),
            ("decide", "hourglass-split", _("Spending waits for approval")),
            ("go", "check-lg", _("Approved")),
            ("ok", "check-circle-fill", _("Spent")),
            ("", "arrow-counterclockwise", _("Reversal")),
            ("", "slash-circle", _("Reversed")),
        ],
    ),
    (
        _("A campaign"),
        [
            ("none", "pencil-square", _("Proposed")),
            ("go", "people", _("Met and agreed")),
            ("go", "megaphone", _("Running")),
            ("go", "tools", _("Being installed")),
            ("decide", "clipboard-check", _("Waiting for acceptance")),
            ("ok", "check-circle-fill", _("Handed over")),
        ],
    ),
]


class SampleForm(forms.Form):
    name = forms.CharField(label=_("Camera owner"))
    phone = forms.CharField(label=_("Phone number"), min_length=10, help_text="0912 345 678")
    days = forms.ChoiceField(
        label=_("How many days is footage kept?"),
        choices=[(3, _("3 days")), (7, _("7 days")), (15, _("15 days")), ("", _("Not sure"))],
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("a", _("Household")), ("b", _("School"))])
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}))
