"""A school with two gates: one page for all its sites, and whoever is on duty may act."""

from tests.journeys.test_resident import CONSENTS, GATE, Visit, at, use_gps
from tests.journeys.visitor import Visitor

SCHOOL = "Trường Tiểu học Thử Nghiệm"
DUTY = "Bùi Văn Trực"


def register(head: Visitor, wind: str) -> None:
    head.go("/cameras/register/?commune=06712")
    use_gps(head)
    head.tap(head.page.get_by_text(wind, exact=True))
    head.tap(head.page.get_by_text("15 ngày", exact=True))
    head.choose("Trường học")
    head.choose("Đã báo cho người lao động")
    for question in CONSENTS:
        head.choose("Đồng ý", of=question)


def test_school_registers_two_sites_and_its_people_share_them(visit: Visit, stranger: str) -> None:
    head, on_duty = visit(options=at(GATE)), visit()
    mate = f"0986{stranger[4:]}"

    head.sign_in(stranger, towards="/cameras/register/?commune=06712")
    register(head, "Bắc")
    head.put(full_name="Ngô Thị Hiệu", organisation_name=SCHOOL)
    head.press("Đăng ký camera")
    head.sees("Số đăng ký: MC1-")
    register(head, "Nam")
    chosen = head.page.locator("[name=organisation] option:checked")
    assert chosen.get_attribute("value") == ""
    assert head.page.locator("[name=organisation_name]").is_visible()
    head.page.locator("[name=organisation]").select_option(label=SCHOOL)
    assert not head.page.locator("[name=organisation_name]").is_visible()
    head.press("Đăng ký camera")
    head.sees("Số đăng ký: MC1-")
    head.go("/account/")
    head.press(SCHOOL)
    head.put(phone=mate, full_name=DUTY)
    head.press("Mời", exact=True)
    head.sees(DUTY)

    head.sees("Đã mời, chưa nhận lời")

    on_duty.sign_in(mate, towards="/account/")
    on_duty.sees("Chúng tôi gọi ông")
    on_duty.put(full_name=DUTY)
    on_duty.press("Lưu")
    on_duty.go("/cameras/")
    on_duty.misses(SCHOOL)
    on_duty.go("/account/")
    on_duty.press(f"Nhận lời vào {SCHOOL}")
    on_duty.sees(f"là người của {SCHOOL}")
    on_duty.go("/cameras/")
    sites = on_duty.page.locator("main li").filter(has_text=SCHOOL)
    assert sites.count() == 2
    on_duty.press(sites.first.get_by_role("link"))
    on_duty.press("Tạm dừng")
    on_duty.sees("Đã tạm dừng")

    head.go("/account/")
    head.press(SCHOOL)
    head.misses("Đã mời, chưa nhận lời")
    head.press(f"Đưa {DUTY} ra khỏi đơn vị")
    head.press("Chấm dứt tư cách thành viên")
    on_duty.go("/cameras/")
    on_duty.sees("Chưa đăng ký camera nào")
    head.go("/cameras/")
    head.sees("Tạm dừng")
