"""Who is appointed begins once; and a number that somebody else moved is taken back."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.journeys.journey_people import JourneyPeople
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]


def test_newcomer_begins_and_takes_back_a_number_that_was_moved(
    visit: Visit, people: JourneyPeople, stranger: str
) -> None:
    newcomer, owner = visit(), visit()

    newcomer.sign_in(people.newcomer, towards="/today/")
    newcomer.press("Để sau")
    newcomer.sees(people.newcomer_s_hamlet, "Không phải của tôi")
    assert newcomer.page.locator("[name=full_name]").input_value() == "Lý Thị Mới"
    newcomer.press("Bắt đầu dùng")
    assert newcomer.path == "/today/"

    newcomer.go("/account/")
    newcomer.press("Đổi số")
    newcomer.put(phone=stranger)
    asked = datetime.now(UTC)
    newcomer.press("Nhận mã")
    newcomer.write("Mã xác thực", newcomer.outbox.code_for(stranger, since=asked))
    newcomer.press("Xác nhận")
    newcomer.sees("các máy khác đã bị đăng xuất")

    owner.go("/account/take-back/")
    owner.press("Dùng số điện thoại")
    owner.enter(people.newcomer)
    owner.sees("Số điện thoại đã bị đổi", "Chính tôi đã đổi")
    owner.press("Không phải tôi: lấy lại")
    owner.sees("Đã lấy lại", "Lý Thị Mới")
    newcomer.go("/account/")
    assert newcomer.path == "/sign-in/"
