"""What was sent, as police read it: the state of each file, and the exports made of them.

Looking and downloading go through the pages' own addresses, where each look is journalled.
"""

from typing import Any, ClassVar

from django.db.models import Count, Exists, OuterRef, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.resources import DownloadLink, cleaned_body, cleaned_form
from requests.asking.api import IN_CHARGE_ONLY, Resource
from requests.asking.models import FootageRequest
from requests.evidence.actions import footage as actions
from requests.evidence.forms.footage import DeclineForm
from requests.evidence.models import Export, Footage


def _is_kept(footage: Footage) -> bool:
    return footage.status != Footage.Status.DISPOSED


class FootageSerializer(serializers.ModelSerializer):
    """One file that was handed over, and what police decided about it."""

    footage_request = serializers.UUIDField(
        source="upload.ask.footage_request.public_id", read_only=True
    )
    site = serializers.CharField(source="upload.ask.site.number", read_only=True)
    delivery_record = serializers.CharField(source="delivery_record.number", read_only=True)
    kind = serializers.CharField(source="upload.kind", read_only=True)
    name = serializers.CharField(source="upload.name", read_only=True)
    size = serializers.IntegerField(source="upload.size", read_only=True, help_text="Bytes")
    received_at = serializers.DateTimeField(source="upload.received_at", read_only=True)
    sha256 = serializers.CharField(
        source="sha256_so_far", read_only=True, help_text="Empty until it is worked out"
    )
    poster = DownloadLink("footage:poster", lambda footage: footage.has_poster)
    preview = DownloadLink(
        "footage:preview", lambda footage: footage.preview_seconds > 0 and _is_kept(footage)
    )
    original = DownloadLink("footage:original", _is_kept)

    class Meta:
        model = Footage
        fields: ClassVar = [
            "public_id",
            "footage_request",
            "site",
            "delivery_record",
            "kind",
            "name",
            "size",
            "received_at",
            "status",
            "progress",
            "sha256",
            "finding",
            "malware",
            "media_type",
            "codec",
            "seconds",
            "width",
            "height",
            "is_cut",
            "preview_seconds",
            "is_excerpt",
            "reviewed_at",
            "reason",
            "dispose_after",
            "disposed_at",
            "certificate",
            "poster",
            "preview",
            "original",
        ]
        read_only_fields = fields


class DeclineSerializer(serializers.Serializer):
    reason = serializers.ChoiceField(choices=Footage.Reason.choices, required=False)


class FootageViewSet(mixins.RetrieveModelMixin, Resource):
    """Files sent to the commune in whose police the person stands."""

    serializer_class = FootageSerializer
    queryset = Footage.objects.none()  # For the schema: what one may see is below.
    permission_classes = IN_CHARGE_ONLY

    def get_queryset(self) -> QuerySet[Footage]:
        return Footage.objects.visible_in(self.appointment.commune_id, self.person).with_request()

    @extend_schema(request=None, responses=FootageSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, public_id: str) -> Response:
        """The file belongs to the case and stays with it."""
        return self.done(actions.accept, self.get_object())

    @extend_schema(request=DeclineSerializer, responses=FootageSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, public_id: str) -> Response:
        """The file is not needed. It is deleted on `dispose_after`, unless accepted till then."""
        footage = self.get_object()
        cleaned = cleaned_form(DeclineForm(cleaned_body(request.data, DeclineSerializer)))
        return self.done(actions.decline, footage, **cleaned)


class ExportSerializer(serializers.ModelSerializer):
    """A signed archive. It can be downloaded while every file in it is still kept."""

    made_by = serializers.UUIDField(source="made_by.public_id", read_only=True)
    file_count = serializers.IntegerField(read_only=True)
    is_whole = serializers.BooleanField(read_only=True)
    download = DownloadLink("footage:export_download", lambda export: export.is_whole)

    class Meta:
        model = Export
        fields: ClassVar = [
            "public_id",
            "made_at",
            "made_by",
            "file_count",
            "is_whole",
            "download",
        ]
        read_only_fields = fields


def exports_of(footage_request: FootageRequest, person: Any) -> QuerySet[Export, Any]:
    """With `file_count` and whether all of them are still kept: `is_whole`."""
    gone = Footage.objects.filter(exports=OuterRef("pk"), status=Footage.Status.DISPOSED)
    mine = Export.objects.visible_to(person).filter(footage_request=footage_request)
    counted = mine.annotate(file_count=Count("files"), is_whole=~Exists(gone))
    return counted.select_related("made_by").defer("manifest", "custody")
