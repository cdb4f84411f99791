"""Own sites: registered, described, paused, removed, and what their owner agreed to."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cameras.register import actions, consents, vouching
from cameras.register.api.eyes import CameraSerializer, EyeSerializer, eye_in
from cameras.register.api.registering import (
    Change,
    ChangeSerializer,
    RegistrationSerializer,
    decidable,
    errors_of,
    form_of,
)
from cameras.register.consent_sources import expressed_in
from cameras.register.forms import Registration
from cameras.register.forms.sites import ReplyForm
from cameras.register.models import Camera, ConsentText, Site, SiteQuerySet
from cameras.register.models.consents import ASKED_AT_REGISTRATION
from cameras.register.site_pages import decisions_of
from portal.api.resources import Resource, cleaned_body, cleaned_form
from portal.areas.models import Commune


class SiteSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.code", read_only=True)
    hamlet = serializers.UUIDField(source="hamlet.public_id", read_only=True, allow_null=True)
    organisation = serializers.CharField(
        source="organisation.name", read_only=True, allow_null=True
    )
    position = serializers.SerializerMethodField()
    cameras = CameraSerializer(source="live_cameras", many=True, read_only=True)

    class Meta:
        model = Site
        fields: ClassVar = [
            "public_id",
            "number",
            "kind",
            "organisation",
            "label",
            "address",
            "status",
            "commune",
            "hamlet",
            "position",
            "is_approximate",
            "created_at",
            "vouched_at",
            "waits_for_owner",
            "question",
            "reply",
            "cameras",
        ]
        read_only_fields = fields

    def get_position(self, site: Site) -> list[float]:
        """Longitude and latitude."""
        return [site.point.x, site.point.y]


class HeldSerializer(serializers.Serializer):
    """The decision that holds on one purpose, and the version of the words it was given to."""

    purpose = serializers.CharField(source="text.purpose")
    granted = serializers.BooleanField()
    version = serializers.IntegerField(source="consent.text.version", allow_null=True)
    at = serializers.DateTimeField(source="consent.at", allow_null=True)
    is_of_other_words = serializers.BooleanField(help_text="The words have changed since")


class SiteDetailSerializer(SiteSerializer):
    decisions = serializers.SerializerMethodField()

    class Meta(SiteSerializer.Meta):
        fields: ClassVar = [*SiteSerializer.Meta.fields, "decisions"]
        read_only_fields = fields

    @extend_schema_field(HeldSerializer(many=True))
    def get_decisions(self, site: Site) -> list[Any]:
        view = self.context["view"]
        held = decisions_of(site, view.person, view.language)
        return list(HeldSerializer(held, many=True).data)


class DecisionSerializer(serializers.Serializer):
    purpose = serializers.ChoiceField(choices=decidable())
    granted = serializers.BooleanField()
    version = serializers.IntegerField(
        default=0, help_text="A yes needs it: 409 unless she read the present words"
    )


class ReplySerializer(serializers.Serializer):
    reply = serializers.CharField(required=False, allow_blank=True)


class WordsSerializer(serializers.ModelSerializer):
    """The words of one purpose as the people of this commune read them."""

    text = serializers.SerializerMethodField(help_text="Question, hint and full text")

    class Meta:
        model = ConsentText
        fields: ClassVar = ["purpose", "version", "language", "text", "published_on"]
        read_only_fields = fields

    def get_text(self, words: ConsentText) -> str:
        commune = self.context["commune"]
        return words.wording(commune, commune.kind)


class SiteViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """Sites the signed-in person answers for: her own and those of her organisations."""

    queryset = Site.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> SiteQuerySet:
        return self._own().in_register()

    def _own(self) -> SiteQuerySet:
        cameras = Prefetch("cameras", Camera.objects.in_register().with_consent())
        return Site.objects.owned_by(self.request.user).with_ground().prefetch_related(cameras)

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return SiteSerializer if self.action == "list" else SiteDetailSerializer

    @extend_schema(request=RegistrationSerializer, responses={201: SiteDetailSerializer})
    def create(self, request: Request) -> Response:
        """Register a site with its cameras and decisions, under the rules of the page.

        The same `key` sent again gives the same site. 400 has the page's sentences under the
        names of the fields; 409 a rule's own.
        """
        said = cleaned_body(request.data, RegistrationSerializer)
        registration = Registration(self.person, self.language, commune=None, data=form_of(said))
        if not registration.is_valid():
            raise serializers.ValidationError(errors_of(registration))
        self.count(request, "cameras_register", key=str(self.person.pk))
        return self._shown(registration.register(expressed_in(request)), status.HTTP_201_CREATED)

    @extend_schema(
        parameters=[OpenApiParameter("commune", str, required=True, description="Its code.")],
        responses=WordsSerializer(many=True),
    )
    @action(detail=False, pagination_class=None)
    def words(self, request: Request) -> Response:
        """What is asked at registration: the present words and their versions, to be read
        before anybody says yes to them.
        """
        opened = Commune.objects.open()
        commune = get_object_or_404(opened, code=request.query_params.get("commune", ""))
        texts = ConsentText.objects.present(self.language)
        asked = texts.filter(purpose__in=ASKED_AT_REGISTRATION)
        return Response(WordsSerializer(asked, many=True, context={"commune": commune}).data)

    @extend_schema(request=ChangeSerializer, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def place(self, request: Request, public_id: str) -> Response:
        """Name and address, or another place in the same commune. What is not said stays."""
        site = self.get_object()
        change = Change(site, cleaned_body(request.data, ChangeSerializer))
        if change.errors or change.spot is None:
            raise serializers.ValidationError(change.errors)
        if change.moves:
            actions.move(site, change.spot, actor=self.person)
        actions.describe(site, actor=self.person, **change.described)
        return self._shown(site)

    @extend_schema(request=EyeSerializer, responses={201: CameraSerializer})
    @action(detail=True, methods=["post"], url_path="cameras")
    def add_camera(self, request: Request, public_id: str) -> Response:
        """One more camera at this place."""
        eye = eye_in(cleaned_body(request.data, EyeSerializer))
        added = actions.add_camera(self.get_object(), eye, actor=self.person)
        camera = Camera.objects.with_consent().get(pk=added.pk)
        return Response(CameraSerializer(camera).data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, public_id: str) -> Response:
        """Nobody sees or asks the site until it is resumed."""
        return self._shown(actions.pause(self.get_object(), actor=self.person))

    @extend_schema(request=None, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, public_id: str) -> Response:
        """In use again, with the same decisions as before."""
        return self._shown(actions.resume(self.get_object(), actor=self.person))

    @extend_schema(request=None, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, public_id: str) -> Response:
        """Take the site out of the register for good; all consent ends."""
        site = self.get_object()
        return self._shown(actions.remove(site, actor=self.person, expressed=expressed_in(request)))

    @extend_schema(request=DecisionSerializer, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, public_id: str) -> Response:
        """From now on this is the owner's decision on the purpose."""
        said = cleaned_body(request.data, DecisionSerializer)
        site = self.get_object()
        consents.decide(site, actor=self.person, expressed=expressed_in(request), **said)
        return self._shown(site)

    @extend_schema(request=ReplySerializer, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, public_id: str) -> Response:
        """Answer the question of the hamlet's leader."""
        site = self.get_object()
        said = cleaned_form(ReplyForm(cleaned_body(request.data, ReplySerializer)))
        return self._shown(vouching.answer(site, actor=self.person, **said))

    def _shown(self, site: Site, code: int = status.HTTP_200_OK) -> Response:
        """The site as it stands now, also one that has just left the register."""
        fresh = get_object_or_404(self._own(), pk=site.pk)
        return Response(self.get_serializer(fresh).data, code)
