"""Addresses of the requests' pages, and what officers and owners type and press there."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.look.fields import MINUTE_SHOWN
from requests.asking.links import token_of
from requests.asking.models import Ask, Search
from tests.requests.factories import PDF, PLACE, an_hour_yesterday


def link_of(ask: Ask) -> str:
    return reverse("footage:ask", args=[token_of(ask)])


def press(client: Client, ask: Ask, answer: str, **more: Any) -> Any:
    return client.post(reverse("footage:answer", args=[token_of(ask)]), {"answer": answer, **more})


def written(**more: Any) -> dict[str, Any]:
    return {
        "title": "Xe máy va chạm",
        "looking_for": "Xe máy màu đỏ",
        "legal_route": "voluntary",
        "document_number": "214/YC-CAP",
        "document_date": "2026-11-20",
        "signer_rank": "Thượng tá",
        "signer_name": "Phạm Văn Mẫu",
        "document_scan": SimpleUploadedFile("văn bản.pdf", PDF),
        "then": "send",
        **more,
    }


def wanted(**more: Any) -> dict[str, Any]:
    since = timezone.localtime(an_hour_yesterday())
    return {
        "lat": PLACE.y,
        "lng": PLACE.x,
        "shape": "circle",
        "radius_metres": 200,
        "since": since.strftime(MINUTE_SHOWN),
        "until": (since + timedelta(hours=1)).strftime(MINUTE_SHOWN),
        "category": "traffic_accident",
        "case_number": "VV 2026/118",
        "purpose": "vehicle",
        "once": str(uuid.uuid4()),
        **more,
    }


def refused(client: Client, **more: Any) -> str:
    response = client.post(reverse("footage:search"), wanted(**more))
    assert response.status_code == 422
    assert not Search.objects.exists()
    errors = response.context["form"].errors
    return " ".join(sentence for sentences in errors.values() for sentence in sentences)
