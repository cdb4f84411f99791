"""How an upload and a received file look on a page: states, findings and decisions in words."""

from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.journal.models import Entry
from portal.people.models import Appointment
from requests.asking.verbs import RequestVerb
from requests.evidence.models import Footage, Upload
from requests.evidence.verbs import Verb
from requests.templatetags.footage import done_in_journal

register = template.Library()

Finding, Status = Footage.Finding, Footage.Status


@dataclass(frozen=True)
class Chip:
    """A status in a word, and what it means for whoever reads it."""

    tone: str
    icon: str
    word: str | Promise
    for_owner: str | Promise = ""
    for_police: str | Promise = ""


ALL_RECEIVED = Chip("ok", "check-circle-fill", _("All received"))
NOT_CHECKED = Chip(
    "",
    "question-circle",
    _("Received, not checked to the end"),
    _("The check did not finish. What arrived is kept as it came."),
    _("The check did not finish. What arrived is kept as it came."),
)
UNREADABLE = Chip(
    "danger",
    "exclamation-octagon",
    _("Cannot be read at the moment"),
    _(
        "Your file arrived whole, but our disk does not give it at the moment. Whoever runs the"
        " portal sees an alarm. If the recorder still has it, keep it there."
    ),
    _(
        "The file arrived whole, but the disk does not give it at the moment. Whoever runs the"
        " portal sees an alarm."
    ),
)
FINDINGS = {
    Finding.VIDEO: ALL_RECEIVED,
    Finding.PICTURE: ALL_RECEIVED,
    Finding.EMPTY: Chip(
        "danger",
        "exclamation-octagon",
        _("Nothing inside"),
        _(
            "There is no picture in this file, perhaps the copying was cut short. The original is"
            " still on the recorder. Copy it again and add it."
        ),
        _("The file has no picture in it. The owner was told; what arrived is kept as it came."),
    ),
    Finding.DISGUISED: Chip(
        "danger",
        "exclamation-octagon",
        _("Not a video"),
        _(
            "Inside this file is no video. Perhaps another file was chosen by mistake."
            " Choose the recorder's file."
        ),
        _("By its content %(kind)s, not a video. Open it only on a computer made for that."),
    ),
    Finding.BROKEN: Chip(
        "danger",
        "exclamation-octagon",
        _("Damaged"),
        _(
            "The file arrived whole but does not open, perhaps the copying was cut short. What you"
            " sent is kept. Copy it from the recorder again and add it."
        ),
        _(
            "It does not open here. What arrived is kept as it came; special tools may still read"
            " it."
        ),
    ),
    Finding.FOREIGN: Chip(
        "",
        "file-earmark-lock",
        _("Received, recorder's own format"),
        _(
            "We cannot show it here, but police can open it with the recorder's program. You need"
            " not do anything."
        ),
        _("No preview: it opens with the maker's own program. The original is unchanged."),
    ),
    Finding.INFECTED: Chip(
        "danger",
        "exclamation-octagon",
        _("Malware found"),
        _(
            "The scanner found malware in this file. Copy it from the recorder again, with another"
            " USB stick."
        ),
        _("The scanner found malware in this file. Open it only on a computer made for that."),
    ),
}
CUT = Chip(
    "decide",
    "exclamation-octagon",
    _("Received, its end is missing"),
    _(
        "The file stops before its end, perhaps the copying was cut short. What you sent is kept."
        " If the recorder still has it, copy it again and add it."
    ),
    _(
        "The file ends before its end. It is shown as far as it goes; the owner was told, and the"
        " recorder may still have all of it."
    ),
)
PROGRAM = Chip(
    "",
    "file-earmark-lock",
    _("Received, a program"),
    _(
        "This file is a program. Some recorders save a film together with its player like this;"
        " then it is right, and police open it on a computer made for that."
    ),
    _(
        "By its content a program, perhaps a recorder's player with the film inside."
        " Open it only on a computer made for that."
    ),
)
PACKAGE = Chip(
    "",
    "file-earmark-lock",
    _("Received, a package of files"),
    _(
        "This file is a package, such as zip. It is kept as it came, and police unpack it. If you"
        " can, add the films in it one by one too: then they can be watched here."
    ),
    _("By its content a package of files (%(kind)s). Open it only on a computer made for that."),
)
SOUND = Chip(
    "danger",
    "exclamation-octagon",
    _("Only sound"),
    _(
        "There is sound in this file, but no picture. Perhaps another file was chosen by mistake."
        " Choose the recorder's file."
    ),
    _("There is only sound in it, no picture. What arrived is kept as it came."),
)
DECISIONS = {
    Status.ACCEPTED: Chip("ok", "check2-all", _("In the case file")),
    Status.DECLINED: Chip("", "slash-circle", _("Not needed")),
    Status.DISPOSED: Chip("", "trash", _("Deleted")),
}
ICONS = {Upload.Kind.FOOTAGE: "file-earmark-play", Upload.Kind.CLOCK: "camera"}


