"""Every address of the portal and the methods its view answers to, read from its patterns."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

# Views that tell methods apart by themselves; a test compares this with what they allow.
TUS = {
    "footage:tus": {"POST"},
    "footage:tus_digests": {"GET"},
    "footage:tus_upload": {"HEAD", "PATCH", "DELETE"},
}

View = Callable[..., Any]


class Address(NamedTuple):
    """One pattern of an address: what it is called and how many blanks it has."""

    name: str
    route: str
    blanks: int
    view: View

    @property
    def methods(self) -> set[str]:
        """HEAD is left out where it is a GET without a body."""
        some = TUS.get(self.name) or _methods_of(self.view)
        return some - {"HEAD"} if "GET" in some else some


@cache
def addresses() -> dict[str, Address]:
    """Every pattern by its name; where two share one, by its name and route, so that neither
    hides the other. REST framework's second pattern of a view, with a format, is left out."""
    patterns = [address for address in _addresses(get_resolver()) if "format" not in address.route]
    names = Counter(address.name for address in patterns)
    return {
        address.name if names[address.name] == 1 else f"{address.name} at {address.route}": address
        for address in patterns
    }


def views() -> list[tuple[str, View]]:
    """Each view with the name of its address."""
    return [(address.name, address.view) for address in addresses().values()]


def _addresses(
    resolver: URLResolver, space: str = "", start: str = "", blanks: int = 0
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = f"{start}{pattern.pattern}"
        here = blanks + pattern.pattern.regex.groups
        if isinstance(pattern, URLPattern):
            yield Address(f"{space}{pattern.name}", route, here, pattern.callback)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern, inner, route, here)


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


def address_of(key: str, args: dict[str, list[Any]]) -> str:
    """The address with its blanks filled, by the longest beginning of its name in `args`."""
    address = addresses()[key]
    starts = [start for start in args if address.name.startswith(start)]
    values = args[max(starts, key=len)] if starts else []
    return reverse(address.name, args=values[: address.blanks])
