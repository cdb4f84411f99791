"""Pieces of the registration page that a template alone cannot say."""

from base64 import b64encode
from collections.abc import Iterable

from django import forms, template
from django.conf import settings
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from cameras.register.forms.cameras import WINDS
from cameras.register.models import Site
from portal.areas.models import Commune
from portal.documents import qr

register = template.Library()


@register.simple_tag
def wording(words: str, commune: Commune | None) -> SafeString:
    """The words of a consent for this commune; the page's script follows the pin with them."""
    name = str(commune) if commune else gettext("the commune")
    kind = str(commune.kind) if commune else gettext("commune")
    marked = {
        "{commune}": format_html("<span data-commune>{}</span>", name),
        "{kind}": format_html("<span data-kind>{}</span>", kind),
    }
    text = escape(words)
    for sign, shown in marked.items():
        text = mark_safe(text.replace(sign, shown))  # noqa: S308 - both were escaped above
    return text


@register.simple_tag
def mending(forms_shown: Iterable[forms.BaseForm]) -> list[tuple[str, str]]:
    """(anchor, sentence) for every error of several forms, in reading order."""
    return [
        (_anchor(form, name), str(sentence))
        for form in forms_shown
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def _anchor(form: forms.BaseForm, name: str) -> str:
    if name not in form.fields or form[name].is_hidden:
        return ""
    return form[name].id_for_label or form[name].auto_id


@register.simple_tag
def wind(bearing: int) -> str:
    """The nearest of the eight directions, in words."""
    nearest = round(bearing / 45) * 45 % 360
    return str(dict(WINDS)[nearest])


@register.simple_tag
def number_qr(site: Site) -> SafeString:
    """The plate's code: the address that tells a scanner what the number is."""
    url = settings.SITE_URL + reverse("cameras:by_number", args=[site.number])
    picture = b64encode(qr.png(url)).decode()
    return format_html('<img src="data:image/png;base64,{}" alt="{}">', picture, url)
