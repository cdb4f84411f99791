"""Is the process alive, and can the portal do its work?"""

import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from platform import node

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import Error, InterfaceError, NotSupportedError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.defaults import ERROR_400_TEMPLATE_NAME, bad_request
from psycopg.errors import FeatureNotSupported
from redis.exceptions import RedisError

from portal import disks
from portal.journal import clock
from portal.look.views import broken
from portal.people.models import OneTimeCode
from portal.queues import clock_of_redis
from requests.evidence.models import Footage

HEARTBEAT = "worker-heartbeat:"  # and the queue
CLOCK_OFF = "worker-clock-off:"  # and the queue
CLOCKS_MAY_DIFFER = 10  # seconds
BEATS_EVERY = 10  # seconds
SILENT_AFTER = 30  # seconds
RETRY_AFTER = 5  # seconds; a restart of PostgreSQL takes less
AWAY = (OperationalError, InterfaceError, RedisError, disks.DiskAway)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

NO_ROOM = gettext_noop("There is no room on our disk at the moment")
TOO_LONG = gettext_noop("That is more than can be sent at once")
UNREADABLE = gettext_noop("Something in this cannot be read. Look it over.")

log = logging.getLogger(__name__)


class NotReady(Exception):
    """A part the portal needs does not work; the text says how."""


@require_GET
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Every part by name: "ok", or what is wrong with it and status 503."""
    parts = {name: state(check) for name, check in CHECKS.items()}
    failing = [name for name, its_state in parts.items() if its_state != "ok"]
    return JsonResponse(
        {"ready": not failing, "failing": failing, "parts": parts}, status=503 if failing else 200
    )


def state(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except Error:
        return "Not known while PostgreSQL does not answer."
    return "ok"


def require_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        raise NotReady("PostgreSQL does not answer.") from error


def require_redis() -> None:
    try:
        cache.get("readyz")
    except RedisError as error:
        raise NotReady("Redis does not answer.") from error


def require_worker() -> None:
    try:
        last = cache.get_many([HEARTBEAT + queue for queue in settings.QUEUES])
    except RedisError as error:
        raise NotReady("Redis does not answer, so no heartbeat can be read.") from error
    silent = [queue for queue in settings.QUEUES if HEARTBEAT + queue not in last]
    if silent:
        raise NotReady(
            f"No worker of the queue {', '.join(silent)} has given a sign of life"
            f" for {SILENT_AFTER} seconds."
        )


def require_clocks() -> None:
    """The clocks of this machine, PostgreSQL, Redis and every worker agree. Who is away is left
    out: its own part says so."""
    says = []
    for name, clock_of in {"PostgreSQL": clock_of_database, "Redis": clock_of_redis}.items():
        with suppress(Error, RedisError):
            ahead = seconds_ahead_of(clock_of)
            says += [f"This machine's clock is {_off(ahead)} {name}'s."] if is_off(ahead) else []
    with suppress(RedisError):
        says += cache.get_many([CLOCK_OFF + queue for queue in settings.QUEUES]).values()
    if says:
        raise NotReady(" ".join(says))


def clock_of_database() -> float:
    return clock.now().timestamp()


def seconds_ahead_of(clock_of: Callable[[], float]) -> int:
    """How far our clock is ahead at least: an answer that is long under way makes nobody late."""
    before, theirs, after = time.time(), clock_of(), time.time()
    return round(max(before - theirs, 0) + min(after - theirs, 0))


def is_off(seconds: int) -> bool:
    return abs(seconds) > CLOCKS_MAY_DIFFER


def _off(seconds: int) -> str:
    return f"{abs(seconds)} seconds {'ahead of' if seconds > 0 else 'behind'}"


def require_room_for_uploads() -> None:
    """Ours, free for the process that writes, and enough of it for uploads under way to end."""
    _require_mark(settings.UPLOAD_ROOT)
    _require_room(settings.UPLOAD_ROOT, settings.UPLOAD_LEAST_FREE_BYTES)


def require_room_for_documents() -> None:
    _require_mark(settings.MEDIA_ROOT)
    _require_room(settings.MEDIA_ROOT, disks.MEDIA_LEAST_FREE)


def require_room_for_forms() -> None:
    """Where a form's file lies while it comes in."""
    _require_room(disks.temporary(), disks.TEMPORARY_LEAST_FREE)


def _require_mark(root: Path) -> None:
    if not disks.is_marked(root):
        raise NotReady(f"{root} is not marked: is its volume mounted? See manage mark_disks.")


def _require_room(root: Path, least: int) -> None:
    try:
        free = disks.free(root)
    except OSError as error:
        raise NotReady(f"{root} cannot be used: {error.strerror}.") from error
    if not os.access(root, os.W_OK):
        raise NotReady(f"{root} cannot be written.")
    if free < least:
        raise NotReady(f"{root} has {free // 2**20} MB free, too little.")


