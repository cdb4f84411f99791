"""A request, as far as files go: what owners have sent, and the exports made of it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.resources import OnceSerializer, cleaned_body
from requests.asking.api import IN_CHARGE_ONLY, Resource
from requests.asking.models import FootageRequest
from requests.evidence.actions import exports
from requests.evidence.api.footage import ExportSerializer, FootageSerializer, exports_of
from requests.evidence.models import Footage


class RequestFilesViewSet(Resource):
    """Beside `RequestViewSet`, at the same addresses."""

    queryset = FootageRequest.objects.none()  # For the schema: what one may see is below.
    permission_classes = IN_CHARGE_ONLY

    def get_queryset(self) -> QuerySet[FootageRequest]:
        return FootageRequest.objects.visible_in(
            self.appointment.commune_id, self.person
        ).with_incident()

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return FootageSerializer if self.action == "files" else ExportSerializer

    @extend_schema(responses=FootageSerializer(many=True))
    @action(detail=True)
    def files(self, request: Request, public_id: str) -> Response:
        """What owners have sent, newest first: the state of each file and where to see it."""
        sent = Footage.objects.visible_to(self.person).with_request()
        return self._listed(sent.filter(upload__ask__footage_request=self.get_object()))

    @extend_schema(responses=ExportSerializer(many=True))
    @action(detail=True, url_path="exports", url_name="exports")
    def list_exports(self, request: Request, public_id: str) -> Response:
        """The signed exports made so far, newest first."""
        return self._listed(exports_of(self.get_object(), self.person))

    @extend_schema(request=OnceSerializer, responses={201: ExportSerializer})
    @list_exports.mapping.post
    def export(self, request: Request, public_id: str) -> Response:
        """Sign what the accepted files are, now. `download` gives the archive."""
        footage_request = self.get_object()
        cleaned = cleaned_body(request.data, OnceSerializer)
        made = exports.make(footage_request, actor=self.person, **cleaned)
        export = exports_of(footage_request, self.person).get(pk=made.pk)
        return Response(self.get_serializer(export).data, status.HTTP_201_CREATED)

    def _listed(self, rows: QuerySet[Any]) -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
