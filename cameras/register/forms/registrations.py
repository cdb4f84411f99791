"""The one page of registration: location, cameras, owner, consent, read together."""

from django import forms
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.http import QueryDict

from cameras.register.consent_choices import ConsentSource
from cameras.register.forms.cameras import CAMERAS_PREFIX, EACH_FILLED, CameraFormSet
from cameras.register.forms.consents import ConsentsForm
from cameras.register.forms.locations import LocationForm
from cameras.register.forms.owners import OwnerForm
from cameras.register.models import ConsentText
from cameras.register.registrations import Registration
from portal.areas.models import Commune
from portal.once import OnceForm
from portal.people.models import User
from portal.prepared import Fact, prepared


@prepared
def _texts() -> QuerySet[ConsentText]:
    return ConsentText.objects.asked_at_registration(Fact("language"))


class RegistrationForms:
    """Four forms that are right together or shown again together, with all that was entered."""

    def __init__(
        self,
        person: User,
        language: str,
        *,
        commune: Commune | None,
        point: Point | None = None,
        within: float | None = None,
        data: QueryDict | None = None,
    ) -> None:
        self.once = OnceForm(data)
        pin = {"lat": point.y, "lng": point.x, "within": within} if point else {}
        self.location = LocationForm(data, commune=commune, initial=pin)
        self.cameras = CameraFormSet(data, prefix=CAMERAS_PREFIX, form_kwargs=EACH_FILLED)
        self.owner = OwnerForm(data, person=person)
        self.consents = ConsentsForm(data, texts=_texts(language=language))

    @property
    def forms(self) -> list[forms.BaseForm]:
        return [self.location, *self.cameras.forms, self.owner, self.consents]

    @property
    def commune(self) -> Commune | None:
        return self.location.present_commune

    def is_valid(self) -> bool:
        """All are asked, so that everything there is to mend is said at once."""
        parts = (self.once, self.location, self.owner, self.consents)
        return all([self.cameras.is_valid(), *(part.is_valid() for part in parts)])

    def registration(self, source: ConsentSource) -> Registration:
        return Registration(
            location=self.location.location,
            cameras=[form.facts for form in self.cameras.forms],
            consents=self.consents.choices,
            ownership=self.owner.ownership,
            address=self.location.cleaned_data["address"],
            once=self.once.cleaned_data["once"],
            source=source,
        )
