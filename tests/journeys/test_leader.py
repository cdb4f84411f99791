"""A hamlet leader vouches for her neighbours and leads a campaign; a second person counts along."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.journeys.journey_people import JourneyPeople
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
Staff = Callable[[str], Visitor]


def test_leader_vouches_for_a_neighbour(visit: Visit, people: JourneyPeople) -> None:
    leader = visit()
    leader.sign_in(people.leader)
    assert leader.path == "/today/"

    leader.press("Camera", exact=True)
    waiting = leader.page.locator("main .rows > li")
    before = waiting.count()
    neighbour = waiting.first.locator("b").first.inner_text()
    leader.press("Xác nhận", within=waiting.first)

    assert waiting.count() == before - 1
    leader.press("Tất cả điểm đã đăng ký")
    leader.sees(neighbour)


def open_campaign(leader: Visitor, treasurer: Visitor, title: str) -> str:
    """The address of the campaign's public page. Its account is confirmed by the treasurer."""
    leader.press("Thu – chi")
    leader.press("Lập đợt vận động")
    in_a_month = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    leader.put(
        title=title,
        description="3 mắt camera ở ngã ba, kèm 5 năm tiền điện.",
        goal="12.000.000",
        running_cost="13.000.000",
        managing_unit="Công an phường",
        deadline=f"{in_a_month:%Y-%m-%d}",
        bin="Vietcombank",
        number="1029384756102",
        holder="Ban điều hành (số mẫu)",
    )
    leader.press("Lưu")
    leader.sees("Chi phí duy trì nhiều hơn cả mục tiêu.")
    leader.put(running_cost="4.000.000")
    leader.press("Lưu")
    leader.sees("Số tài khoản còn chờ người khác xác nhận.")
    treasurer.go("/campaigns/manage/")
    account = leader.path.replace("/draft/", "/account/")
    treasurer.press(treasurer.page.locator(f"a[href='{account}']"))
    treasurer.sees("1029 3847 5610 2")
    treasurer.press("Xác nhận số tài khoản")
    treasurer.sees("Đã xác nhận. Đợt vận động mở được với số tài khoản này.")
    leader.go(leader.page.url)
    leader.press("Mở đợt vận động")
    leader.press(title)
    return leader.page.url


@pytest.fixture
def campaign(visit: Visit, staff: Staff, people: JourneyPeople) -> tuple[Visitor, str]:
    leader = visit()
    leader.sign_in(people.leader)
    treasurer = staff(people.treasurer)
    return leader, open_campaign(leader, treasurer, f"Camera ngã ba, {people.hamlet}")


def test_gift_counted_by_two_stands_on_the_public_page_at_once(
    visit: Visit, staff: Staff, people: JourneyPeople, campaign: tuple[Visitor, str]
) -> None:
    leader, address = campaign
    public, treasurer = visit(), staff(people.treasurer)

    leader.press("Vào sổ quỹ")
    leader.press("Ghi thu")
    leader.put(giver_name="Bà Trần Thị Bông", amount="500000", second_counter=people.treasurer_name)
    leader.choose("Một tên khác")
    leader.put(alias="Gia đình cô Ba")
    leader.press("Ghi sổ 500.000 đ")
    leader.sees("Chưa ghi sổ")
    public.go(address)
    public.sees("0 đ")
    public.misses("500.000 đ", "Trần Thị Bông")

    treasurer.go("/campaigns/manage/")
    treasurer.press(treasurer.page.locator(f"a[href='{leader.path}']"))
    treasurer.press("Xác nhận 500.000 đ")
    public.go(address)
    public.sees("500.000 đ", "Gia đình cô Ba", "4%")
    public.misses("Trần Thị Bông")

    leader.go(leader.page.url)
    leader.press("Ghi nhầm: trừ lại")
    leader.put(reason="Ghi nhầm số tiền", second_counter=people.treasurer_name)
    leader.press("Đề nghị trừ lại")
    treasurer.go(leader.page.url)
    treasurer.press("Trừ lại")
    public.go(address)
    public.misses("500.000 đ", "Gia đình cô Ba")
    public.press("Xem sổ thu – chi, từng dòng")
    public.sees("Trừ lại dòng", "Gia đình cô Ba", "Ghi nhầm số tiền")


def test_pledge_by_vietqr_is_found_again_on_the_statement(
    visit: Visit, staff: Staff, people: JourneyPeople, campaign: tuple[Visitor, str]
) -> None:
    leader, address = campaign
    giver, treasurer = visit(), staff(people.treasurer)

    giver.go(address)
    giver.press("Đăng ký ủng hộ")
    giver.put(amount="abc", giver_name="Ông Cao Văn Chín")
    giver.press("Nhận mã QR chuyển khoản")
    giver.sees("Còn 2 chỗ cần sửa")
    giver.put(amount="300.000")
    giver.choose("Ông Cao Văn Chín")
    giver.press("Nhận mã QR chuyển khoản")
    memo = giver.page.locator(".memo").inner_text()
    drawn = giver.page.locator(".qr img").evaluate(
        "img => img.decode().then(() => img.naturalWidth)"
    )
    assert drawn > 20  # modules

    leader.go(address)
    leader.press("Vào sổ quỹ")
    leader.press("Ghi thu")
    leader.press("chuyển khoản", exact=True)
    leader.put(
        memo=f"MBVCB.123.{memo}.CT tu 0123",
        amount="300.000",
        received_on=f"{dt.datetime.now(dt.UTC):%Y-%m-%d}",
        bank_reference=f"FT26{people.first}001",
        giver_name="Ông Cao Văn Chín",
        second_counter=people.treasurer_name,
    )
    leader.choose("Ông Cao Văn Chín")
    leader.press("Ghi sổ")
    treasurer.go(leader.page.url)
    treasurer.press("Xác nhận 300.000 đ")

    giver.go(giver.page.url)
    giver.sees("Khoản ủng hộ đã về.", "Đã thấy trên sao kê và đã ghi sổ.")
    giver.go(address)
    giver.sees("300.000 đ", "Ông Cao Văn Chín")
