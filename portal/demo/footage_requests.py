"""Police of Móng Cái 1 ask: a case that is closed, one that goes on, one for a second officer."""

import datetime as dt
import io
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone

from cameras.register.geometry import circle
from portal.areas.models import Commune
from portal.demo import people
from portal.demo.clips import film
from portal.demo.communes import MONG_CAI
from portal.documents import pdf
from portal.people.models import Appointment, User
from requests.asking.actions import answers, footage_requests
from requests.asking.actions.footage_requests import Written
from requests.asking.actions.outcomes import tell_outcome
from requests.asking.actions.searches import SearchFacts, find_cameras
from requests.asking.models import Ask, FootageRequest, Outcome, SearchPurpose
from requests.asking.models.footage_requests import LegalRoute
from requests.asking.models.incidents import Category
from requests.evidence.actions import delivery_records, pieces, uploads
from requests.evidence.actions import footage as actions
from requests.evidence.models import Footage
from requests.evidence.tasks import inspect

STATUS, ANSWER = FootageRequest.Status, Ask.Answer


@dataclass(frozen=True)
class Case:
    x: float
    y: float
    category: str
    purpose: str
    location_text: str
    title: str
    looking_for: str
    days_ago: int
    hour: int
    hours: int = 1
    sites: int = 9


THEFT = Case(
    6, 2, Category.THEFT, SearchPurpose.PROPERTY, "Trước cửa hàng, phố Nguyễn Du",
    "Mất xe máy trước cửa hàng, phố Nguyễn Du",
    "Người dắt xe máy màu xanh đi về phía bờ sông.", 2, 6, sites=5,
)  # fmt: skip
COLLISION = Case(
    2, -3, Category.TRAFFIC_ACCIDENT, SearchPurpose.VEHICLE, "Ngã tư Hữu Nghị – Nguyễn Du",
    "Va chạm xe máy ở ngã tư Hữu Nghị – Nguyễn Du",
    "Xe tải nhỏ màu trắng rẽ từ Hữu Nghị vào Nguyễn Du, không dừng lại.", 1, 18,
)  # fmt: skip
RACING = Case(
    2, 60, Category.RACING, SearchPurpose.SEQUENCE, "Phố Hữu Nghị",
    "Tụ tập đua xe đêm trên phố Hữu Nghị", "Nhóm xe máy chạy qua lại nhiều lần.", 1, 20, hours=3,
)  # fmt: skip


def ask_mong_cai(commune: Commune) -> None:
    """Unless a request of the demo still waits for answers, there are three new ones."""
    officer = people.person(people.MINH)
    if FootageRequest.objects.filter(officer=officer, asks__in=Ask.objects.answerable()).exists():
        return
    solved(send(commune, officer, THEFT))
    going_on(send(commune, officer, COLLISION))
    submit(commune, officer, RACING)


def send(commune: Commune, officer: User, case: Case) -> FootageRequest:
    return footage_requests.submit(write(commune, officer, case), actor=officer)


submit = send  # Beyond the limits it waits for a second officer by itself.


def write(commune: Commune, officer: User, case: Case) -> FootageRequest:
    appointment = Appointment.objects.current().get(person=officer, commune=commune)
    number = 118 + FootageRequest.objects.filter(commune=commune).count()
    search, hits = find_cameras(_facts(case, number), actor=officer, appointment=appointment)
    sites = [hit.site for hit in hits[: case.sites]]
    footage_request = footage_requests.draft(search, sites, actor=officer)
    today = timezone.localdate()
    document = f"{number + 96}/YC-CAP"
    written = Written(
        legal_route=LegalRoute.VOLUNTARY,
        document_number=document,
        document_date=today,
        signer_rank=people.KHAI.rank,
        signer_name=people.KHAI.name,
        title=case.title,
        looking_for=case.looking_for,
        document_scan=letter(commune, document, today),
    )
    return footage_requests.write(footage_request, written, actor=officer)


def _facts(case: Case, number: int) -> SearchFacts:
    day = timezone.localdate() - dt.timedelta(days=case.days_ago)
    start = dt.datetime.combine(day, dt.time(case.hour, 10))
    since = timezone.make_aware(start)
    point = MONG_CAI.town.at(case.x, case.y)
    return SearchFacts(
        case_number=f"VV {day.year}/{number}",
        category=case.category,
        purpose=case.purpose,
        location_text=case.location_text,
        point=point,
        area=circle(point, 200),
        radius_metres=200,
        since=since,
        until=since + dt.timedelta(hours=case.hours),
    )


def letter(commune: Commune, document: str, day: dt.date) -> ContentFile:
    facts = {"number": document, "day": day, "station": f"CÔNG AN {commune}".upper()}
    return ContentFile(pdf.render("reports/demo_letter.html", facts), name="document.pdf")


def solved(footage_request: FootageRequest) -> None:
    """Bà Hạnh and a neighbour gave, the files were accepted, and both were told the outcome."""
    officer = footage_request.officer
    for number, ask in enumerate(_asks(footage_request)[:2]):
        for footage in give(ask, f"cong-truoc-{number + 1}.mp4"):
            if footage.status == Footage.Status.READY:
                actions.accept(footage, actor=officer)
    tell_outcome(
        footage_request,
        Outcome.Kind.SOLVED,
        actor=officer,
        words="Hình bà con gửi đã giúp tìm ra chiếc xe. Chủ xe đã nhận lại xe.",
    )
    footage_requests.close(footage_request, actor=officer)


def going_on(footage_request: FootageRequest) -> None:
    """Answers of every kind. Bà Hạnh has not answered: her link waits in the local outbox."""
    hanh = people.person(people.HANH)
    asks = [ask for ask in _asks(footage_request) if ask.site.owner_id != hanh.pk]
    for ask, given in zip(
        asks,
        (ANSWER.APPROVED, ANSWER.HELD, ANSWER.NOTHING, ANSWER.GONE, ANSWER.DECLINED),
        strict=False,
    ):
        if given == ANSWER.APPROVED:
            give(ask, "quay-truoc-1810.mp4")
        else:
            reason = Ask.GoneReason.OFFLINE if given == ANSWER.GONE else ""
            answers.answer(ask, given, actor=answerer(ask), gone_reason=reason)


def _asks(footage_request: FootageRequest) -> list[Ask]:
    return list(footage_request.asks.with_request().order_by("rank"))


def answerer(ask: Ask) -> User:
    person = ask.site.answerers.order_by("pk").first()
    assert person is not None  # Every site of the demo has somebody.  # noqa: S101
    return person


def give(ask: Ask, name: str) -> list[Footage]:
    """The owner approves, uploads a file and hands it over; it is checked at once."""
    owner = answerer(ask)
    approved = answers.answer(ask, ANSWER.APPROVED, actor=owner)
    content = film(timezone.localtime(ask.footage_request.since), speed=7 + ask.rank)
    upload = uploads.announce(approved, actor=owner, name=name, size=len(content))
    pieces.take_in(upload, io.BytesIO(content), offset=0, length=len(content))
    delivery_records.deliver(approved, actor=owner)
    files = Footage.objects.filter(upload=upload)
    for footage in files:
        inspect(footage.pk)
    return list(files.all())
