"""One camera of an own site: where it looks, and whether it may be asked for."""

from dataclasses import fields
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cameras.register import actions, consents
from cameras.register.actions import CameraFacts
from cameras.register.consent_sources import expressed_in
from cameras.register.forms import CameraForm
from cameras.register.models import Camera, CameraQuerySet, Site
from portal.api.resources import Resource, cleaned_body, cleaned_form

# Of the form's two ways to say a thing, a button and a number, the API takes the number.
NUMBERS = {"angle": "exact_angle", "reach": "exact_reach", "retention_days": "exact_days"}
NAMES = {number: name for name, number in NUMBERS.items()} | {"wind": "bearing"}


class CameraSerializer(serializers.ModelSerializer):
    is_taken_in = serializers.BooleanField(
        read_only=True, help_text="False for one its owner left out of the site's consent"
    )

    class Meta:
        model = Camera
        fields: ClassVar = [
            "public_id",
            "ordinal",
            "label",
            "kind",
            "bearing",
            "angle",
            "reach",
            "retention_days",
            "health",
            "is_taken_in",
        ]
        read_only_fields = fields


class EyeSerializer(serializers.Serializer):
    """What an owner says of one camera. The page's form holds the rules of each field."""

    bearing = serializers.IntegerField(
        required=False, help_text="Degrees: 0 is north, 90 east. A new camera needs it"
    )
    angle = serializers.IntegerField(required=False, help_text="Degrees; 90 if not said")
    reach = serializers.IntegerField(required=False, help_text="Metres; 20 if not said")
    retention_days = serializers.IntegerField(
        required=False, allow_null=True, help_text="null if not known"
    )
    label = serializers.CharField(required=False, allow_blank=True)  # type: ignore[assignment]


def fields_of(said: dict[str, Any]) -> dict[str, Any]:
    """The same in the words of the page's form."""
    known = {name: value for name, value in said.items() if value is not None}
    return {NUMBERS.get(name, name): value for name, value in known.items()}


def eye_in(said: dict[str, Any]) -> CameraFacts:
    form = CameraForm(fields_of(said))
    cleaned_form(form, NAMES)
    return form.eye


class CameraViewSet(mixins.RetrieveModelMixin, Resource):
    """A camera of a site the signed-in person answers for."""

    serializer_class = CameraSerializer
    queryset = Camera.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> CameraQuerySet:
        own = Site.objects.owned_by(self.request.user).in_register()
        return Camera.objects.in_register().filter(site__in=own).with_consent()

    @extend_schema(request=EyeSerializer, responses=CameraSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, public_id: str) -> Response:
        """The camera looks as is said from now on; what is not said stays as it is."""
        camera = self.get_object()
        said = cleaned_body(request.data, EyeSerializer)
        actions.change_camera(camera, eye_in(_eye_of(camera) | said), actor=self.person)
        return self._now()

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, public_id: str) -> Response:
        """Take the camera out of the register. The last one goes with its site: 409."""
        actions.remove_camera(self.get_object(), actor=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=CameraSerializer)
    @action(detail=True, methods=["post"], url_path="leave-out")
    def leave_out(self, request: Request, public_id: str) -> Response:
        """Nobody asks for footage of this camera, whatever its site agreed to."""
        consents.leave_out(self.get_object(), actor=self.person, expressed=expressed_in(request))
        return self._now()

    @extend_schema(request=None, responses=CameraSerializer)
    @action(detail=True, methods=["post"], url_path="take-in")
    def take_in(self, request: Request, public_id: str) -> Response:
        """The decisions for the site hold for this camera again."""
        consents.take_in(self.get_object(), actor=self.person, expressed=expressed_in(request))
        return self._now()

    def _now(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


def _eye_of(camera: Camera) -> dict[str, Any]:
    return {field.name: getattr(camera, field.name) for field in fields(CameraFacts)}