@register.filter
def short_hash(sha256: str) -> str:
    """The first and last signs, enough to compare by eye: 9f3ac1d7…4be2."""
    return f"{sha256[:8]}…{sha256[-4:]}" if sha256 else gettext("being worked out")


@register.filter
def kind_icon(upload: Upload) -> str:
    return ICONS[Upload.Kind(upload.kind)]


@register.filter
def finding_chip(footage: Footage) -> Chip:
    """What the check has found; until it is over, that all bytes are there."""
    if footage.is_unfinished:
        return ALL_RECEIVED
    if footage.status == Status.UNREADABLE:
        return UNREADABLE
    if footage.is_cut:
        return CUT
    if footage.finding == Finding.DISGUISED:
        return _chip_of_another_kind(footage.media_type)
    return FINDINGS.get(Finding(footage.finding), NOT_CHECKED) if footage.finding else NOT_CHECKED


def _chip_of_another_kind(media_type: str) -> Chip:
    if media_type in Footage.PROGRAMS:
        return PROGRAM
    if media_type in Footage.PACKAGES:
        return PACKAGE
    return SOUND if media_type.startswith("audio/") else FINDINGS[Finding.DISGUISED]


@register.simple_tag
def finding_meaning(footage: Footage, for_owner: bool) -> str:
    """What to make of the finding, in a sentence; none while the check goes on."""
    chip = finding_chip(footage)
    if for_owner:
        return str(chip.for_owner)
    return str(chip.for_police) % {"kind": footage.media_type}


@register.filter
def decision_chip(footage: Footage) -> Chip | None:
    """What police decided about the file, or None."""
    return DECISIONS.get(Status(footage.status))


@register.filter
def receiver(appointment: Appointment) -> str:
    """ "Đại úy Lê Quang Minh": as papers of the police name who receives."""
    return f"{appointment.rank} {appointment.person.full_name}".strip()


DONE: dict[str, str | Promise] = {
    RequestVerb.DRAFTED: _("began a request"),
    RequestVerb.SUBMITTED: _("handed a request to a second officer"),
    RequestVerb.SENT: _("sent a request"),
    RequestVerb.REFUSED: _("sent a request back"),
    RequestVerb.DROPPED: _("dropped a request"),
    RequestVerb.DISOWNED: _("did not sign the document of a request"),
    RequestVerb.RECALLED: _("recalled a request"),
    RequestVerb.CLOSED: _("closed a request"),
    RequestVerb.OUTCOME_TOLD: _("told what came of a request"),
    RequestVerb.EXPORTED: _("took an export"),
    RequestVerb.EXPORT_DOWNLOADED: _("downloaded an export"),
    Verb.VIEWED: _("played a film"),
    Verb.PICTURED: _("saw the picture of a film"),
    Verb.DOWNLOADED: _("downloaded an original"),
    Verb.ACCEPTED: _("accepted a file"),
    Verb.DECLINED: _("did not need a file"),
}


@register.filter
def done_in_unit(entry: Entry) -> str:
    """What somebody of the police did, wherever it stands in the journal."""
    return str(DONE.get(entry.verb) or done_in_journal(entry.verb))
