"""One camera of an own site: where it looks, and whether it may be asked for."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cameras.register.actions import cameras, consents
from cameras.register.gates import source_of
from cameras.register.models import Camera, CameraQuerySet, Site
from cameras.register.registrations import CameraFacts
from portal.api.resources import OnceSerializer, Resource, cleaned_body


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
            "range_metres",
            "retention_days",
            "health",
            "is_taken_in",
        ]
        read_only_fields = fields


class CameraFactsSerializer(serializers.Serializer):
    """What an owner says of one camera. `CameraFacts` holds the rules of each field."""

    bearing = serializers.IntegerField(
        required=False, help_text="Degrees: 0 is north, 90 east. A new camera needs it"
    )
    angle = serializers.IntegerField(required=False, help_text="Degrees; 90 if not said")
    range_metres = serializers.IntegerField(required=False, help_text="20 if not said")
    retention_days = serializers.IntegerField(
        required=False, allow_null=True, help_text="null if not known"
    )
    label = serializers.CharField(required=False, allow_blank=True)  # type: ignore[assignment]


class NewCameraSerializer(OnceSerializer, CameraFactsSerializer):
    """The same of a camera that is not there yet."""


def by_field(faults: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What there is to mend, as a 400 has it."""
    sentences: dict[str, list[str]] = {}
    for name, sentence in faults:
        sentences.setdefault(name, []).append(sentence)
    return sentences


def facts_in(body: Any, present: CameraFacts) -> CameraFacts:
    """`present`, changed as the body says. Raises a 400 with the page's sentences."""
    facts = replace(present, **cleaned_body(body, CameraFactsSerializer))
    if faults := by_field(facts.faults()):
        raise serializers.ValidationError(faults)
    return facts


class CameraViewSet(mixins.RetrieveModelMixin, Resource):
    """A camera of a site the signed-in person answers for."""

    serializer_class = CameraSerializer
    queryset = Camera.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> CameraQuerySet:
        own = Site.objects.answered_by(self.request.user).in_register()
        return Camera.objects.in_register().filter(site__in=own).with_consent()

    @extend_schema(request=CameraFactsSerializer, responses=CameraSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, public_id: str) -> Response:
        """The camera looks as is said from now on; what is not said stays as it is."""
        camera = self.get_object()
        facts = facts_in(request.data, _facts_of(camera))
        cameras.change_camera(camera, facts, actor=self.person)
        return self._now()

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, public_id: str) -> Response:
        """Take the camera out of the register. The last one goes with its site: 409."""
        cameras.remove_camera(self.get_object(), actor=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=CameraSerializer)
    @action(detail=True, methods=["post"], url_path="leave-out")
    def leave_out(self, request: Request, public_id: str) -> Response:
        """Nobody asks for footage of this camera, whatever its site agreed to."""
        camera, source = self.get_object(), source_of(request._request)
        consents.leave_out_camera(camera, actor=self.person, source=source)
        return self._now()

    @extend_schema(request=None, responses=CameraSerializer)
    @action(detail=True, methods=["post"], url_path="take-in")
    def take_in(self, request: Request, public_id: str) -> Response:
        """The decisions for the site hold for this camera again."""
        camera, source = self.get_object(), source_of(request._request)
        consents.take_in_camera(camera, actor=self.person, source=source)
        return self._now()

    def _now(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


def _facts_of(camera: Camera) -> CameraFacts:
    return CameraFacts(**{field.name: getattr(camera, field.name) for field in fields(CameraFacts)})
