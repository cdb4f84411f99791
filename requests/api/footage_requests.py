"""The requests of a commune's police."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from requests.actions import asking, following
from requests.api.acting import POLICE_ONLY, Acting, NewestFirst
from requests.following import answers_of
from requests.forms.asking import RequestForm
from requests.models import FootageRequest, Incident, Outcome
from requests.models.asking import LegalRoute


class IncidentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Incident
        fields: ClassVar = ["public_id", "case_number", "category", "place"]
        read_only_fields = fields


class RequestSerializer(serializers.ModelSerializer):
    incident = IncidentSerializer(read_only=True)
    officer = serializers.UUIDField(source="officer.public_id", read_only=True)
    point = serializers.SerializerMethodField(help_text="Longitude and latitude")

    class Meta:
        model = FootageRequest
        fields: ClassVar = [
            "public_id",
            "status",
            "incident",
            "officer",
            "purpose",
            "category",
            "place",
            "point",
            "legal_route",
            "document_number",
            "document_date",
            "signer_rank",
            "signer_name",
            "title",
            "looking_for",
            "since",
            "until",
            "radius_metres",
            "square_metres",
            "check_code",
            "needs_review",
            "submitted_at",
            "reviewed_at",
            "review_note",
            "sent_at",
            "ended_at",
        ]
        read_only_fields = fields

    def get_point(self, footage_request: FootageRequest) -> list[float]:
        return [footage_request.point.x, footage_request.point.y]


class LineSerializer(serializers.Serializer):
    answer = serializers.CharField(source="code")
    site = serializers.CharField(source="name")
    note = serializers.CharField()
    at = serializers.DateTimeField()
    files = serializers.IntegerField()


class AnswersSerializer(serializers.Serializer):
    """`silent` holds who has not answered and who declined; nothing tells them apart."""

    asked = serializers.IntegerField()
    silent = serializers.IntegerField()
    next_expiry = serializers.DateTimeField(allow_null=True)
    gave = serializers.IntegerField()
    lines = LineSerializer(many=True)


class RequestDetailSerializer(RequestSerializer):
    answers = serializers.SerializerMethodField()

    class Meta(RequestSerializer.Meta):
        fields: ClassVar = [*RequestSerializer.Meta.fields, "answers"]
        read_only_fields = fields

    @extend_schema_field(AnswersSerializer)
    def get_answers(self, footage_request: FootageRequest) -> dict[str, Any]:
        return dict(AnswersSerializer(answers_of(footage_request)).data)


class WritingSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120, required=False)
    looking_for = serializers.CharField(max_length=600, required=False)
    legal_route = serializers.ChoiceField(choices=LegalRoute.choices, required=False)
    document_number = serializers.CharField(max_length=40, required=False)
    document_date = serializers.DateField(required=False)
    signer_rank = serializers.CharField(max_length=40, required=False)
    signer_name = serializers.CharField(max_length=80, required=False)
    more_reason = serializers.CharField(max_length=200, required=False)


class ScanSerializer(serializers.Serializer):
    scan = serializers.FileField()


class NoteSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=300, required=False, default="")


class RefusalSerializer(serializers.Serializer):
    note = serializers.CharField(max_length=300)


class OutcomeSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Outcome.Kind.choices)
    words = serializers.CharField(max_length=300, required=False, default="")


class RequestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Acting):
    """The requests of the commune in whose police the person stands."""

    queryset = FootageRequest.objects.none()  # For the schema: what one may see is below.
    permission_classes = POLICE_ONLY
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[FootageRequest]:
        mine = FootageRequest.objects.visible_to(self.request.user).with_incident()
        return mine.filter(commune=self.post_held.commune).defer("area")

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return RequestSerializer if self.action == "list" else RequestDetailSerializer

    @extend_schema(request=WritingSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, public_id: str) -> Response:
        said = WritingSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        return self._kept(said.validated_data, None)

    @extend_schema(request=ScanSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def scan(self, request: Request, public_id: str) -> Response:
        files = MultiValueDict({"scan": request.FILES.getlist("scan")})
        return self._kept({}, files)

    def _kept(self, said: dict[str, Any], files: MultiValueDict[str, Any] | None) -> Response:
        """Through the page's form, which holds the rules of each field."""
        footage_request = self.get_object()
        form = RequestForm(said, files, instance=footage_request, is_sent=False, asks_reason=True)
        if not form.is_valid():
            return Response(form.errors, status.HTTP_400_BAD_REQUEST)
        kept = form.fields_to_keep
        named = {name: kept[name] for name in kept if name in said or name.startswith("scan")}
        return self.done(asking.write, footage_request, **named) if named else self._nothing()

    def _nothing(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, public_id: str) -> Response:
        return self.done(asking.submit, self.get_object())

    @extend_schema(request=NoteSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, public_id: str) -> Response:
        said = NoteSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        return self.done(asking.approve, self.get_object(), **said.validated_data)

    @extend_schema(request=RefusalSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        said = RefusalSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        return self.done(asking.refuse, self.get_object(), **said.validated_data)

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, public_id: str) -> Response:
        return self.done(asking.drop, self.get_object())

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, public_id: str) -> Response:
        return self.done(following.recall, self.get_object())

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, public_id: str) -> Response:
        return self.done(following.close, self.get_object())

    @extend_schema(request=OutcomeSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def outcome(self, request: Request, public_id: str) -> Response:
        said = OutcomeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        return self.done(following.tell_outcome, self.get_object(), **said.validated_data)
