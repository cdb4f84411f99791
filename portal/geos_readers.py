"""What GEOS keeps for a thread is let go by the request that made it.

Django keeps readers and writers of geometries for each thread. When granian ends a thread
that was idle, they are freed after the thread's context of GEOS is gone: freeing them makes
another, which nobody ends, 1.9 KiB each time.
"""

from collections.abc import Callable

from django.contrib.gis.geos.prototypes import io
from django.http import HttpRequest, HttpResponseBase


class FreeGeosReadersMiddleware:
    """After every answer this thread holds no reader of geometries any more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            vars(io.thread_context).clear()
