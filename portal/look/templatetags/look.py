"""How values look on a page. Every number keeps its unit on the same line."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.forms import BoundField, Select
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from portal.logs import request_id

register = template.Library()

NBSP = "\u00a0"


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
    return format_html(
        '<span class="status{}">{}{}</span>', f" status-{kind}" if kind else "", _icon(icon), text
    )


_icon = icon


def _grouped(number: int) -> str:
    """1234567 as a person here reads it: 1.234.567, in English 1,234,567."""
    return f"{number:,}".replace(",", _mark(".", ","))


def _decimal(number: float) -> str:
    """At most one place after the mark, and none when it is zero."""
    return f"{number:.1f}".removesuffix(".0").replace(".", _mark(",", "."))


def _mark(vietnamese: str, english: str) -> str:
    return vietnamese if (translation.get_language() or "vi").startswith("vi") else english


@register.filter
def grouped(number: int | None) -> str:
    return "" if number is None else _grouped(number)


@register.filter
def dong(amount: int | None) -> str:
    """Whole đồng: 500.000 đ."""
    return "" if amount is None else f"{_grouped(amount)}{NBSP}đ"


@register.filter
def phone(number: str | None) -> str:
    """A number as it is read out here: 0912 345 678, 0203 300 0113. Others stay as they are."""
    digits = dial(number)
    home = f"0{digits[3:]}" if digits.startswith("+84") else digits
    if not home.startswith("0") or len(home) not in {10, 11}:
        return number or ""
    return f"{home[:4]} {home[4:7]} {home[7:]}"


@register.filter
def dial(number: str | None) -> str:
    """The number for a tel: link, without spaces."""
    return "".join(sign for sign in number or "" if sign.isdigit() or sign == "+")


@register.filter
def time_left(until: datetime | None) -> str:
    """What is left until then: 'còn 31 giờ'. Rounded down, so nobody counts on a lost hour."""
    if until is None:
        return ""
    left = until - timezone.now()
    if left <= timedelta(0):
        return gettext("out of time")
    minutes = max(1, int(left.total_seconds()) // 60)
    if minutes < 60:
        return _left(ngettext("%(n)s minute left", "%(n)s minutes left", minutes), minutes)
    hours = minutes // 60
    if hours < 72:
        return _left(ngettext("%(n)s hour left", "%(n)s hours left", hours), hours)
    days = hours // 24
    return _left(ngettext("%(n)s day left", "%(n)s days left", days), days)


def _left(sentence: str, number: int) -> str:
    """The number stays with its unit when the line breaks."""
    return sentence.replace("%(n)s ", f"{number}{NBSP}")


@register.filter
def duration(length: timedelta | None) -> str:
    """How long something lasts: '1 giờ', '1 giờ 30 phút'. Seconds are left out."""
    if length is None:
        return ""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    parts = []
    if hours:
        parts.append(_left(ngettext("%(n)s hour", "%(n)s hours", hours), hours))
    if minutes or not hours:
        parts.append(_left(ngettext("%(n)s minute", "%(n)s minutes", minutes), minutes))
    return " ".join(parts)


@register.filter
def at_most(number: int, most: int) -> int:
    """For a bar that is full: 112 of 100 is drawn as 100."""
    return min(number, most)


@register.filter
def unlocalized(number: float) -> str:
    """A number for a script, with a point whatever the language."""
    return repr(number)


@register.filter
def distance(metres: float | None) -> str:
    """Metres below a kilometre, kilometres with one decimal above."""
    if metres is None:
        return ""
    if metres < 1000:
        return f"{round(metres)}{NBSP}m"
    return f"{_decimal(metres / 1000)}{NBSP}km"


@register.filter
def file_size(size: int | None) -> str:
    """Powers of 1024 under the names people use: 412 MB, 1,8 GB."""
    if size is None:
        return ""
    amount, unit = float(size), "B"
    for bigger in ("KB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1024, bigger
    shown = str(round(amount)) if amount >= 10 or unit == "B" else _decimal(amount)
    return f"{shown}{NBSP}{unit}"


@register.simple_tag
def control(field: BoundField, kind: str = "", hint: str = "") -> SafeString:
    """The input itself, in our clothes, tied to its hint and its error for a screen reader."""
    widget = field.field.widget
    frame = "form-select" if isinstance(widget, Select) else "form-control"
    classes = f"{frame} {kind} {widget.attrs.get('class', '')}"
    told = {"_helptext": hint or field.help_text, "_error": field.errors}
    attrs: dict[str, str | bool] = {"class": " ".join(classes.split())}
    if described := " ".join(f"{field.auto_id}{end}" for end, said in told.items() if said):
        attrs["aria-describedby"] = described
    return field.as_widget(attrs=attrs)


@register.filter
def keep(words: object) -> str:
    """A name on one line: 'Móng Cái 1' never breaks before its number."""
    return str(words).replace(" ", NBSP)


@register.filter
def bind(words: object, name: object) -> str:
    """A sentence in which one name stays on one line: 'Công an phường Móng Cái 1'."""
    return str(words).replace(str(name), keep(name))


@register.filter
def capital(words: object) -> str:
    """A capital first letter, the rest untouched: 'phường Móng Cái 1' as a heading."""
    text = str(words)
    return text[:1].upper() + text[1:]


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
