"""How a page is opened and how it refuses: one order for methods and gate, one way home."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any
from unicodedata import is_normalized, normalize

from django.contrib import messages
from django.forms import BaseForm
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from portal.errors import RuleViolation

View = Callable[..., HttpResponseBase]
Gate = Callable[[View], View]

READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")
PRESS = ("POST",)
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


def anybody(view: View) -> View:
    """The gate of a public page: it is open."""
    return view


def page(methods: Sequence[str], who: Gate) -> Gate:
    """Another method is refused (405) before anyone is asked who they are; then comes `who`.

    What a form was sent with is in composed letters (NFC), before any limit or filter sees it: a
    Mac pastes ế as three signs.
    """

    def opened(view: View) -> View:
        guarded = require_http_methods(list(methods))(who(view))

        @wraps(guarded)
        def answered(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "GET" and "GET" not in methods:
                return _only_pressed(request, methods)
            if request.method == "POST" and request.content_type in FORM_TYPES:
                request.POST = composed(request.POST)  # type: ignore[assignment]
            return guarded(request, *args, **kwargs)

        return answered

    return opened


def _only_pressed(request: HttpRequest, methods: Sequence[str]) -> HttpResponseBase:
    """The address of a button, opened as a page: from a refused form, in another language."""
    return HttpResponseNotAllowed(methods, render_to_string("405.html", request=request))


def composed(sent: QueryDict) -> QueryDict:
    """The same fields; a text that is in composed letters already is left as it is."""
    if all(is_normalized("NFC", text) for _name, texts in sent.lists() for text in texts):
        return sent
    anew = sent.copy()
    for name, texts in sent.lists():
        anew.setlist(name, [normalize("NFC", text) for text in texts])
    anew._mutable = False
    return anew


def unsure(
    request: HttpRequest, question: str, *, after: str, button: str, back: str
) -> HttpResponse | None:
    """The page that asks before what cannot be undone; None once its `button` was pressed.

    What was sent waits in it. `after` says what will then be so, `back` is where no leads.
    """
    if request.POST.get("sure") == "yes":
        return None
    sent = [(name, value) for name, value in fields_sent(request) if name != "sure"]
    context = {"question": question, "after": after, "button": button, "back": back, "sent": sent}
    return render(request, "unsure.html", context)


@dataclass
class Attempt:
    """What became of the action in an `attempt`."""

    is_done: bool = False


@contextmanager
def attempt(request: HttpRequest, success: str = "") -> Iterator[Attempt]:
    """The next page shows `success`, or the sentence of the RuleViolation raised inside."""
    tried = Attempt()
    try:
        yield tried
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return
    tried.is_done = True
    if success:
        messages.success(request, success)


@contextmanager
def refusals_on(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """A RuleViolation raised inside stands on the form, at `field` or above all, and is over."""
    try:
        yield
    except RuleViolation as refusal:
        form.add_error(field, str(refusal))


def status_of(*forms: BaseForm) -> int:
    """422 for a page that shows what is wrong with one of its forms, 200 for any other."""
    return 422 if any(form.errors for form in forms) else 200


def filled(request: HttpRequest) -> Any:
    """What a form was sent with, None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def fields_sent(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form was sent with, field by field, but for its token: enough to send it again."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
