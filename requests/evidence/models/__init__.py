"""The tables of evidence: what owners hand over, its life, and the papers about it."""

from requests.evidence.models.delivery_records import (
    DeliveryRecord,
    DeliveryRecordBook,
)
from requests.evidence.models.exports import Export, ExportQuerySet
from requests.evidence.models.footage import Footage, FootageQuerySet
from requests.evidence.models.uploads import Upload, UploadQuerySet

__all__ = [
    "DeliveryRecord",
    "DeliveryRecordBook",
    "Export",
    "ExportQuerySet",
    "Footage",
    "FootageQuerySet",
    "Upload",
    "UploadQuerySet",
]
