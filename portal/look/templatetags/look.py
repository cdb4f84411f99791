"""How values look on a page. Every number keeps its unit on the same line."""

import json
import uuid
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import urljoin

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BoundField, Select
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.logs import request_id
from portal.look import formats

register = template.Library()

FILTERS = (
    formats.bind,
    formats.capital,
    formats.dial,
    formats.distance,
    formats.dong,
    formats.duration,
    formats.file_size,
    formats.film_length,
    formats.grouped,
    formats.keep,
    formats.lasting,
    formats.phone,
    formats.signed,
    formats.small,
    formats.time_left,
)
for one in FILTERS:
    register.filter(one)


@register.simple_tag(takes_context=True)
def full_address(context: Context) -> str:
    """Of this page without what was asked of it, as others find it."""
    return str(urljoin(settings.SITE_URL, context["request"].path))


@register.simple_tag
def once() -> SafeString:
    """The key of a form that has no fields: pressed twice, it is one press."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One picture of the sprite. Silent for screen readers unless it has a label."""
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>',
            label,
            _picture(name),
        )
    return _silent_icon(name)


@cache
def _silent_icon(name: str) -> SafeString:
    """Most pages draw dozens, and every one of a name is alike."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', _picture(name)
    )


def _picture(name: str) -> str:
    return f"{static('icons/icons.svg')}#{name}"


@register.simple_tag
def status(kind: str, icon: str, text: str) -> SafeString:
    """A chip of icon and word. `kind`: "", ok, go, decide, danger or none."""
    return _chip(kind, icon, str(text))


@lru_cache(maxsize=1000, typed=True)  # A safe text is not the plain one it equals.
def _chip(kind: str, icon: str, text: str) -> SafeString:
    return format_html(
        '<span class="status{}">{}{}</span>', f" status-{kind}" if kind else "", _icon(icon), text
    )


_icon = icon


@register.filter
def at_most(number: int, most: int) -> int:
    """For a bar that is full: 112 of 100 is drawn as 100."""
    return min(number, most)


@register.filter
def unlocalized(number: float) -> str:
    """A number for a script, with a point whatever the language."""
    return repr(number)


@register.simple_tag
def control(field: BoundField, kind: str = "", hint: str = "") -> SafeString:
    """The input itself, in our clothes, tied to its hint and its error for a screen reader."""
    widget = field.field.widget
    # The browser cuts off what is pasted, and says nothing; the form says what is too long.
    widget.attrs.pop("maxlength", None)
    frame = "form-select" if isinstance(widget, Select) else "form-control"
    classes = f"{frame} {kind} {widget.attrs.get('class', '')}"
    told = {"_helptext": hint or field.help_text, "_error": field.errors}
    attrs: dict[str, str | bool] = {"class": " ".join(classes.split())}
    if described := " ".join(f"{field.auto_id}{end}" for end, is_there in told.items() if is_there):
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)


@register.simple_tag
def error_code() -> str:
    """The start of the request's id, as one reads it out: A3F0-91BC. The log line begins so."""
    start = request_id.get()[:8].upper()
    return f"{start[:4]}-{start[4:]}" if start else ""


@register.simple_tag(takes_context=True)
def theme(context: Mapping[str, object]) -> str:
    """The theme the person chose, read from her cookie; '' follows the device."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if isinstance(request, HttpRequest) else ""
    return chosen if chosen in {"light", "dark"} else ""


@register.simple_tag(takes_context=True)
def import_map(context: Mapping[str, object]) -> SafeString:
    """Names for our modules, so that hashed files find each other: "#look/map".

    package.json gives `node --test` the same names.
    """
    nonce = getattr(context.get("request"), "csp_nonce", "")
    return format_html('<script type="importmap" nonce="{}">{}</script>', nonce, _names())


@cache
def _names() -> SafeString:
    names = {"imports": {f"#{path[:-4]}": static(path) for path in _modules()}}
    return mark_safe(json.dumps(names).replace("<", "\\u003c"))  # noqa: S308 - our own paths


@cache
def _modules() -> list[str]:
    """Our own modules only; npm's are loaded by the page that needs one."""
    folders = ("look/", "cameras/", "contributions/", "footage/", "people/", "areas/", "reports/")
    return sorted(
        {
            path
            for finder in finders.get_finders()
            for path, _storage in finder.list([])
            if path.endswith(".mjs") and not path.endswith(".test.mjs") and path.startswith(folders)
        }
    )
