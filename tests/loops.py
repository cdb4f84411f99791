"""Which pages loop over rows, read from the views and the templates they draw."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

from tests.who_may.addresses import addresses, views

TEMPLATES = settings.BASE_DIR / "templates"
LOOP = re.compile(r"{% for [\w, ]+ in ([\w.]+)")
PART = re.compile(r'{% (?:include|extends) "([^"]+)"')
FRAME = {"base.html", "_messages.html"}  # the bar and the messages, on every page alike


def lists() -> set[str]:
    """As "address loop" for pages, as the address alone for lists of the API."""
    pages = {address.name for address in addresses().values() if "GET" in address.methods}
    return {row for name, view in views() if name in pages for row in _lists_of(name, view)}


def _lists_of(name: str, view: Callable[..., Any]) -> Iterator[str]:
    if handlers := getattr(view, "cls", None):
        action = getattr(view, "actions", {}).get("get")
        if action and (
            action == "list" or "paginate" in inspect.getsource(getattr(handlers, action))
        ):
            yield name
        return
    for template in _drawn_by(inspect.unwrap(view)):
        for loop in _loops_in(template, set()):
            yield f"{name} {loop}"


def _drawn_by(view: Callable[..., Any]) -> Iterator[str]:
    """Templates that a view names, itself or by a function it calls."""
    source = inspect.getsource(view)
    yield from re.findall(r'"([\w/]+\.html)"', source)
    for helper in re.findall(r"(?<![.\w])(\w+)\(", source):
        found = getattr(inspect.getmodule(view), helper, None)
        if inspect.isfunction(found):
            yield from re.findall(r'"([\w/]+\.html)"', inspect.getsource(found))


def _loops_in(template: str, seen: set[str]) -> Iterator[str]:
    if template in seen or template in FRAME or not (TEMPLATES / template).exists():
        return
    seen.add(template)
    text = (TEMPLATES / template).read_text()
    yield from LOOP.findall(text)
    for part in PART.findall(text):
        yield from _loops_in(part, seen)
