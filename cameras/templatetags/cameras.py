"""Pieces of the register's pages that a template alone cannot say."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache

from django import forms, template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cameras.register.consent_cards import ConsentCard
from cameras.register.forms.cameras import CAMERAS_PREFIX, EACH_FILLED, WINDS, CameraFormSet
from cameras.register.models import Site, Vouching
from portal.areas.models import Commune
from portal.documents import qr
from portal.look.templatetags.look import status
from portal.people.models import Role

register = template.Library()

State = Vouching.State
STATUS_CHIPS = {
    Site.Status.REMOVED: ("none", "trash"),
    Site.Status.PAUSED: ("none", "pause-circle"),
}
# By what holds of the site and whether the commune's administrator said it.
VOUCHING_CHIPS = {
    (State.NONE, False): ("go", "check-circle-fill", _("Registered")),
    (State.ASKED, False): ("decide", "question-circle", _("The hamlet leader asks something")),
    (State.ASKED, True): (
        "decide",
        "question-circle",
        _("The commune’s administrator asks something"),
    ),
    (State.VOUCHED, False): ("ok", "patch-check", _("Confirmed by the hamlet leader")),
    (State.VOUCHED, True): ("ok", "patch-check", _("Confirmed by the commune")),
}


@register.simple_tag
def another_camera() -> SafeString:
    """The fields of one more camera, which the page's script copies."""
    return _another_camera(get_language() or "")


@cache
def _another_camera(language: str) -> SafeString:
    """Alike for everybody who reads `language`, so it is drawn once."""
    form = CameraFormSet(prefix=CAMERAS_PREFIX, form_kwargs=EACH_FILLED).empty_form
    return render_to_string("cameras/_camera.html", {"form": form, "number": "__number__"})


@register.simple_tag
def site_state(site: Site) -> SafeString:
    """The site's state as icon and word."""
    if site.status in STATUS_CHIPS:
        return status(*STATUS_CHIPS[Site.Status(site.status)], site.get_status_display())
    kind, icon, text = VOUCHING_CHIPS[State(site.vouching), _by_administrator(site)]
    return status(kind, icon, str(text))


def _by_administrator(site: Site) -> bool:
    if site.vouching == State.NONE:
        return False
    newest = site.newest_vouching
    return newest is not None and newest.role == Role.ADMINISTRATOR


@register.simple_tag
def who_asks(site: Site) -> str:
    """For the middle of a line in a list."""
    if _by_administrator(site):
        return gettext("the commune’s administrator asks something")
    return gettext("the hamlet leader asks something")


@register.simple_tag
def choice(option: forms.boundfield.BoundWidget, unit: str = "") -> SafeString:
    """One button of a group; with a `unit`, its value stands below its name."""
    value = format_html("<br>{}{}", option.data["value"], unit) if unit else ""
    return format_html(
        '<label class="choice" for="{}">{}<span>{}{}</span></label>',
        option.id_for_label,
        option.tag(),
        option.choice_label,
        value,
    )


@register.simple_tag
def consent_chip(card: ConsentCard) -> SafeString:
    if card.is_open:
        return status("decide", "question-circle", gettext("You have not answered yet"))
    if card.granted:
        return status("", "check-lg", gettext("I agree"))
    return status("", "dash-circle", gettext("I do not agree"))


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
