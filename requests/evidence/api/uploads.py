"""What an owner sends: her files on their way and after, and the delivery record for them.

The bytes themselves come by tus 1.0 at /uploads/, with the same session.
"""

from typing import ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.resources import DownloadLink
from requests.asking.api import Resource
from requests.evidence.actions import uploads
from requests.evidence.models import Footage, Upload


class ReceivedSerializer(serializers.ModelSerializer):
    """A file that has arrived whole, as its owner is told of it."""

    sha256 = serializers.CharField(
        source="sha256_so_far", read_only=True, help_text="Empty until it is worked out"
    )
    is_sent = serializers.SerializerMethodField(
        help_text="Handed over, against the delivery record"
    )

    class Meta:
        model = Footage
        fields: ClassVar = [
            "status",
            "progress",
            "sha256",
            "finding",
            "seconds",
            "is_cut",
            "is_sent",
            "dispose_after",
            "disposed_at",
            "certificate",
        ]
        read_only_fields = fields

    def get_is_sent(self, footage: Footage) -> bool:
        return footage.delivery_record_id is not None


class UploadSerializer(serializers.ModelSerializer):
    """One of her files. `footage` is null until all of it has arrived."""

    tus = DownloadLink("footage:tus_upload", help_text="Where an unfinished one goes on")
    footage = ReceivedSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Upload
        fields: ClassVar = [
            "public_id",
            "kind",
            "name",
            "size",
            "offset",
            "status",
            "started_at",
            "received_at",
            "tus",
            "footage",
        ]
        read_only_fields = fields


class UploadViewSet(mixins.RetrieveModelMixin, Resource):
    """Files for asks that the signed-in person may answer."""

    serializer_class = UploadSerializer
    queryset = Upload.objects.none()  # For the schema: what one may see is below.

    def get_queryset(self) -> QuerySet[Upload]:
        mine = Upload.objects.answerable_by([self.person.pk])
        return mine.select_related("footage")

    @extend_schema(request=None, responses=UploadSerializer)
    @action(detail=True, methods=["post"], url_path="withdraw")
    def withdraw(self, request: Request, public_id: str) -> Response:
        """The owner does not want to send this file. What was sent already stays: 409."""
        return self.done(uploads.withdraw, self.get_object())
