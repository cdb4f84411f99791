"""The written request: its document, what to look for; the review; the outcome."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import fields_for_model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.errors import RuleViolation
from portal.look.fields import DayField
from portal.once import OnceField
from requests.asking.actions.footage_requests import Written
from requests.asking.document_scans import clean_document_scan
from requests.asking.models import FootageRequest, Outcome
from requests.asking.models.footage_requests import NEEDED_TO_ASK, LegalRoute

TEXTS = [
    "title",
    "looking_for",
    "document_number",
    "signer_rank",
    "signer_name",
    "more_reason",
]
WRITTEN = [*TEXTS, "legal_route", "document_date"]  # and the scan, which is a file


class RequestForm(forms.Form):
    """`is_sent=False` keeps whatever is there; `is_sent=True` wants all that the law wants."""

    legal_route = forms.ChoiceField(
        label=_("Legal basis"), choices=LegalRoute, widget=forms.RadioSelect, required=False
    )
    document_scan = forms.FileField(
        label=_("Scan of the document"),
        help_text=_("PDF, JPG or PNG, up to 10 MB. The owners can open it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        required=False,
    )
    document_date = DayField(label=_("Date of the document"), required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        draft: FootageRequest,
        is_sent: bool,
        asks_reason: bool,
    ) -> None:
        self.draft, self.is_sent = draft, is_sent
        super().__init__(data, files, initial={name: getattr(draft, name) for name in WRITTEN})
        self.fields |= _fields_of_texts()
        if not asks_reason:
            del self.fields["more_reason"]

    def clean_document_date(self) -> Any:
        date = self.cleaned_data["document_date"]
        if date and date > timezone.localdate():
            raise forms.ValidationError(_("The document is dated in the future."))
        return date

    def clean_document_scan(self) -> ContentFile | None:
        upload = self.cleaned_data["document_scan"]
        if not isinstance(upload, UploadedFile):
            return None
        try:
            return clean_document_scan(upload)
        except RuleViolation as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lacking = [name for name in NEEDED_TO_ASK if self.is_sent and self._lacks(name, cleaned)]
        for name in lacking:
            if name == "document_scan":
                sentence = gettext("Add the scan: without a written document nobody may be asked.")
            else:
                sentence = gettext("“%(field)s” is needed.") % {"field": self[name].label}
            self.add_error(name, sentence)
        return cleaned

    def _lacks(self, name: str, cleaned: dict[str, Any]) -> bool:
        """What was wrong has its own sentence; a scan may have been kept before."""
        is_kept = name == "document_scan" and bool(self.draft.document_scan)
        return not (cleaned.get(name) or name in self.errors or is_kept)

    @property
    def written(self) -> Written:
        """What was sent and is right, also while something else still has to be mended."""
        right: dict[str, Any] = {
            name: self.cleaned_data[name] or ""
            for name in WRITTEN
            if name in self.data and name in self.cleaned_data
        }
        return Written(**right, document_scan=self.cleaned_data.get("document_scan"))


def _fields_of_texts() -> dict[str, Any]:
    return fields_for_model(
        FootageRequest,
        fields=TEXTS,
        widgets={"looking_for": forms.Textarea(attrs={"rows": 4})},
        help_texts={
            "title": gettext("The owners read this. No names, no number plates."),
            "looking_for": gettext(
                "Exactly what the owner is to look for: vehicle, colour, direction."
            ),
            "document_number": gettext("For example 214/YC-CAP"),
        },
    )


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
    once = OnceField()
