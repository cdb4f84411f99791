"""Django's `i18n` tags, but the catalogue is input: what a translation adds of HTML is text.

A library of an app takes the place of Django's of the same name. The sentence in the code is
ours: the tags and signs that stand in it may stand in its translation, and no others.
"""

import re
from functools import lru_cache
from typing import Any

from django.template import Context, Library, TemplateSyntaxError
from django.template.base import Parser, Token, render_value_in_context
from django.templatetags import i18n
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeData, SafeString, mark_safe

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)

SIGN = re.compile(r"""<[^<>]*>|&\#?\w+;|[&<>"']""")


@lru_cache(maxsize=8192)
def worded(sentence: str, translated: str) -> str:
    """`translated` for a page: of HTML only what `sentence`, in our code, has too."""
    ours = SIGN.findall(sentence)
    return SIGN.sub(lambda sign: sign[0] if sign[0] in ours else escape(sign[0]), translated)


class TranslateNode(i18n.TranslateNode):
    def render(self, context: Context) -> str:
        variable = self.filter_expression.var
        variable.translate = not self.noop
        if self.message_context:
            variable.message_context = self.message_context.resolve(context)
        shown = render_value_in_context(self.filter_expression.resolve(context), context)
        is_safe = isinstance(shown, SafeData)
        shown = shown.replace("%%", "%")
        if is_safe:
            escaped = worded(variable.literal or "", shown) if context.autoescape else shown
            shown = mark_safe(escaped)  # noqa: S308 - what the catalogue added is escaped
        if self.asvar:
            context[self.asvar] = shown
            return ""
        return shown


class BlockTranslateNode(i18n.BlockTranslateNode):
    tag_name: str

    def render(self, context: Context, nested: bool = False) -> str:
        with context.update({n: value.resolve(context) for n, value in self.extra_context.items()}):
            sentences, names, result = self._looked_up(context)
            if context.autoescape:
                result = worded("".join(sentences), result)
            empty = context.template.engine.string_if_invalid  # type: ignore[union-attr]
            facts = {
                name: render_value_in_context(context.get(name, empty), context) for name in names
            }
        try:
            result %= facts
        except (KeyError, ValueError) as fault:
            if nested:
                raise TemplateSyntaxError(f"{self.tag_name} cannot fill {result!r}") from fault
            with translation.override(None):
                return self.render(context, nested=True)
        if self.asvar:
            context[self.asvar] = SafeString(result)
            return ""
        return result

    def _looked_up(self, context: Context) -> tuple[list[str], list[str], str]:
        """Our sentences, the names of what is filled in, and the words of the catalogue."""
        about = self.message_context.resolve(context) if self.message_context else None
        one, names = self.render_token_list(self.singular)
        if not (self.plural and self.countervar and self.counter):
            translated = translation.pgettext(about, one) if about else translation.gettext(one)
            return [one], names, translated
        count = self.counter.resolve(context)
        context[self.countervar] = count
        many, more = self.render_token_list(self.plural)
        if about:
            translated = translation.npgettext(about, one, many, count)
        else:
            translated = translation.ngettext(one, many, count)
        return [one, many], names + more, translated


def translate(parser: Parser, token: Token) -> TranslateNode:
    node: Any = i18n.do_translate(parser, token)
    return TranslateNode(node.filter_expression, node.noop, node.asvar, node.message_context)


def blocktranslate(parser: Parser, token: Token) -> BlockTranslateNode:
    node: Any = i18n.do_block_translate(parser, token)
    return BlockTranslateNode(
        node.extra_context,
        node.singular,
        node.plural,
        node.countervar,
        node.counter,
        node.message_context,
        trimmed=node.trimmed,
        asvar=node.asvar,
        tag_name=node.tag_name,
    )


for name in ("translate", "trans"):
    register.tag(name, translate)
for name in ("blocktranslate", "blocktrans"):
    register.tag(name, blocktranslate)
