"""Uploads and received files for tests, and films made on the spot."""

import base64
import functools
import hashlib
import io
import tempfile
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import factory
from django.test import Client
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image, ImageDraw

from requests.asking.models import Ask
from requests.evidence import spool
from requests.evidence.models import DeliveryRecord, Footage, Upload
from tests.requests.factories import AskFactory

BYTES = "application/offset+octet-stream"


class UploadFactory(DjangoModelFactory[Upload]):
    """Announced, with nothing in it yet; `content=b"..."` is one that arrived whole."""

    class Meta:
        model = Upload
        exclude = ["content"]
        skip_postgeneration_save = True

    content = b""
    ask = factory.SubFactory(AskFactory, answer=Ask.Answer.APPROVED)
    name = factory.Sequence(lambda n: f"CH01_20261120_{n:06d}.mp4")
    size = factory.LazyAttribute(lambda upload: len(upload.content) or 1000)
    offset = factory.LazyAttribute(lambda upload: len(upload.content))
    status = factory.LazyAttribute(lambda upload: "received" if upload.content else "receiving")
    received_at = factory.LazyAttribute(lambda upload: timezone.now() if upload.content else None)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Upload:
        upload: Upload = super()._create(model_class, *args, **kwargs)
        spool.prepare(upload.folder)
        return upload

    @factory.post_generation
    def bytes_on_disk(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """What arrived lies there, unless a test says what lies there instead."""
        arrived = self.offset if extracted is None else 0
        content = b"." * arrived if extracted is None else extracted
        if content:
            self.original.write_bytes(content)


def hostile_picture(scans: int) -> bytes:
    """A progressive JPEG of 6,300 pixels square whose last scan comes again and again."""
    made = io.BytesIO()
    Image.new("L", (6300, 6300)).save(made, "JPEG", progressive=True, quality=50)
    picture = made.getvalue()
    last = picture.rindex(b"\xff\xda")
    return picture[:-2] + picture[last:-2] * scans + picture[-2:]


def received(content: bytes, **kwargs: Any) -> Footage:
    """A file that arrived whole and waits for the check."""
    upload = UploadFactory(content=content, bytes_on_disk=content, **kwargs)
    return Footage.objects.create(upload=upload)


def sealed(content: bytes = b"some footage", **kwargs: Any) -> Footage:
    """A file that was handed over and checked, and waits for the officer."""
    fields = {"status": Footage.Status.READY, "finding": "video"} | {
        key: kwargs.pop(key)
        for key in ("status", "finding", "reviewer", "reviewed_at", "reason", "dispose_after")
        if key in kwargs
    }
    upload = UploadFactory(content=content, bytes_on_disk=content, **kwargs)
    ask = upload.ask
    commune = ask.footage_request.commune
    delivery_record, _created = DeliveryRecord.objects.get_or_create(
        ask=ask,
        defaults={
            "commune": commune,
            "number": f"BB-2026-{9000 + ask.pk}",
            "given_by": ask.answered_by,
        },
    )
    return Footage.objects.create(
        upload=upload,
        delivery_record=delivery_record,
        sha256=hashlib.sha256(content).hexdigest(),
        crc32=zlib.crc32(content),
        progress=100,
        **fields,
    )


class Tus:
    """A tus client as plain as the protocol, over Django's test client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def create(self, ask: Ask, size: object, **headers: Any) -> Any:
        metadata = {"ask": str(ask.public_id), "filename": headers.pop("filename", "a.mp4")}
        metadata |= {key: headers.pop(key) for key in ("once", "fingerprint") if key in headers}
        body = headers.pop("body", b"")
        content_type = BYTES if body else "application/octet-stream"
        return self.client.generic(
            "POST",
            "/uploads/",
            body,
            content_type=content_type,
            headers={
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(size),
                "Upload-Metadata": encoded(metadata),
            }
            | headers,
        )

    def send(self, url: str, offset: object, body: bytes, **headers: str) -> Any:
        return self.client.generic(
            "PATCH",
            url,
            body,
            content_type=headers.pop("content_type", BYTES),
            headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | headers,
        )

    def ask_for(self, method: str, url: str) -> Any:
        return self.client.generic(method, url, headers={"Tus-Resumable": "1.0.0"})


def encoded(metadata: dict[str, str]) -> str:
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in metadata.items()
    )


@functools.cache
def film(container: str = "mp4", seconds: int = 2, codec: str = "libx264") -> bytes:
    """A real film with a moving square, as a recorder might write it."""
    with tempfile.NamedTemporaryFile(suffix=f".{container}") as file:
        with av.open(
            file.name, "w", format={"mkv": "matroska", "ts": "mpegts"}.get(container)
        ) as out:
            track: Any = out.add_stream(codec, rate=10)
            track.width, track.height, track.pix_fmt = 320, 240, "yuv420p"
            for number in range(seconds * 10):
                frame = av.VideoFrame.from_image(_square_at(number))
                out.mux(track.encode(frame))
            out.mux(track.encode(None))
        return Path(file.name).read_bytes()


def _square_at(number: int) -> Image.Image:
    picture = Image.new("RGB", (320, 240), "#204060")
    ImageDraw.Draw(picture).rectangle((number * 4, 80, number * 4 + 60, 140), "#f5b335")
    return picture


@functools.cache
def picture() -> bytes:
    made = io.BytesIO()
    _square_at(3).save(made, "JPEG")
    return made.getvalue()
