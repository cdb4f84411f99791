"""One JSON object a line, each with the id of the request that caused it.

The id follows into Celery: `portal.celery.Task` puts it into the message's headers.
Addresses are logged as routes ("y/<str:token>/"), never as typed, because a link can
be a key.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from http.client import responses
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

request_id: ContextVar[str] = ContextVar("request_id", default="")

ACCEPTED_ID = re.compile(r"[0-9a-f-]{8,64}")
KEY = re.compile(r"[\w-]{16,}", re.ASCII)  # a link's token, an id; shorter ones open nothing
STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
TOO_DEEP = {"request", "response", "data", "server_time"}

log = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_address(record),
        }
        if cause := request_id.get() or getattr(_request(record), "request_id", ""):
            line["request_id"] = cause
        line |= {
            name: value
            for name, value in vars(record).items()
            if name not in STANDARD and name not in TOO_DEEP
        }
        if record.exc_info and record.exc_info[0]:
            told = "".join(traceback.format_exception(*record.exc_info))
            line["exception"] = _without_keys(told, _request(record))
        return json.dumps(line, ensure_ascii=False, default=str)


def _request(record: logging.LogRecord) -> object:
    return getattr(record, "request", None)


def _without_address(record: logging.LogRecord) -> str:
    """Of a request: how it ended and its route, "Not Found: y/<str:token>/".

    Django's own words have the path in them, escaped or not, and the address it came from.
    """
    request = _request(record)
    if not isinstance(request, HttpRequest):
        return record.getMessage()
    match, status = request.resolver_match, getattr(record, "status_code", None)
    ending = responses.get(status, record.levelname) if status else record.levelname
    return f"{ending}: {match.route if match else '(no route)'}"


def _without_keys(told: str, request: object) -> str:
    """An error may quote the address it is about: what could be a key of it is left out."""
    address = request.get_full_path() if isinstance(request, HttpRequest) else ""
    for piece in KEY.findall(address):
        told = told.replace(piece, "…")
    return told


class RequestIdMiddleware:
    """Gives each request an id (nginx's, when it sends one) and logs how it ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if ACCEPTED_ID.fullmatch(given) else uuid4().hex)
        request.request_id = request_id.get()  # type: ignore[attr-defined]
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            log.info("request", extra=_facts(request, response, time.monotonic() - started))
            return response
        finally:
            request_id.reset(token)


def _facts(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    match = request.resolver_match
    return {
        "method": request.method,
        "route": match.route if match else None,
        "status": response.status_code,
        "milliseconds": round(seconds * 1000, 1),
    }
