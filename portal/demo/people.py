"""The people of the demo. All are made up; none is named in the stories."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from allauth.mfa.totp.internal.auth import generate_totp_secret

from portal.areas.models import Commune, Hamlet
from portal.people.actions.appointments import AppointmentFacts, appoint, take_up
from portal.people.actions.second_factors import add_app
from portal.people.actions.users import person_with_phone
from portal.people.models import Appointment, Role, User
from portal.people.second_factors import has_factor, present_code

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
WOMEN = (
    "Thị Bích",
    "Thị Hoa",
    "Thị Lan",
    "Thu Cúc",
    "Thị Nhung",
    "Thị Vân",
    "Kim Liên",
    "Thị Tươi",
)
MEN = (
    "Văn Bình",
    "Đức Cường",
    "Văn Dũng",
    "Quốc Hưng",
    "Văn Khoa",
    "Hữu Lộc",
    "Văn Phúc",
    "Minh Sơn",
)


@dataclass(frozen=True)
class Part:
    """Somebody of the demo: the last three digits of 0912 000 xxx, a name, an appointment."""

    number: int
    honorific: str
    name: str
    role: str = ""
    rank: str = ""
    hamlet: str = ""
    says: str = ""


HANH = Part(101, "bà", "Nguyễn Thị Hạnh", says="chủ camera, 12 Nguyễn Du")
MINH = Part(102, "ông", "Lê Quang Minh", Role.OFFICER, "Đại úy")
TRANG = Part(103, "bà", "Đào Thu Trang", Role.OFFICER, "Thượng úy")
KHAI = Part(104, "ông", "Phạm Văn Khải", Role.CHIEF, "Thượng tá")
DUTY = Part(105, "ông", "Ngô Bá Tuấn", Role.DUTY, "Trung úy")
QUYEN = Part(106, "bà", "Vũ Lệ Quyên", Role.ADMINISTRATOR)
THOA = Part(107, "bà", "Bùi Kim Thoa", Role.HAMLET_LEADER, hamlet="Hòa Lạc 1")
LOI = Part(108, "ông", "Hồ Tấn Lợi", Role.TREASURER)
NGOC = Part(109, "bà", "Trịnh Bảo Ngọc", Role.SUPERVISOR)

HA = Part(121, "bà", "Trần Thị Thu Hà", Role.HAMLET_LEADER, hamlet="Phú Hữu")
TU = Part(122, "ông", "Lê Văn Tư", Role.TREASURER)
SAU = Part(123, "ông", "Bùi Văn Sáu", Role.HAMLET_LEADER, hamlet="Tân Phú")
NGAN = Part(124, "bà", "Võ Thị Ngân", Role.SUPERVISOR)
SON = Part(125, "ông", "Đặng Hải Sơn", Role.OFFICER, "Đại úy")
HIEU = Part(126, "ông", "Mai Trung Hiếu", Role.OFFICER, "Thượng úy")
BACH = Part(127, "ông", "Lưu Xuân Bách", Role.CHIEF, "Trung tá")
DIEP = Part(128, "bà", "Cao Ngọc Diệp", Role.DUTY, "Trung úy")
LINH = Part(129, "bà", "Đoàn Mỹ Linh", Role.ADMINISTRATOR)

BUM_TO_ADMINISTRATOR = Part(143, "bà", "Lường Thị Mai", Role.ADMINISTRATOR)
BUM_TO_LEADER = Part(141, "ông", "Lò Văn Pâng", Role.HAMLET_LEADER, hamlet="1")
BUM_TO_OFFICER = Part(142, "ông", "Tạ Đình Quang", Role.OFFICER, "Đại úy")
DINH_VAN_LEADER = Part(151, "bà", "Ka Hương", Role.HAMLET_LEADER, hamlet="Gia Thạnh")
DINH_VAN_OFFICER = Part(152, "ông", "Trương Công Vinh", Role.OFFICER, "Thiếu tá")
VINH_PHONG_OFFICER = Part(161, "ông", "Danh Thanh Tùng", Role.OFFICER, "Đại úy")
VINH_PHONG_LEADER = Part(164, "ông", "Quách Văn Bảy", Role.HAMLET_LEADER, hamlet="Vĩnh Phước 1")
VINH_PHONG_TREASURER = Part(165, "bà", "Lý Thị Sà Phon", Role.TREASURER)
VINH_BINH_OFFICER = Part(162, "bà", "Thị Kim Tuyến", Role.OFFICER, "Thượng úy")
VINH_THUAN_DESK = Part(163, "ông", "Tô Hoài Nam", Role.DUTY, "Trung úy")
DAM_HA_OFFICER = Part(171, "ông", "Chíu A Sáng", Role.OFFICER, "Thượng úy")
DAM_HA_LEADER = Part(172, "bà", "Phùn Thị Mùi", Role.HAMLET_LEADER, hamlet="Tân Bình")
QUANG_TAN_OFFICER = Part(173, "ông", "Lỷ Văn Hòa", Role.OFFICER, "Đại úy")
PROVINCE_READER = Part(181, "bà", "Kiều Anh Thư", Role.PROVINCE_READER)
OPERATOR = Part(182, "ông", "Quách Gia Huy", Role.OPERATOR)

STAFF = {
    "06712": (QUYEN, MINH, TRANG, KHAI, DUTY, THOA, LOI, NGOC),
    "22597": (LINH, HA, TU, SAU, NGAN, SON, HIEU, BACH, DIEP),
    "03433": (BUM_TO_ADMINISTRATOR, BUM_TO_LEADER, BUM_TO_OFFICER),
    "24871": (DINH_VAN_LEADER, DINH_VAN_OFFICER),
    "31051": (VINH_PHONG_OFFICER, VINH_PHONG_LEADER, VINH_PHONG_TREASURER),
    "31064": (VINH_BINH_OFFICER,),
    "31069": (VINH_THUAN_DESK,),
    "06895": (DAM_HA_OFFICER, DAM_HA_LEADER),
    "06913": (QUANG_TAN_OFFICER,),
}


def phone(number: int) -> str:
    return f"+84912000{number:03}"


def person(part: Part) -> User:
    return person_with_phone(phone(part.number), full_name=part.name, honorific=part.honorific)


def neighbour(number: int) -> User:
    return person(drawn(number))


def drawn(number: int) -> Part:
    """One of the many: a name drawn by lot, always the same for the same number."""
    lot = Random(number)  # noqa: S311 - made-up names
    is_woman = lot.random() < 0.5
    given = lot.choice(WOMEN if is_woman else MEN)
    name = f"{lot.choice(FAMILY)} {given}"
    return Part(number, "bà" if is_woman else "ông", name)


def appoint_all(commune: Commune) -> None:
    """Everybody holds an appointment; the administrator, named first, appoints the others."""
    administrator: User | None = None
    for part in STAFF.get(commune.code, ()):
        holder = person(part)
        if not Appointment.objects.current().filter(person=holder, role=part.role).exists():
            _appoint(holder, part, commune, actor=administrator)
        enrol(holder, part.role)
        if part.role == Role.ADMINISTRATOR:
            administrator = holder


def _appoint(holder: User, part: Part, commune: Commune, *, actor: User | None) -> None:
    hamlet = (
        Hamlet.objects.current().get(commune=commune, name=part.hamlet) if part.hamlet else None
    )
    facts = AppointmentFacts(
        role=part.role,
        commune=commune,
        hamlet=hamlet,
        rank=part.rank,
        shown_as=part.name,
        shown_honorific=part.honorific,
    )
    take_up(appoint(holder, facts, actor=actor), actor=holder)


def appoint_above(commune: Commune) -> None:
    """A reader and an operator of the province."""
    for part in (PROVINCE_READER, OPERATOR):
        holder = person(part)
        if not Appointment.objects.current().filter(person=holder, role=part.role).exists():
            facts = AppointmentFacts(role=part.role, province=commune.province, shown_as=part.name)
            take_up(appoint(holder, facts, actor=None), actor=holder)
        enrol(holder, part.role)


def enrol(holder: User, role: str) -> None:
    """An authenticator app, whose present code the local outbox shows."""
    if role != Role.HAMLET_LEADER and not has_factor(holder):
        secret = generate_totp_secret()
        add_app(holder, actor=holder, secret=secret, digits=present_code(secret))


def parts() -> Iterator[tuple[str, Part]]:
    """Who is worth trying, commune by commune."""
    yield "06712", HANH
    for code, staff in STAFF.items():
        for part in staff:
            yield code, part
    yield "06712", PROVINCE_READER
    yield "06712", OPERATOR
