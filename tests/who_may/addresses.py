"""Every address of the portal and the methods its view answers to, read from the views."""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

# Views that tell methods apart by themselves; a test compares this with what they allow.
TUS = {"footage:tus": {"POST"}, "footage:tus_upload": {"HEAD", "PATCH", "DELETE"}}

View = Callable[..., Any]


def methods() -> dict[str, set[str]]:
    """By name; HEAD is left out where it is a GET without a body."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, view in views():
        found[name] |= TUS.get(name) or _methods_of(view)
    return {name: some - {"HEAD"} if "GET" in some else some for name, some in found.items()}


def views() -> list[tuple[str, View]]:
    """Each view with the name of its address; an address with a format has one of each."""
    return list(_views(get_resolver(), ""))


def _views(resolver: URLResolver, space: str) -> Iterator[tuple[str, View]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern.callback
        else:
            yield from _views(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )


def _methods_of(view: View) -> set[str]:
    if actions := getattr(view, "actions", None):  # a viewset of REST framework
        return {method.upper() for method in actions}
    if handlers := getattr(view, "view_class", getattr(view, "cls", None)):
        return {method for method in METHODS if hasattr(handlers, method.lower())}
    declared = [set(some) for some in _declared(view)]
    # A function that declares nothing answers to all: it is a page with a form, or may be.
    return set.intersection(*declared) if declared else {"GET", "POST"}


def _declared(view: View | None) -> Iterator[list[str]]:
    """What each require_http_methods around a function was given."""
    while view is not None:
        around = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in around:
            yield around["request_method_list"]
        view = getattr(view, "__wrapped__", None)


def address_of(name: str, args: dict[str, list[Any]]) -> str:
    """The address with as many of its blanks filled as it has."""
    known = [args[start] for start in sorted(args, key=len, reverse=True) if name.startswith(start)]
    for values in [*known, []]:
        for count in (len(values), 0):
            try:
                return reverse(name, args=values[:count])
            except NoReverseMatch:
                continue
    raise AssertionError(f"nothing fills the blanks of {name}")
