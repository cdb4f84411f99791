"""Files against what rows and the journal say of them: what a restore or a disk has lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from portal import disks
from portal.journal.models import Entry
from requests.evidence import inspection, spool
from requests.evidence.models import Footage, Upload
from requests.evidence.verbs import Verb


@dataclass(frozen=True)
class FileFault:
    """One thing that is not as it should be. Garbage harms nobody and is told apart."""

    what: str
    says: str
    is_garbage: bool = False

    def __str__(self) -> str:
        return f"{self.what}: {self.says}"


def faults(*, read: bool) -> Iterator[FileFault]:
    """Of every upload and received file. With `read` each byte is read and its hash compared.

    Raises DiskAway while the volume is not there: nothing on it is lost.
    """
    disks.require_marked(Path(settings.UPLOAD_ROOT))
    for upload in Upload.objects.arriving().order_by("pk").iterator():
        yield from _of_arriving(upload)
    rows = Footage.objects.select_related("upload").order_by("pk")
    for footage in rows.kept().iterator():
        yield from _of_kept(footage, read=read)
    yield from _left_behind()


def _of_arriving(upload: Upload) -> Iterator[FileFault]:
    held = spool.held(upload.folder)
    if held < upload.offset:
        says = f"{held} of the {upload.offset} bytes counted are there; it goes on from them"
        yield FileFault(f"upload {upload.public_id}", says)


def _of_kept(footage: Footage, *, read: bool) -> Iterator[FileFault]:
    what = f"footage {footage.public_id}"
    held = spool.held(footage.upload.folder)
    if held != footage.upload.size:
        yield FileFault(what, f"{held} of its {footage.upload.size} bytes are there")
        return
    for kind, path, is_made in (
        ("poster", footage.poster, footage.has_poster),
        ("preview", footage.preview, footage.preview_seconds),
    ):
        if is_made and not path.exists():
            yield FileFault(what, f"its {kind} is gone")
    if footage.is_sealed:
        yield from _of_sealed(footage, what, read=read)


def _of_sealed(footage: Footage, what: str, *, read: bool) -> Iterator[FileFault]:
    entry = Entry.objects.of(footage.stream).filter(verb=Verb.SEALED).first()
    sealed = str(entry.facts.get("sha256", "")) if entry else ""
    if sealed != footage.sha256:
        yield FileFault(what, "the journal sealed another SHA-256 than its row has")
    if not read:
        return
    try:
        digest = inspection.digest(footage.original, footage.upload.size, lambda percent: None)
    except OSError as fault:
        yield FileFault(what, f"it cannot be read: {fault}")
    else:
        if digest.sha256 != footage.sha256:
            yield FileFault(what, "its bytes are not those that were sealed")


def _left_behind() -> Iterator[FileFault]:
    """Folders without a row, and those of files that are said to be deleted."""
    gone = Footage.Status.DISPOSED, Footage.Status.WITHDRAWN
    ended = Upload.objects.filter(status=Upload.Status.WITHDRAWN)
    disposed = Upload.objects.filter(footage__status__in=gone)
    for upload in (ended | disposed).order_by("pk").iterator():
        if upload.folder.exists():
            yield FileFault(f"upload {upload.public_id}", "it is deleted, and its bytes are there")
    numbers = {hexes.hex for hexes in Upload.objects.values_list("public_id", flat=True).iterator()}
    for folder in sorted(Path(settings.UPLOAD_ROOT).glob("??/*")):
        if folder.name not in numbers:
            yield FileFault(f"folder {folder.name}", "no row knows it", is_garbage=True)
