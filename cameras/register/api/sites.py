"""Own sites: registered, described, paused, removed, and what their owner agreed to."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cameras.register.actions import cameras, consents, sites, vouching
from cameras.register.api.cameras import CameraSerializer, NewCameraSerializer, facts_in
from cameras.register.api.registrations import (
    Change,
    ChangeSerializer,
    RegistrationSerializer,
    registration_in,
)
from cameras.register.consent_cards import cards_of
from cameras.register.consent_choices import ConsentChoice
from cameras.register.forms.vouching import ReplyForm
from cameras.register.gates import source_of
from cameras.register.models import Camera, ConsentText, Site, SiteQuerySet, Vouching
from cameras.register.models.consents import DECIDED_LATER
from cameras.register.registrations import CameraFacts
from portal.api.resources import OnceSerializer, Resource, cleaned_body, cleaned_form
from portal.areas.models import Commune


class SiteSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="commune.code", read_only=True)
    hamlet = serializers.UUIDField(source="hamlet.public_id", read_only=True, allow_null=True)
    organisation = serializers.CharField(
        source="organisation.name", read_only=True, allow_null=True
    )
    position = serializers.SerializerMethodField()
    vouched_at = serializers.SerializerMethodField()
    question = serializers.CharField(source="newest_question.question", default="", read_only=True)
    reply = serializers.CharField(source="newest_question.reply", default="", read_only=True)
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

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_vouched_at(self, site: Site) -> str | None:
        newest = site.newest_vouching
        if newest is None or site.vouching != Vouching.State.VOUCHED:
            return None
        return str(serializers.DateTimeField().to_representation(newest.at))


class HeldSerializer(serializers.Serializer):
    """The decision that holds on one purpose, and the version of the words it was given to."""

    purpose = serializers.CharField(source="text.purpose")
    granted = serializers.BooleanField()
    version = serializers.IntegerField(source="consent.text.version", allow_null=True)
    at = serializers.DateTimeField(source="consent.at", allow_null=True)
    is_of_other_words = serializers.BooleanField(help_text="The words have changed since")


class SiteDetailSerializer(SiteSerializer):
    consents = serializers.SerializerMethodField()

    class Meta(SiteSerializer.Meta):
        fields: ClassVar = [*SiteSerializer.Meta.fields, "consents"]
        read_only_fields = fields

    @extend_schema_field(HeldSerializer(many=True))
    def get_consents(self, site: Site) -> list[Any]:
        view = self.context["view"]
        cards = cards_of(site, view.person, view.language)
        return list(HeldSerializer(cards, many=True).data)


class ConsentSerializer(serializers.Serializer):
    purpose = serializers.ChoiceField(choices=[(one.value, one.label) for one in DECIDED_LATER])
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
        cameras = Prefetch("cameras", Camera.objects.in_register().with_consent().defer("view"))
        return (
            Site.objects.answered_by(self.request.user)
            .with_ground()
            .prefetch_related(cameras, "vouchings")
        )

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return SiteSerializer if self.action == "list" else SiteDetailSerializer

    @extend_schema(request=RegistrationSerializer, responses={201: SiteDetailSerializer})
    def create(self, request: Request) -> Response:
        """Register a site with its cameras and decisions, under the rules of the page.

        The same `once` sent again gives the same site. 400 has the page's sentences under the
        names of the fields; 409 a rule's own.
        """
        registration = registration_in(
            cleaned_body(request.data, RegistrationSerializer),
            owner=self.person,
            source=source_of(request._request),
        )
        self.count(request, "cameras_register", key=str(self.person.pk))
        site = sites.register_site(registration, owner=self.person, actor=self.person)
        return self._shown(site, status.HTTP_201_CREATED)

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
        asked = ConsentText.objects.asked_at_registration(self.language)
        return Response(WordsSerializer(asked, many=True, context={"commune": commune}).data)

    @extend_schema(request=ChangeSerializer, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def location(self, request: Request, public_id: str) -> Response:
        """Name and address, or another location in the same commune. What is not said stays."""
        site = self.get_object()
        change = Change(site, cleaned_body(request.data, ChangeSerializer))
        change.require_valid()
        sites.change_site(site, actor=self.person, location=change.location, **change.described)
        return self._shown(site)

    @extend_schema(request=NewCameraSerializer, responses={201: CameraSerializer})
    @action(detail=True, methods=["post"], url_path="cameras")
    def add_camera(self, request: Request, public_id: str) -> Response:
        """One more camera at this place."""
        once = cleaned_body(request.data, OnceSerializer)["once"]
        facts = facts_in(request.data, CameraFacts())
        self.count(request, "cameras_register", key=str(self.person.pk))
        added = cameras.add_camera(self.get_object(), facts, actor=self.person, once=once)
        camera = Camera.objects.with_consent().get(pk=added.pk)
        return Response(CameraSerializer(camera).data, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, public_id: str) -> Response:
        """Nobody sees or asks the site until it is resumed."""
        return self._shown(sites.pause_site(self.get_object(), actor=self.person))

    @extend_schema(request=None, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, public_id: str) -> Response:
        """In use again, with the same decisions as before."""
        return self._shown(sites.resume_site(self.get_object(), actor=self.person))

    @extend_schema(request=None, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, public_id: str) -> Response:
        """Take the site out of the register for good; all consent ends."""
        site = self.get_object()
        source = source_of(request._request)
        return self._shown(sites.remove_site(site, actor=self.person, source=source))

    @extend_schema(request=ConsentSerializer, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, public_id: str) -> Response:
        """From now on this is the owner's decision on the purpose."""
        cleaned = cleaned_body(request.data, ConsentSerializer)
        site, source = self.get_object(), source_of(request._request)
        choice = ConsentChoice(cleaned["granted"], cleaned["version"])
        purpose = cleaned["purpose"]
        consents.decide_consent(site, purpose, choice, actor=self.person, source=source)
        return self._shown(site)

    @extend_schema(request=ReplySerializer, responses=SiteDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, public_id: str) -> Response:
        """Answer the question of the hamlet's leader."""
        site = self.get_object()
        cleaned = cleaned_form(ReplyForm(cleaned_body(request.data, ReplySerializer)))
        return self._shown(vouching.answer_question(site, actor=self.person, **cleaned))

    def _shown(self, site: Site, code: int = status.HTTP_200_OK) -> Response:
        """The site as it stands now, also one that has just left the register."""
        fresh = get_object_or_404(self._own(), pk=site.pk)
        return Response(self.get_serializer(fresh).data, code)
