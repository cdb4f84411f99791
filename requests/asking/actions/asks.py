"""Send a request: one Ask per site, and a notice to each who answers for it. Tell police, too."""

from datetime import datetime, timedelta

from django.db.models import Case, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cameras.register.search import Hit
from portal.areas.models import Commune
from portal.errors import RuleViolation
from portal.journal.actions import move
from portal.notices.actions import tell
from portal.notices.models import Notice
from portal.people.models import Appointment, AppointmentQuerySet, Role, User
from requests.asking.actions.searches import ranked
from requests.asking.links import hash_of, token_of
from requests.asking.models import Ask, FootageRequest, RequestPolicy
from requests.asking.models.searches import IN_CHARGE
from requests.asking.verbs import RequestVerb


def send_out(
    footage_request: FootageRequest,
    *,
    actor: User,
    reviewer: User | None = None,
    review_note: str = "",
) -> FootageRequest:
    """One Ask per chosen site that may still be asked, and a notice to each who answers for it.

    Without a `reviewer` it is what one officer may send alone. The register is asked afresh:
    somebody may have come, gone or changed her mind since the search.
    """
    now = timezone.now()
    hits = askable(footage_request)
    if not hits:
        raise RuleViolation(_("None of these sites takes requests any more. Search again."))
    sent = move(
        footage_request,
        FootageRequest.Status.SENT,
        actor=actor,
        verb=RequestVerb.SENT,
        facts={"sites": len(hits), "document_scan": footage_request.document_scan_sha256},
        rows=FootageRequest.objects.with_incident(),
        sent_at=now,
        needs_review=reviewer is not None,
        reviewer=reviewer,
        reviewed_at=now if reviewer else None,
        review_note=review_note,
    )
    for ask in _make_asks(sent, hits, now=now):
        tell_owners(ask, "footage_asked")
    return sent


def _make_asks(footage_request: FootageRequest, hits: list[Hit], *, now: datetime) -> list[Ask]:
    policy = RequestPolicy.objects.of(footage_request.commune)
    asks = Ask.objects.bulk_create(
        _ask(footage_request, hit, rank, now=now, policy=policy)
        for rank, hit in enumerate(hits, start=1)
    )
    Ask.cameras.through.objects.bulk_create(
        Ask.cameras.through(ask_id=ask.pk, camera_id=camera.pk)
        for ask, hit in zip(asks, hits, strict=True)
        for camera in hit.cameras
    )
    return asks


def askable(footage_request: FootageRequest) -> list[Hit]:
    """The chosen sites that agree to be asked now, in the order of a search made now."""
    chosen = set(footage_request.chosen.values_list("pk", flat=True))
    return [hit for hit in ranked(footage_request.read_search()) if hit.site.pk in chosen]


def _ask(
    footage_request: FootageRequest, hit: Hit, rank: int, *, now: datetime, policy: RequestPolicy
) -> Ask:
    expires_at = now + timedelta(days=policy.link_days)
    if hit.overwritten_at and hit.overwritten_at > now:
        expires_at = min(expires_at, hit.overwritten_at)
    ask = Ask(
        footage_request=footage_request,
        site=hit.site,
        rank=rank,
        sent_at=now,
        expires_at=expires_at,
        link_closes_at=expires_at,
        overwritten_at=hit.overwritten_at,
    )
    ask.link_token_hash = hash_of(token_of(ask))
    return ask


def tell_owners(ask: Ask, kind: str, **facts: str) -> None:
    """Tell everyone who may answer for its site; only their own messages carry the link."""
    for person in ask.site.answerers:
        tell(
            person,
            kind,
            url=reverse("footage:asked", args=[ask.public_id]),
            about=ask.stream,
            link=reverse("footage:ask", args=[token_of(ask)]),
            **facts_of(ask.footage_request),
            **facts,
        )


def tell_police(
    footage_request: FootageRequest,
    kind: str,
    *,
    door: str = "footage:detail",
    but: User | None = None,
    unless_unread: bool = False,
) -> None:
    """Tell whom it concerns today; with `unless_unread`, nobody who has not opened the last one."""
    about = footage_request.stream
    for person in concerned(footage_request):
        unread = Notice.objects.inbox(person).unread().filter(kind=kind, about=about)
        if person != but and not (unless_unread and unread.exists()):
            url = reverse(door, args=[footage_request.public_id])
            tell(person, kind, url=url, about=about, **facts_of(footage_request))


def reviewers_of(commune: Commune) -> AppointmentQuerySet:
    """The appointments in which someone may approve its requests today, but for one's own."""
    return Appointment.objects.current().of_role(*IN_CHARGE).filter(commune=commune)


def concerned(footage_request: FootageRequest) -> list[User]:
    """Its officer while appointed here; afterwards the commune's chief and officers."""
    held = Appointment.objects.current().filter(commune=footage_request.commune)
    if held.of(footage_request.officer).of_role(*IN_CHARGE).exists():
        return [footage_request.officer]
    return in_charge_of(footage_request.commune)


def in_charge_of(commune: Commune) -> list[User]:
    """Its chief and officers today, each once."""
    held = reviewers_of(commune).select_related("person").order_by("pk")
    return list({appointment.person_id: appointment.person for appointment in held}.values())


def receiving_appointment(footage_request: FootageRequest) -> Appointment | None:
    """In which somebody receives for it today: its officer's, else the chief's, else an officer's.

    None where nobody is in charge of the commune's police.
    """
    order = Case(
        When(pk=footage_request.search.appointment_id, then=0),
        When(person=footage_request.officer_id, then=1),
        When(role=Role.CHIEF, then=2),
        default=3,
    )
    return reviewers_of(footage_request.commune).taken_up().order_by(order, "pk").first()


def facts_of(footage_request: FootageRequest) -> dict[str, str]:
    profile = getattr(footage_request.commune, "profile", None)
    return {
        "commune": str(footage_request.commune),
        "document": footage_request.document_number,
        "case_number": footage_request.incident.case_number,
        "police_phone": profile.police_phone if profile else "",
        "status": footage_request.status,
    }
