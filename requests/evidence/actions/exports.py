"""What happens to take accepted files out: a signed archive that proves itself offline."""

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.search import stream_of_searches
from portal.errors import RuleViolation
from portal.journal import signing
from portal.journal.actions import record
from portal.journal.models import Entry
from portal.once import made_before, once_for
from portal.people.models import User
from requests.asking.actions.searches import require_in_charge
from requests.asking.models import FootageRequest
from requests.asking.verbs import RequestVerb, SearchVerb
from requests.evidence import archive, file_names
from requests.evidence.actions.footage import require_on_disk
from requests.evidence.models import Export, Footage
from requests.evidence.verbs import Verb

FORMAT = "so-camera-export/1"
EXPLAINED = """\
Bản trích cho hồ sơ do Sổ Camera xuất ra. / An export of footage by Sổ Camera.

Kiểm tra nhanh / Quick check:   sha256sum -c SHA256SUMS
Kiểm tra đủ / Full check:       verify-export GÓI.zip

originals/      tệp gốc, không sửa / the originals, unchanged
manifest.json   danh sách và mã SHA-256 / the list and hashes
manifest.sig    chữ ký Ed25519 của manifest.json / its Ed25519 signature
public-key.pem  khóa công khai / the public key
custody.json    nhật ký từng tệp / the journal of each file

openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin \\
  -in manifest.json -sigfile manifest.sig
Đối chiếu khóa công khai với trang của xã, phường. / Compare the key with the portal's own.
"""


@transaction.atomic
def make(footage_request: FootageRequest, *, actor: User, once: uuid.UUID | None = None) -> Export:
    """Sign what the accepted files are, now. Raises RuleViolation when none is accepted.

    The same `once` sent again gives the export that it made.
    """
    require_in_charge(actor, footage_request.commune)
    once = once_for(actor, once, about=footage_request.stream)
    if earlier := made_before(Export.objects.all(), once):
        return earlier
    accepted = Footage.objects.visible_to(actor).with_request().order_by("pk")
    files = list(
        accepted.filter(
            upload__ask__footage_request=footage_request, status=Footage.Status.ACCEPTED
        ).select_for_update(of=("self",), no_key=True)
    )
    if not files:
        raise RuleViolation(_("Put at least one file into the case file first."))
    for footage in files:
        require_on_disk(footage)
    export = Export(
        footage_request=footage_request, made_by=actor, made_at=timezone.now(), once=once
    )
    for footage in files:
        record(footage.stream, Verb.EXPORTED, actor=actor, export=str(export.public_id))
    case_number = footage_request.incident.case_number
    record(footage_request.stream, RequestVerb.EXPORTED, actor=actor, files=len(files))
    searches = stream_of_searches(footage_request.commune)
    record(searches, SearchVerb.EXPORTED, actor=actor, case_number=case_number, files=len(files))
    export.custody = _pretty(_custody(footage.stream for footage in files))
    export.manifest = _pretty(_manifest(export, files))
    export.signature = signing.sign(export.manifest.encode())
    export.public_key = signing.public_key_pem()
    export.save()
    export.files.set(files)
    return export


def _pretty(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _custody(streams: Iterable[str]) -> list[dict[str, Any]]:
    """The journal of each file up to now, as the journal hashes it."""
    entries = Entry.objects.filter(stream__in=list(streams)).order_by("stream", "number")
    return [
        {
            "stream": entry.stream,
            "number": entry.number,
            "at": _iso(entry.at),
            "actor_id": entry.actor_id,
            "verb": entry.verb,
            "subject": entry.subject,
            "facts": entry.facts,
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
        }
        for entry in entries
    ]


def _manifest(export: Export, files: list[Footage]) -> dict[str, Any]:
    footage_request = export.footage_request
    return {
        "format": FORMAT,
        "export": str(export.public_id),
        "made_at": _iso(export.made_at),
        "made_by": str(export.made_by.public_id),
        "request": {
            "id": str(footage_request.public_id),
            "document": footage_request.document_number,
            "date": footage_request.document_date.isoformat()
            if footage_request.document_date
            else None,
            "commune": footage_request.commune.code,
            "since": _iso(footage_request.since),
            "until": _iso(footage_request.until),
        },
        "custody_sha256": archive.of_text("", export.custody).sha256,
        "files": [_line(footage, rank) for rank, footage in enumerate(files, start=1)],
    }


def _line(footage: Footage, rank: int) -> dict[str, Any]:
    head = Entry.objects.of(footage.stream).last()
    return {
        "path": f"originals/{rank:02d}_{file_names.portable(footage.upload.name)}",
        "name": footage.upload.name,
        "bytes": footage.upload.size,
        "sha256": footage.sha256,
        "crc32": footage.crc32,
        "finding": footage.finding,
        "malware": footage.malware,
        "media_type": footage.media_type,
        "codec": footage.codec,
        "seconds": footage.seconds,
        "width": footage.width,
        "height": footage.height,
        "is_cut": footage.is_cut,
        "received_at": _iso(footage.upload.received_at),
        "site": footage.upload.ask.site.number,
        "delivery_record": footage.delivery_record.number if footage.delivery_record else None,
        "custody": footage.stream,
        "custody_head": head.hash if head else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def folder_of(export: Export) -> str:
    made_at = timezone.localtime(export.made_at)
    return f"{file_names.portable(str(export.footage_request))}_{made_at:%Y%m%d-%H%M%S}"


@transaction.atomic
def download(export: Export, *, actor: User) -> list[archive.Member]:
    """What the archive holds, in order, and the journal knows who takes it out.

    Raises RuleViolation when an original is gone.
    """
    require_in_charge(actor, export.footage_request.commune)
    if export.files.filter(status=Footage.Status.DISPOSED).exists():
        raise RuleViolation(_("A file of this export has been deleted since. Make a new one."))
    for footage in export.files.select_related("upload"):
        require_on_disk(footage)
    taken = {"export": str(export.public_id)}
    record(export.footage_request.stream, RequestVerb.EXPORT_DOWNLOADED, actor=actor, **taken)
    return members_of(export)


def members_of(export: Export) -> list[archive.Member]:
    folder = folder_of(export)
    listed = json.loads(export.manifest)["files"]
    originals = {
        footage.stream: footage.original for footage in export.files.select_related("upload")
    }
    texts: dict[str, str | bytes] = {
        "README.txt": EXPLAINED,
        "manifest.json": export.manifest,
        "manifest.sig": bytes(export.signature),
        "public-key.pem": export.public_key,
        "custody.json": export.custody,
    }
    small = [archive.of_text(f"{folder}/{name}", text) for name, text in texts.items()]
    large = [
        archive.Member(
            f"{folder}/{line['path']}",
            line["bytes"],
            line["crc32"],
            line["sha256"],
            originals[line["custody"]],
        )
        for line in listed
    ]
    return [*small, _sums(folder, [*small, *large]), *large]


def _sums(folder: str, members: list[archive.Member]) -> archive.Member:
    lines = (f"{m.sha256}  {m.name.removeprefix(folder + '/')}\n" for m in members)
    return archive.of_text(f"{folder}/SHA256SUMS", "".join(lines))