def require_readable_files() -> None:
    """An alarm: the portal works, and somebody has to look at its disk."""
    unreadable = Footage.objects.unreadable().count()
    if unreadable:
        raise NotReady(f"{unreadable} files of owners cannot be read: see manage check_files.")


def require_codes_below_their_ceiling() -> None:
    """Somebody may be sending codes to numbers of his own, at the commune's cost."""
    sent = OneTimeCode.objects.of_the_last_hour().count()
    if sent >= settings.CODES_AN_HOUR:
        raise NotReady(f"{sent} codes were sent within an hour; to unknown browsers none go out.")


CHECKS = {
    "codes": require_codes_below_their_ceiling,
    "database": require_database,
    "redis": require_redis,
    "worker": require_worker,
    "clocks": require_clocks,
    "uploads": require_room_for_uploads,
    "documents": require_room_for_documents,
    "forms": require_room_for_forms,
    "files": require_readable_files,
}


def beat(queues: Iterable[str]) -> None:
    """A worker of these queues is alive. Called by its main process: long tasks delay nothing.

    Redis forgets it in time by its own clock, and is asked for it: a worker whose clock is off
    goes on, and says so here and in the log.
    """
    try:
        cache.set_many(dict.fromkeys([HEARTBEAT + queue for queue in queues], 1), SILENT_AFTER)
        _tell_of_clock(queues)
    except RedisError as fault:
        log.warning("the heartbeat has nowhere to go: %s", type(fault).__name__)


def _tell_of_clock(queues: Iterable[str]) -> None:
    ahead = seconds_ahead_of(clock_of_redis)
    if not is_off(ahead):
        return
    for queue in queues:
        says = f"The clock of a worker of the queue {queue} ({node()}) is {_off(ahead)} Redis's."
        # Nothing but its silence takes it back: another worker of the queue may be right.
        if cache.add(CLOCK_OFF + queue, says, SILENT_AFTER):
            log.error(says)
        else:
            cache.set(CLOCK_OFF + queue, says, SILENT_AFTER)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: what failed outside a view, in reading a form for one, may be away too."""
    error = sys.exc_info()[1]
    if is_away(error):
        return away(request, error)
    if disks.is_full(error):
        return full(request, error)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": gettext("The fault is ours.")}, status=500)
    return broken(request, 500)


def not_taken(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """handler400: more than one request may bring is 413, all else is left to Django."""
    is_too_much = isinstance(exception, TOO_MUCH)
    if request.path.startswith("/api/"):
        detail = gettext(TOO_LONG if is_too_much else UNREADABLE)
        return JsonResponse({"detail": detail}, status=413 if is_too_much else 400)
    if is_too_much:
        response: HttpResponse = bad_request(request, exception, template_name="413.html")
        response.status_code = 413
        return response
    return bad_request(request, exception, template_name=ERROR_400_TEMPLATE_NAME)


def is_away(error: BaseException | None) -> bool:
    return isinstance(error, AWAY) or has_old_plan(error)


def has_old_plan(error: BaseException | None) -> bool:
    """A column has another type than when this connection planned its statement."""
    cause = error.__cause__ if isinstance(error, NotSupportedError) else None
    # Other features are not supported either; where PostgreSQL's source refuses tells them apart.
    return (
        isinstance(cause, FeatureNotSupported)
        and cause.diag.source_function == "RevalidateCachedQuery"
    )


def leave_old_plans() -> None:
    """This thread's next statement is planned anew, on another connection.

    The plans lie with the session in PostgreSQL: one that goes back to the pool keeps them.
    """
    if connection.connection is not None:
        connection.connection.close()
        connection.close()


def away(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """503: "again in a moment", as a page, or as the API's sentence."""
    if has_old_plan(error):
        leave_old_plans()
    if request.path.startswith("/api/"):
        detail = {"detail": gettext("A short break. Try again in a moment.")}
        response: HttpResponse = JsonResponse(detail, status=503)
    else:
        response = broken(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def full(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """507: a disk is full. It is the operator's matter, so it is logged as an error."""
    log.error("a disk is full", exc_info=error)
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": gettext(NO_ROOM)}, status=507)
    return broken(request, 507)


class UnavailableMiddleware:
    """While PostgreSQL or Redis restarts, people get a page that says "again in a moment".

    Without Redis nothing can be counted, so what is limited is refused; all else goes on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_away(error):
            log.error("a part of the portal is away", exc_info=error)
            return away(request, error)
        return full(request, error) if disks.is_full(error) else None
