"""An ask, as far as files go: what its owner sends, and what is delivered."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from requests.asking.api import Resource
from requests.asking.api.asks import AskDetailSerializer, asks_of
from requests.asking.models import Ask
from requests.evidence.actions import delivery_records
from requests.evidence.api.uploads import UploadSerializer


class AskFilesViewSet(Resource):
    """Beside `AskViewSet`, at the same addresses."""

    queryset = Ask.objects.none()  # For the schema: what one may see is below.
    serializer_class: type[serializers.BaseSerializer] = AskDetailSerializer

    def get_queryset(self) -> QuerySet[Ask]:
        return asks_of(self.person)

    @extend_schema(responses=UploadSerializer(many=True))
    @action(detail=True)
    def uploads(self, request: Request, public_id: str) -> Response:
        """Her files for this request, newest first: on their way, arrived, sent."""
        live = self.get_object().uploads.live().select_related("footage")
        context = self.get_serializer_context()
        page = UploadSerializer(self.paginate_queryset(live), many=True, context=context)
        return self.get_paginated_response(page.data)

    @extend_schema(request=None, responses=AskDetailSerializer)
    @action(detail=True, methods=["post"], url_path="deliver")
    def deliver(self, request: Request, public_id: str) -> Response:
        """Everything that has arrived is sent, and put on record; the rest follows by itself."""
        return self.done(delivery_records.deliver, self.get_object())
