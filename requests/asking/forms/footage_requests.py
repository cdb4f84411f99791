"""The written request: its document, what to look for; the review; the outcome."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation
from requests.asking.document_scans import clean_scan, sha256_of
from requests.asking.models import FootageRequest, Outcome
from requests.asking.models.footage_requests import LegalRoute

# The law wants these before anyone may be asked; a draft is kept without them.
NEEDED = (
    "legal_route",
    "document_number",
    "document_date",
    "signer_name",
    "title",
    "looking_for",
)


class RequestForm(forms.ModelForm):
    """`is_sent=False` keeps whatever is there; `is_sent=True` wants all that the law wants."""

    legal_route = forms.ChoiceField(
        label=_("Legal basis"), choices=LegalRoute, widget=forms.RadioSelect, required=False
    )
    scan = forms.FileField(
        label=_("Scan of the document"),
        help_text=_("PDF, JPG or PNG, up to 10 MB. The owners can open it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        required=False,
    )
    document_date = forms.DateField(
        label=_("Date of the document"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    class Meta:
        model = FootageRequest
        fields = [
            "title",
            "looking_for",
            "legal_route",
            "document_number",
            "document_date",
            "signer_rank",
            "signer_name",
            "more_reason",
        ]
        widgets = {"looking_for": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "title": _("The owners read this. No names, no number plates."),
            "looking_for": _("Exactly what the owner is to look for: vehicle, colour, direction."),
            "document_number": _("For example 214/YC-CAP"),
        }

    def __init__(self, *args: Any, is_sent: bool, asks_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sent = is_sent
        if not asks_reason:
            del self.fields["more_reason"]

    def clean_document_date(self) -> Any:
        date = self.cleaned_data["document_date"]
        if date and date > timezone.localdate():
            raise forms.ValidationError(_("The document is dated in the future."))
        return date

    def clean_scan(self) -> ContentFile | None:
        upload = self.cleaned_data["scan"]
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return clean_scan(upload)
        except RuleViolation as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.is_sent:
            for name in NEEDED:
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("“%(field)s” is needed.") % {"field": self[name].label})
            if not said.get("scan") and not self.instance.scan and "scan" not in self.errors:
                self.add_error(
                    "scan", _("Add the scan: without a written document nobody may be asked.")
                )
        return said

    @property
    def fields_to_keep(self) -> dict[str, Any]:
        """What is right so far, also while something else still has to be mended."""
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "scan" and name in self.fields
        }
        if scan := self.cleaned_data.get("scan"):
            kept |= {"scan": scan, "scan_sha256": sha256_of(scan)}
        return kept

    def _post_clean(self) -> None:
        """Nothing is put on the instance: `asking.write` does that, under its lock."""


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the officer"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RefusalForm(ReviewForm):
    note = forms.CharField(
        label=_("What has to change"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what has to change.")},
    )


class OutcomeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What came of it?"),
        choices=Outcome.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    words = forms.CharField(
        label=_("In plain words"),
        help_text=_("Those who gave footage read this. No names."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
