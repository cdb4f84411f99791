"""The widgets that our forms are full of, written without templates.

Django draws an input by two or three templates and an option by three more; a form of
thirty fields spends most of its time there. These write the same HTML, and a test compares
the two. A widget that is not here is drawn by Django's template.
"""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, escape
from django.utils.safestring import mark_safe

Widget = dict[str, Any]

INPUTS = (
    "text",
    "number",
    "email",
    "hidden",
    "date",
    "time",
    "datetime",
    "checkbox",
    "radio_option",
    "checkbox_option",
)


class Renderer(DjangoTemplates):
    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        write = WRITERS.get(template_name)
        if write is None:
            return str(super().render(template_name, context, request))
        return mark_safe(write(context["widget"]))  # noqa: S308  # Every part is escaped below.


def _input(widget: Widget) -> str:
    tag = f'<input type="{widget["type"]}" name="{escape(widget["name"])}"'
    if widget["value"] is not None:
        tag += f' value="{conditional_escape(widget["value"])}"'
    tag += f"{_attributes(widget)}>"
    if not widget.get("wrap_label"):
        return tag
    target = widget["attrs"].get("id")
    to = f' for="{escape(target)}"' if target else ""
    return f"<label{to}>{tag} {conditional_escape(widget['label'])}</label>"


def _select(widget: Widget) -> str:
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{escape(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'


def _group(name: str | None, options: list[Widget]) -> str:
    written = "".join(f"\n  {_option(option)}" for option in options)
    if not name:
        return written
    return f'\n  <optgroup label="{conditional_escape(name)}">{written}\n  </optgroup>'


def _option(widget: Widget) -> str:
    value, label = conditional_escape(widget["value"]), conditional_escape(widget["label"])
    return f'<option value="{value}"{_attributes(widget)}>{label}</option>'


def _textarea(widget: Widget) -> str:
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


WRITERS = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
}
