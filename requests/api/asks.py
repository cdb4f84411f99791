"""What owners are asked, and their answers."""

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from requests.actions import answering
from requests.api.acting import Acting, NewestFirst
from requests.models import Ask


class AskSerializer(serializers.ModelSerializer):
    """What an owner is asked and what she answered. Police have no access to it."""

    site = serializers.CharField(source="site.number", read_only=True)
    police = serializers.CharField(
        source="footage_request.commune.profile.police_name", read_only=True
    )
    title = serializers.CharField(source="footage_request.title", read_only=True)
    looking_for = serializers.CharField(source="footage_request.looking_for", read_only=True)
    legal_route = serializers.CharField(source="footage_request.legal_route", read_only=True)
    document_number = serializers.CharField(
        source="footage_request.document_number", read_only=True
    )
    check_code = serializers.CharField(source="footage_request.check_code", read_only=True)
    since = serializers.DateTimeField(source="footage_request.since", read_only=True)
    until = serializers.DateTimeField(source="footage_request.until", read_only=True)

    class Meta:
        model = Ask
        fields: ClassVar = [
            "public_id",
            "site",
            "police",
            "title",
            "looking_for",
            "legal_route",
            "document_number",
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


class AnswerSerializer(serializers.Serializer):
    answer = serializers.ChoiceField(choices=sorted(Ask.GIVEN))
    gone_reason = serializers.ChoiceField(
        choices=Ask.GoneReason.choices, required=False, allow_blank=True, default=""
    )


class AskViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Acting):
    """Asks the signed-in person may answer."""

    serializer_class = AskSerializer
    permission_classes = (IsAuthenticated,)
    pagination_class = NewestFirst

    def get_queryset(self) -> QuerySet[Ask]:
        return Ask.objects.visible_to(self.request.user).with_commune()

    @extend_schema(request=AnswerSerializer, responses=AskSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, public_id: str) -> Response:
        said = AnswerSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        given, reason = said.validated_data["answer"], said.validated_data["gone_reason"]
        reason = reason if given == Ask.Answer.GONE else ""
        return self.done(answering.answer, self.get_object(), given=given, gone_reason=reason)

    @extend_schema(request=None, responses=AskSerializer)
    @action(detail=True, methods=["post"])
    def quiet(self, request: Request, public_id: str) -> Response:
        """No more reminders about this case."""
        return self.done(answering.stop_reminders, self.get_object())
