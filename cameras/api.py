"""Own sites over the API, with the same actions as the pages."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from cameras import actions, deciding
from cameras.models import Camera, Purpose, Site, SiteQuerySet
from cameras.models.consents import ASKED_AT_REGISTRATION
from cameras.views.expressing import expressed_in
from portal.errors import RuleViolation
from portal.people.models import User

DECIDABLE = [purpose for purpose in ASKED_AT_REGISTRATION if purpose != Purpose.REGISTER]


class CameraSerializer(serializers.ModelSerializer):
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
        ]
        read_only_fields = fields


class SiteSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.code", read_only=True)
    hamlet = serializers.UUIDField(source="hamlet.public_id", read_only=True, allow_null=True)
    position = serializers.SerializerMethodField()
    cameras = CameraSerializer(source="live_cameras", many=True, read_only=True)

    class Meta:
        model = Site
        fields: ClassVar = [
            "public_id",
            "number",
            "kind",
            "label",
            "address",
            "status",
            "commune",
            "hamlet",
            "position",
            "is_approximate",
            "created_at",
            "vouched_at",
            "cameras",
        ]
        read_only_fields = fields

    def get_position(self, site: Site) -> list[float]:
        """Longitude and latitude."""
        return [site.point.x, site.point.y]


class DecisionSerializer(serializers.Serializer):
    purpose = serializers.ChoiceField(choices=[(p.value, p.label) for p in DECIDABLE])
    granted = serializers.BooleanField()
    version = serializers.IntegerField(
        required=False, help_text="Of the words she read: 409 if they have changed since"
    )


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50


class SiteViewSet(viewsets.ReadOnlyModelViewSet):
    """Sites the signed-in person answers for."""

    serializer_class = SiteSerializer
    permission_classes = (IsAuthenticated,)
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> SiteQuerySet:
        own = Site.objects.owned_by(self.request.user).in_register()
        return own.with_ground().prefetch_related("cameras")

    @extend_schema(request=None, responses=SiteSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, public_id: str) -> Response:
        return self._done(actions.pause)

    @extend_schema(request=None, responses=SiteSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, public_id: str) -> Response:
        return self._done(actions.resume)

    @extend_schema(request=None, responses=SiteSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, public_id: str) -> Response:
        return self._done(actions.remove, expressed=expressed_in(request))

    @extend_schema(request=DecisionSerializer, responses=SiteSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, public_id: str) -> Response:
        decision = DecisionSerializer(data=request.data)
        decision.is_valid(raise_exception=True)
        return self._done(
            deciding.decide, expressed=expressed_in(request), **decision.validated_data
        )

    def _done(self, act: Callable[..., Any], **facts: Any) -> Response:
        """Act on the site; a rule's refusal is a 409 with its sentence."""
        site = self.get_object()
        try:
            act(site, actor=cast(User, self.request.user), **facts)
        except RuleViolation as refusal:
            return Response({"detail": str(refusal)}, status.HTTP_409_CONFLICT)
        return Response(self.get_serializer(Site.objects.get(pk=site.pk)).data)


def register(router: BaseRouter) -> None:
    router.register("sites", SiteViewSet, basename="site")
