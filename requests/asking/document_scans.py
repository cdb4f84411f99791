"""The scan of a written document: checked by its content, pictures drawn anew."""

import hashlib
import io
import warnings
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.disks import DiskAway
from portal.errors import RuleViolation
from requests.asking.models import FootageRequest

# Our choice, all of them: a scanned letter is less.
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 3000
# A camera's progressive JPEG has ten; each one more is drawn over the whole picture again.
MOST_JPEG_SCANS = 32
START_OF_SCAN = b"\xff\xda"  # nowhere else: in what is drawn, 0 follows each 255
PDF, JPEG = "application/pdf", "image/jpeg"


def clean_document_scan(upload: UploadedFile) -> ContentFile:
    """A PDF as it came, or a picture as a fresh JPEG without its hidden notes.

    Raises RuleViolation with a sentence for what is too large or something else.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise RuleViolation(_("The scan is larger than 10 MB. Scan it smaller."))
    content = upload.read()
    if not content:
        raise RuleViolation(_("The file is empty. Choose the scan again."))
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise RuleViolation(_("This PDF is cut off. Save it again, then choose it once more."))
        return ContentFile(content, name="document.pdf")
    return ContentFile(_drawn_anew(content), name="document.jpg")


def _drawn_anew(content: bytes) -> bytes:
    if content.startswith(b"\xff\xd8") and content.count(START_OF_SCAN) > MOST_JPEG_SCANS:
        raise RuleViolation(_("The picture is too large. Photograph it smaller."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            if picture.width * picture.height > MOST_PIXELS:
                raise RuleViolation(_("The picture is too large. Photograph it smaller."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ) as fault:
        raise RuleViolation(
            _("This is not a PDF, JPG or PNG. Scan the document, or photograph it.")
        ) from fault
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=85)
    return drawn.getvalue()


def sha256_of(document_scan: ContentFile) -> str:
    document_scan.seek(0)
    digest = hashlib.file_digest(document_scan, "sha256").hexdigest()
    document_scan.seek(0)
    return digest


def document_response(footage_request: FootageRequest) -> FileResponse:
    """As a download that no browser runs or sniffs, and nobody on the way keeps."""
    name = str(footage_request.document_scan.name)
    response = FileResponse(
        footage_request.document_scan.open("rb"),
        as_attachment=True,
        filename=name.rsplit("/", 1)[-1],
        content_type=PDF if name.endswith(".pdf") else JPEG,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def lost_scans() -> Iterator[str]:
    """Of every scan that a request names: what is not there, or is not what was kept."""
    rows = FootageRequest.objects.exclude(document_scan="").order_by("pk")
    for footage_request in rows.iterator():
        try:
            with footage_request.document_scan.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except DiskAway:
            raise
        except OSError as fault:
            yield f"scan of request {footage_request.public_id}: it cannot be read: {fault}"
            continue
        if digest != footage_request.document_scan_sha256:
            yield f"scan of request {footage_request.public_id}: it is not the one that was kept"
