"""How windows, areas and states of requests read on a page."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cameras.register.search import Hit
from cameras.register.verbs import Verb as CameraVerb
from portal.journal.models import Entry
from portal.look import formats
from portal.look.templatetags.look import status
from requests.asking.models import Ask, FootageRequest, Search, SearchPurpose
from requests.asking.verbs import SearchVerb

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
def size_of_area(search: Search) -> str:
    """The radius of a circle, or the area of what was drawn."""
    if search.radius_metres:
        return _("Radius %(metres)s m") % {"metres": search.radius_metres}
    return formats.area(search.square_metres)


@register.simple_tag
def how_it_looks(hit: Hit) -> str:
    """What it sees of the place, and from how far."""
    if hit.metres is None:
        return _somewhere(hit)
    away = {"away": formats.distance(hit.metres)}
    if hit.covers:
        return _("Looks at the place itself, %(away)s away") % away
    return _("Sees part of the area, %(away)s away") % away


def _somewhere(hit: Hit) -> str:
    if hamlet := hit.site.hamlet:
        return _("Approximate position, no pin: somewhere in %(hamlet)s") % {"hamlet": hamlet}
    return _("Approximate position, no pin: somewhere in the commune")


@register.simple_tag
def how_long_kept(hit: Hit) -> SafeString:
    if hit.is_gone:
        return status("none", "dash-circle", _("Probably overwritten"))
    if hit.overwritten_at is None:
        return status("none", "question-circle", _("Days kept not known"))
    left = formats.time_left(hit.overwritten_at)
    if timezone.now() < hit.overwritten_at < timezone.now() + SOON:
        return status("decide", "alarm", left)
    return status("", "clock-history", left)


@register.filter
def title_of(footage_request: FootageRequest) -> str:
    """Its title; a draft without one goes by its place, or by its case."""
    return (
        footage_request.title
        or footage_request.search.location_text
        or footage_request.incident.case_number
    )


@register.simple_tag
def paper_line(footage_request: FootageRequest) -> str:
    """Its number, its day, who signed it, and on which legal basis."""
    paper = _("No. %(number)s of %(date)s, signed by %(rank)s %(name)s.") % {
        "number": footage_request.document_number,
        "date": date_format(footage_request.document_date or "", "d/m/Y"),
        "rank": footage_request.signer_rank,
        "name": footage_request.signer_name,
    }
    return f"{paper} {footage_request.get_legal_route_display()}."


@register.filter
def done_in_journal(verb: str) -> str:
    """What somebody did, in the commune's journal of searches; a verb without words as it is."""
    sentences: dict[str, str] = {
        SearchVerb.SEARCHED: _("searched for cameras"),
        SearchVerb.SITE_NUMBER_TRIED: _("looked for a site by its number"),
        SearchVerb.EXPORTED: _("took an export"),
        SearchVerb.UNIT_WORK_SEEN: _("looked through the work of the unit"),
        CameraVerb.MAP_OPENED: _("opened the map of cameras"),
    }
    return sentences.get(verb, verb)


@register.simple_tag
def reason_of(entry: Entry) -> str:
    """The case, the purpose and how many sites were found, where the entry has them."""
    facts, purposes = entry.facts, dict(SearchPurpose.choices)
    reasons = [facts.get("case_number"), purposes.get(facts.get("purpose", ""))]
    if (count := facts.get("hits")) is not None:
        sites = ngettext("%(sites)s site found", "%(sites)s sites found", count)
        reasons.append(sites % {"sites": count})
    return "".join(f" · {reason}" for reason in reasons if reason)


@register.filter
def is_past(moment: datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


@register.simple_tag
def request_status(footage_request: FootageRequest) -> SafeString:
    tone, icon = CHIPS[FootageRequest.Status(footage_request.status)]
    return status(tone, icon, str(footage_request.get_status_display()))


@register.simple_tag
def doors(footage_request: FootageRequest) -> list[tuple[str, str, str, str]]:
    """The five equal answers: value, icon, label, hint. Where the law obliges, the last differs."""
    labels = {
        Ask.Answer.APPROVED: (_("Agree to send"), _("Choose the footage and upload it")),
        Ask.Answer.HELD: (_("I have saved it"), _("Copied, will send it later")),
        Ask.Answer.NOTHING: (
            _("The incident is not in it"),
            _("I watched it again, the incident is not in it"),
        ),
        Ask.Answer.GONE: (_("No longer kept"), _("Overwritten, or the recorder was off")),
        Ask.Answer.DECLINED: (_("Decline"), _("No reason needed")),
    }
    if not footage_request.may_be_declined_freely:
        labels[Ask.Answer.DECLINED] = (
            _("Call the police about it"),
            _("If you cannot send it, or have a question"),
        )
    return [(answer.value, icon, *labels[answer]) for answer, icon in DOORS.items()]


@register.simple_tag
def door_words(footage_request: FootageRequest, answer: str) -> str:
    """An answer in the words of its own button."""
    return next((label for value, _i, label, _h in doors(footage_request) if value == answer), "")
