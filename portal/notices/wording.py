"""The words of a notice, in its reader's language, from `templates/notices/<kind>.txt`."""

import unicodedata
from dataclasses import dataclass

from django.template import Context, Template
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.utils import translation

from portal.language import spoken_to
from portal.notices.models import Notice

SEGMENT = 160  # characters of the GSM alphabet in one SMS


@dataclass(frozen=True)
class Words:
    subject: str
    body: str
    sms: str


def words_of(notice: Notice, *, language: str = "", url: str = "") -> Words:
    """Subject, body and SMS of `notice`; a block its template lacks is empty.

    The language is the reader's; `url` replaces the link where a channel needs a full address.
    """
    with translation.override(language or notice.language):
        template, context = _template_of(notice), _context_of(notice, url)
        you = getattr(notice.recipient, "honorific", "")
        return Words(
            subject=spoken_to(" ".join(_block(template, "subject", context).split()), you),
            body=spoken_to(_block(template, "body", context).strip(), you),
            sms=plain(" ".join(_block(template, "sms", context).split())),
        )


def subject_of(notice: Notice, *, language: str = "") -> str:
    """The one line a list shows; the rest is not made."""
    with translation.override(language or notice.language):
        words = " ".join(_block(_template_of(notice), "subject", _context_of(notice)).split())
        return spoken_to(words, getattr(notice.recipient, "honorific", ""))


def _template_of(notice: Notice) -> Template:
    return get_template(f"notices/{notice.kind}.txt").template  # type: ignore[attr-defined, no-any-return]


def _context_of(notice: Notice, url: str = "") -> dict[str, object]:
    return {**notice.facts, "url": url or notice.url, "person": notice.recipient}


def _block(template: Template, name: str, values: dict[str, object]) -> str:
    context = Context(values, autoescape=False)
    for node in template.nodelist.get_nodes_by_type(BlockNode):
        if isinstance(node, BlockNode) and node.name == name:
            with context.bind_template(template), context.render_context.push_state(template):
                return node.nodelist.render(context)
    return ""


def plain(text: str) -> str:
    """`text` in the letters a Vietnamese SMS carries at one segment: no accents, đ as d."""
    unmarked = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(mark for mark in unmarked if not unicodedata.combining(mark))
    for fancy, simple in {"–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "…": "..."}.items():
        letters = letters.replace(fancy, simple)
    return letters.replace("\xa0", " ").replace("\u2060", "")
