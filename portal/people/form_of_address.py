"""Pages speak to a reader as she has said once: bà, or ông; who has said nothing is both."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from portal.language import EITHER, spoken_to
from portal.people.frame import frame_of

PAIR = EITHER[1:].encode()  # with a capital or a small letter before it


class FormOfAddressMiddleware:
    """On the way out, so that no page and no fragment has to think of it, and no cache holds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_page(response) and PAIR in response.content:
            response.content = spoken_to(response.content.decode(), _honorific(request)).encode()
        return response


def _is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _honorific(request: HttpRequest) -> str:
    """Of whom the page speaks to: whoever signed in, or to whom its link was sent."""
    # Only whom the page has looked up anyway: an error page asks the database for nobody.
    reader = frame_of(request).reader or vars(request).get("_cached_user")
    return str(getattr(reader, "honorific", ""))
