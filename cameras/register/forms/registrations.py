"""The one page of registration: place, cameras, owner, consent, read together."""

import uuid
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cameras.register import actions
from cameras.register.consents import Expression
from cameras.register.forms.cameras import WHOLE, CameraFormSet
from cameras.register.forms.locations import LocationForm
from cameras.register.forms.owners import OwnerForm
from cameras.register.models import ConsentText, Purpose, Site
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.people.actions import name_person
from portal.people.models import User

YES, NO = "yes", "no"
ANSWERS = [(YES, _("I agree")), (NO, _("I do not agree"))]


class DecisionsForm(forms.Form):
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
    def decisions(self) -> dict[str, bool]:
        return {text.purpose: self.cleaned_data[text.purpose] == YES for text in self.texts}

    @property
    def versions(self) -> dict[str, int]:
        return {text.purpose: text.version for text in self.texts}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for text in self.texts:
            if said.get(_version_of(text)) != text.version:
                self._ask_again(text)
        if Purpose.REGISTER not in self.errors and said.get(Purpose.REGISTER) != YES:
            self.add_error(
                Purpose.REGISTER,
                _("Without your consent to the register we enter nothing. The rest is up to you."),
            )
        return said

    def _ask_again(self, text: ConsentText) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[text.purpose] = ""  # type: ignore[index]
        self.data[_version_of(text)] = str(text.version)  # type: ignore[index]
        self.add_error(
            text.purpose,
            _("These words have changed since you opened the page. Read them and choose again."),
        )


def _version_of(text: ConsentText) -> str:
    return f"{text.purpose}-version"


class KeyForm(forms.Form):
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)


class Registration:
    """Four forms that are right together or shown again together, with all that was entered."""

    def __init__(
        self,
        person: User,
        language: str,
        *,
        commune: Commune | None,
        point: Point | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.person, self.language = person, language
        texts = list(
            ConsentText.objects.present(language).filter(purpose__in=ASKED_AT_REGISTRATION)
        )
        self.key = KeyForm(data, initial={"key": uuid.uuid4()})
        pin = {"lat": point.y, "lng": point.x} if point else {}
        self.place = LocationForm(data, commune=commune, initial=pin)
        self.eyes = CameraFormSet(data, prefix="eyes", form_kwargs=WHOLE)
        self.owner = OwnerForm(data, person=person)
        self.decisions = DecisionsForm(data, texts=texts)

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.place, *self.eyes.forms, self.owner, self.decisions]

    @property
    def commune(self) -> Commune | None:
        return self.place.spot.commune if self.place.spot else self.place.chosen

    def is_valid(self) -> bool:
        """All are asked, so that everything there is to mend is said at once."""
        parts = (self.key, self.place, self.owner, self.decisions)
        found = [self.eyes.is_valid(), *(part.is_valid() for part in parts)]
        return all(found)

    @transaction.atomic
    def register(self, expressed: Expression) -> Site:
        if self.place.spot is None:
            raise RuleViolation(_("Put the pin where the camera is."))
        owner = self.owner.cleaned_data
        if "full_name" in owner:
            name_person(
                self.person,
                actor=self.person,
                full_name=owner["full_name"],
                honorific=self.person.honorific,
            )
        return actions.register(
            self.place.spot,
            actor=self.person,
            eyes=[form.eye for form in self.eyes.forms],
            decisions=self.decisions.decisions,
            kind=owner["kind"],
            organisation=owner.get("organisation"),
            organisation_name=owner["organisation_name"],
            employees_told_at=timezone.now() if owner["employees_told"] else None,
            address=self.place.cleaned_data["address"],
            key=self.key.cleaned_data["key"],
            expressed=expressed,
            versions=self.decisions.versions,
        )
