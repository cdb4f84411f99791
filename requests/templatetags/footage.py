"""How windows, areas and states of requests read on a page."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.look import formats
from portal.look.templatetags.look import status
from requests.asking.models import Ask, FootageRequest, Search

register = template.Library()

SOON = timedelta(hours=72)
CHIPS = {
    FootageRequest.Status.DRAFT: ("", "pencil-square"),
    FootageRequest.Status.SUBMITTED: ("decide", "hourglass-split"),
    FootageRequest.Status.REFUSED: ("decide", "arrow-counterclockwise"),
    FootageRequest.Status.SENT: ("go", "check-lg"),
    FootageRequest.Status.RECALLED: ("none", "slash-circle"),
    FootageRequest.Status.CLOSED: ("none", "check2-all"),
    FootageRequest.Status.DROPPED: ("none", "slash-circle"),
}
DOORS = {
    Ask.Answer.APPROVED: "upload",
    Ask.Answer.HELD: "bookmark-check",
    Ask.Answer.NOTHING: "eye-slash",
    Ask.Answer.GONE: "clock-history",
    Ask.Answer.DECLINED: "x-circle",
}


@register.simple_tag
def minutes(since: datetime, until: datetime) -> str:
    """20/11, 18:10–19:10; over midnight both days are named."""
    begin, end = timezone.localtime(since), timezone.localtime(until)
    first = date_format(begin, "d/m, H:i")
    last = date_format(end, "H:i" if begin.date() == end.date() else "d/m, H:i")
    return f"{first}–{last}"


@register.simple_tag
def span(since: datetime, until: datetime) -> str:
    """from 18:10 to 19:10, Tuesday 24/11/2026; over midnight each has its own day."""
    begin, end = timezone.localtime(since), timezone.localtime(until)
    times = {"since": date_format(begin, "H:i"), "until": date_format(end, "H:i")}
    first, last = (date_format(moment, "l d/m/Y") for moment in (begin, end))
    if first == last:
        return _("from %(since)s to %(until)s, %(day)s") % (times | {"day": first})
    both = times | {"first": first, "last": last}
    return _("from %(since)s, %(first)s to %(until)s, %(last)s") % both


@register.simple_tag
def length(since: datetime, until: datetime) -> str:
    """1 hour, 90 minutes."""
    return formats.lasting(round((until - since).total_seconds() / 60))


@register.filter
def reach(asked: FootageRequest | Search) -> str:
    """The radius of a circle, or the area of what was drawn."""
    if asked.radius_metres:
        return _("Radius %(metres)s m") % {"metres": asked.radius_metres}
    return f"{formats.grouped(asked.square_metres)}{formats.NBSP}m²"


@register.filter
def is_soon(moment: datetime | None) -> bool:
    """Less than three days are left."""
    return moment is not None and timezone.now() < moment < timezone.now() + SOON


@register.filter
def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


@register.simple_tag
def request_status(footage_request: FootageRequest) -> SafeString:
    tone, icon = CHIPS[FootageRequest.Status(footage_request.status)]
    return status(tone, icon, str(footage_request.get_status_display()))


@register.simple_tag
def doors(footage_request: FootageRequest) -> list[tuple[str, str, str, str]]:
    """The five equal answers: value, icon, words, hint. Where the law obliges, the last differs."""
    words = {
        Ask.Answer.APPROVED: (_("Approve"), _("Choose the footage and upload it")),
        Ask.Answer.HELD: (_("I have saved it"), _("Copied, will send it later")),
        Ask.Answer.NOTHING: (_("Nothing to see"), _("I looked, it is not there")),
        Ask.Answer.GONE: (_("No longer kept"), _("Overwritten, or the recorder was off")),
        Ask.Answer.DECLINED: (_("Decline"), _("No reason needed")),
    }
    if not footage_request.may_be_declined_freely:
        words[Ask.Answer.DECLINED] = (_("Contact and explain"), _("Call the station about this"))
    return [(answer.value, icon, *words[answer]) for answer, icon in DOORS.items()]


@register.simple_tag
def door_words(footage_request: FootageRequest, answer: str) -> str:
    """An answer in the words of its own button."""
    return next((words for value, _i, words, _h in doors(footage_request) if value == answer), "")
