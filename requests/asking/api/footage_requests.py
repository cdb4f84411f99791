"""The requests of a commune's police."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.resources import DownloadLink, cleaned_body, cleaned_form
from requests.asking.actions import footage_requests, reviews
from requests.asking.actions.outcomes import tell_outcome
from requests.asking.api import BEYOND_LIMITS, IN_CHARGE_ONLY, POLICE_ONLY, Resource
from requests.asking.forms.footage_requests import OutcomeForm, RefusalForm, RequestForm, ReviewForm
from requests.asking.models import FootageRequest, Incident, Outcome, SearchPurpose
from requests.asking.models.footage_requests import LegalRoute
from requests.asking.models.incidents import Category
from requests.asking.police_answers import answers_of


class IncidentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Incident
        fields: ClassVar = ["public_id", "case_number", "category", "location_text"]
        read_only_fields = fields


class RequestSerializer(serializers.ModelSerializer):
    incident = IncidentSerializer(read_only=True)
    officer = serializers.UUIDField(source="officer.public_id", read_only=True)
    search = serializers.UUIDField(source="search.public_id", read_only=True)
    purpose = serializers.ChoiceField(
        source="search.purpose", choices=SearchPurpose.choices, read_only=True
    )
    category = serializers.ChoiceField(
        source="search.category", choices=Category.choices, read_only=True
    )
    location_text = serializers.CharField(source="search.location_text", read_only=True)
    point = serializers.SerializerMethodField(help_text="Longitude and latitude")
    since = serializers.DateTimeField(source="search.since", read_only=True)
    until = serializers.DateTimeField(source="search.until", read_only=True)
    radius_metres = serializers.IntegerField(
        source="search.radius_metres", read_only=True, allow_null=True
    )
    square_metres = serializers.IntegerField(source="search.square_metres", read_only=True)

    class Meta:
        model = FootageRequest
        fields: ClassVar = [
            "public_id",
            "status",
            "incident",
            "officer",
            "search",
            "purpose",
            "category",
            "location_text",
            "point",
            "legal_route",
            "document_number",
            "document_date",
            "signer_rank",
            "signer_name",
            "disowned_at",
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
        return [footage_request.search.point.x, footage_request.search.point.y]


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


class OutcomeSerializer(serializers.ModelSerializer):
    """What those who gave footage were told."""

    class Meta:
        model = Outcome
        fields: ClassVar = ["kind", "words", "at"]
        read_only_fields = fields


class RequestDetailSerializer(RequestSerializer):
    answers = serializers.SerializerMethodField()
    outcomes = OutcomeSerializer(many=True, read_only=True)
    document = DownloadLink(
        "footage:document", lambda footage_request: bool(footage_request.document_scan)
    )

    class Meta(RequestSerializer.Meta):
        fields: ClassVar = [*RequestSerializer.Meta.fields, "document", "answers", "outcomes"]
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


class DocumentScanSerializer(serializers.Serializer):
    document_scan = serializers.FileField()


class NoteSerializer(serializers.Serializer):
    note = serializers.CharField(required=False, allow_blank=True)


class OutcomeToTellSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Outcome.Kind.choices, required=False)
    words = serializers.CharField(required=False, allow_blank=True)
    once = serializers.UUIDField(help_text="Your own: sent twice, it tells the outcome once")


class RequestViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """The requests of the commune in whose police the person stands. The duty desk only reads."""

    queryset = FootageRequest.objects.none()  # For the schema: what one may see is below.

    def get_permissions(self) -> Sequence[Any]:
        is_open_to_desk = self.action in {"list", "retrieve", "disown"}
        return [gate() for gate in (POLICE_ONLY if is_open_to_desk else IN_CHARGE_ONLY)]

    def get_queryset(self) -> QuerySet[FootageRequest]:
        return FootageRequest.objects.visible_in(
            self.appointment.commune_id, self.person
        ).with_incident()

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return RequestSerializer if self.action == "list" else RequestDetailSerializer

    @extend_schema(request=WritingSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, public_id: str) -> Response:
        """Keep what has been written so far. Only its officer writes, before it is sent."""
        return self._kept(cleaned_body(request.data, WritingSerializer), None)

    @extend_schema(request=DocumentScanSerializer, responses=RequestDetailSerializer)
    @action(
        detail=True, methods=["post"], parser_classes=[MultiPartParser], url_path="document-scan"
    )
    def document_scan(self, request: Request, public_id: str) -> Response:
        """Add the scan of the document, as the field `document_scan` of a form."""
        scans = request.FILES.getlist("document_scan")
        return self._kept({}, MultiValueDict({"document_scan": scans}))

    def _kept(self, cleaned: dict[str, Any], files: MultiValueDict[str, Any] | None) -> Response:
        """Through the page's form, which holds the rules of each field."""
        footage_request = self.get_object()
        form = RequestForm(cleaned, files, draft=footage_request, is_sent=False, asks_reason=True)
        cleaned_form(form)
        footage_requests.write(footage_request, form.written, actor=self.person)
        return self.now()

    @extend_schema(request=None, responses={200: RequestDetailSerializer, 409: BEYOND_LIMITS})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, public_id: str) -> Response:
        """Hand a complete request to a second officer, or send it where none is needed."""
        return self.done(footage_requests.submit, self.get_object())

    @extend_schema(request=NoteSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, public_id: str) -> Response:
        """Approve as the second officer; the request goes out to the owners at once."""
        footage_request = self.get_object()
        cleaned = cleaned_form(ReviewForm(cleaned_body(request.data, NoteSerializer)))
        return self.done(reviews.approve, footage_request, **cleaned)

    @extend_schema(request=NoteSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, public_id: str) -> Response:
        """Send the request back to its officer, who may change it and submit it again."""
        footage_request = self.get_object()
        cleaned = cleaned_form(RefusalForm(cleaned_body(request.data, NoteSerializer)))
        return self.done(reviews.refuse, footage_request, **cleaned)

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, public_id: str) -> Response:
        """Give up a request that was never sent."""
        return self.done(footage_requests.drop, self.get_object())

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def disown(self, request: Request, public_id: str) -> Response:
        """The person named as the signer did not sign: what was sent is recalled."""
        return self.done(footage_requests.disown, self.get_object())

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, public_id: str) -> Response:
        """Every link of the request is dead; the owners are told."""
        return self.done(footage_requests.recall, self.get_object())

    @extend_schema(request=None, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, public_id: str) -> Response:
        """No more answers are taken. What was given stays."""
        return self.done(footage_requests.close, self.get_object())

    @extend_schema(request=OutcomeToTellSerializer, responses=RequestDetailSerializer)
    @action(detail=True, methods=["post"])
    def outcome(self, request: Request, public_id: str) -> Response:
        """Tell those who gave footage what came of it. The same `once` tells it once."""
        footage_request = self.get_object()
        cleaned = cleaned_form(OutcomeForm(cleaned_body(request.data, OutcomeToTellSerializer)))
        return self.done(tell_outcome, footage_request, **cleaned)
