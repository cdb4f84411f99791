"""What owners are asked, and their answers."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.resources import DownloadLink, cleaned_body
from requests.asking.actions import answers, reminders
from requests.asking.api import Resource
from requests.asking.api.footage_requests import OutcomeSerializer
from requests.asking.models import Answer, Ask

ANSWERS = sorted(Ask.GIVEN)


class AskSerializer(serializers.ModelSerializer):
    """What an owner is asked and what she answered. Police have no access to it."""

    site = serializers.CharField(source="site.number", read_only=True)
    police = serializers.CharField(
        source="footage_request.commune.profile.police_name", read_only=True
    )
    police_phone = serializers.CharField(
        source="footage_request.commune.profile.police_phone", read_only=True
    )
    officer = serializers.CharField(source="footage_request.officer.full_name", read_only=True)
    officer_rank = serializers.CharField(
        source="footage_request.search.appointment.rank", read_only=True
    )
    title = serializers.CharField(source="footage_request.title", read_only=True)
    looking_for = serializers.CharField(source="footage_request.looking_for", read_only=True)
    legal_route = serializers.CharField(source="footage_request.legal_route", read_only=True)
    document_number = serializers.CharField(
        source="footage_request.document_number", read_only=True
    )
    document_date = serializers.DateField(source="footage_request.document_date", read_only=True)
    signer_rank = serializers.CharField(source="footage_request.signer_rank", read_only=True)
    signer_name = serializers.CharField(source="footage_request.signer_name", read_only=True)
    check_code = serializers.CharField(source="footage_request.check_code", read_only=True)
    since = serializers.DateTimeField(source="footage_request.search.since", read_only=True)
    until = serializers.DateTimeField(source="footage_request.search.until", read_only=True)

    class Meta:
        model = Ask
        fields: ClassVar = [
            "public_id",
            "site",
            "police",
            "police_phone",
            "officer",
            "officer_rank",
            "title",
            "looking_for",
            "legal_route",
            "document_number",
            "document_date",
            "signer_rank",
            "signer_name",
            "check_code",
            "since",
            "until",
            "expires_at",
            "overwritten_at",
            "answer",
            "gone_reason",
            "answered_at",
            "is_open",
            "accepts_uploads",
            "wants_reminders",
        ]
        read_only_fields = fields


class AnswerInLogSerializer(serializers.ModelSerializer):
    """One line of her own log. The seal stands in the journal and says nothing without it."""

    class Meta:
        model = Answer
        fields: ClassVar = ["answer", "gone_reason", "at", "seal"]
        read_only_fields = fields


class DeliveryRecordSerializer(serializers.Serializer):
    """The paper that the wing above gives for files; null until something was handed over."""

    number = serializers.CharField()
    issued_at = serializers.DateTimeField()
    given_by = serializers.CharField(source="given_by.full_name")


class AskDetailSerializer(AskSerializer):
    cameras: Any = serializers.SlugRelatedField(slug_field="public_id", many=True, read_only=True)
    document = DownloadLink("footage:asked_document", help_text="The scan of what police wrote")
    answers = AnswerInLogSerializer(many=True, read_only=True)
    delivery_record = DeliveryRecordSerializer(read_only=True, allow_null=True)
    delivery_record_paper = DownloadLink(
        "footage:delivery_record_pdf", lambda ask: hasattr(ask, "delivery_record")
    )
    outcomes = serializers.SerializerMethodField()

    class Meta(AskSerializer.Meta):
        fields: ClassVar = [
            *AskSerializer.Meta.fields,
            "cameras",
            "document",
            "answers",
            "delivery_record",
            "delivery_record_paper",
            "outcomes",
        ]
        read_only_fields = fields

    @extend_schema_field(OutcomeSerializer(many=True))
    def get_outcomes(self, ask: Ask) -> list[Any]:
        """For those who gave footage, and for nobody else."""
        told = ask.footage_request.outcomes.all() if hasattr(ask, "delivery_record") else []
        return list(OutcomeSerializer(told, many=True).data)


class AnswerToGiveSerializer(serializers.Serializer):
    answer = serializers.ChoiceField(choices=ANSWERS)
    gone_reason = serializers.ChoiceField(
        choices=Ask.GoneReason.choices, required=False, allow_blank=True, default=""
    )


def asks_of(person: Any) -> QuerySet[Ask]:
    """With all that one of them says."""
    return Ask.objects.visible_to(person).with_parties().select_related("delivery_record__given_by")


class AskViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Resource):
    """Asks the signed-in person may answer."""

    queryset = Ask.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> QuerySet[Ask]:
        if self.detail:
            return asks_of(self.request.user)
        return Ask.objects.visible_to(self.request.user).with_parties()

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return AskSerializer if self.action == "list" else AskDetailSerializer

    @extend_schema(request=AnswerToGiveSerializer, responses=AskDetailSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, public_id: str) -> Response:
        """Keep the owner's answer; any later one replaces it while the link is open."""
        ask = self.get_object()
        cleaned = cleaned_body(request.data, AnswerToGiveSerializer)
        given = cleaned["answer"]
        reason = cleaned["gone_reason"] if given == Ask.Answer.GONE else ""
        return self.done(answers.answer, ask, given=given, gone_reason=reason)

    @extend_schema(request=None, responses=AskDetailSerializer)
    @action(detail=True, methods=["post"], url_path="stop-reminders")
    def stop_reminders(self, request: Request, public_id: str) -> Response:
        """No more reminders about this case."""
        return self.done(reminders.stop_reminders, self.get_object())
