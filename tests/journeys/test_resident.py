"""A resident registers her camera on one page, and keeps it."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
GATE = (21.52712, 107.96921)  # a house in Nguyễn Du
IN_THE_SEA = (20.2, 108.9)
CONSENTS = {
    "Ghi camera vào sổ": "Đồng ý",
    "Cho Công an phường xem vị trí": "Đồng ý",
    "Nhận yêu cầu trích xuất hình ảnh của Công an": "Đồng ý",
    "Nhận tin nhắn": "Không đồng ý",
}
MOST_TAPS = 12


def at(point: tuple[float, float], *, accuracy: int = 8) -> dict[str, object]:
    """Options of a browser whose phone says that it is here, to within so many metres."""
    where = {"latitude": point[0], "longitude": point[1], "accuracy": accuracy}
    return {"geolocation": where, "permissions": ["geolocation"]}


def use_gps(resident: Visitor) -> None:
    with resident.page.expect_response(re.compile("/cameras/where.json")):
        resident.tap(resident.named("Chỗ tôi đang đứng"))


def answer(resident: Visitor) -> None:
    for question, words in CONSENTS.items():
        resident.choose(words, of=question)


def message(resident: Visitor) -> Locator:
    return resident.page.locator("[data-said]")


def centre_of(target: Locator) -> tuple[float, float]:
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(resident: Visitor, target: Locator, by: tuple[float, float]) -> None:
    x, y = centre_of(target)
    mouse = resident.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by[0] / 2, y + by[1] / 2)
    mouse.move(x + by[0], y + by[1])
    mouse.up()
    resident.taps += 1


def test_resident_registers_within_twelve_taps(visit: Visit, stranger: str) -> None:
    resident = visit(options=at(GATE))

    resident.go("/")
    resident.press("Đăng ký camera")
    resident.enter(stranger)
    resident.sees("Qua Sổ Camera, không ai xem được hình từ camera của")
    use_gps(resident)
    expect(message(resident)).to_have_text(re.compile("Hòa Lạc 1, phường Móng Cái 1"))
    resident.tap(resident.page.get_by_text("Đông Nam", exact=True))
    resident.tap(resident.page.get_by_text("7 ngày", exact=True))
    resident.write("Họ và tên", "Trần Thị Thử")
    answer(resident)
    resident.press("Đăng ký camera")

    resident.sees("Số đăng ký: MC1-", "Khu Hòa Lạc 1", "Đông Nam · 90° · 20 m · lưu 7 ngày")
    assert resident.taps <= MOST_TAPS


def test_a_place_that_the_phone_hardly_knows_is_drawn_and_asked_about(
    visit: Visit, stranger: str
) -> None:
    resident = visit(options=at(GATE, accuracy=3000))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")

    resident.tap(resident.named("Chỗ tôi đang đứng"))
    resident.sees("Điện thoại chỉ biết chỗ này trong vòng 3000 m")
    expect(resident.page.locator(".map-radius")).to_have_count(1)
    expect(resident.page.locator("[name=hamlet]")).to_have_value("")
    resident.press("Đăng ký camera")
    resident.sees("Kéo ghim tới đúng chỗ camera")
    with resident.page.expect_response(re.compile("/cameras/where.json")):
        resident.tap(resident.named("Ghim đứng đúng chỗ"))

    expect(message(resident)).to_have_text(re.compile("Hòa Lạc 1, phường Móng Cái 1"))
    expect(resident.page.locator("[data-unsure]")).to_be_hidden()
    expect(resident.page.locator("[name=within]")).to_have_value("")


def test_a_form_sent_after_the_session_ended_comes_back_filled_in(
    visit: Visit, stranger: str
) -> None:
    resident = visit(options=at(GATE))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")
    use_gps(resident)
    resident.tap(resident.named("Thêm mắt camera"))
    second = resident.page.locator("[data-camera]").nth(1)
    resident.tap(second.get_by_text("Đông Nam", exact=True))
    resident.write("Họ và tên", "Trần Thị Thử")
    answer(resident)
    lat = resident.page.locator("[name=lat]").input_value()
    resident.context.clear_cookies(name="sessionid")

    resident.press("Đăng ký camera")
    resident.sees("Chưa có gì được gửi đi")
    resident.press("Đăng nhập")
    resident.enter(stranger)
    if resident.path != "/cameras/register/":
        resident.write("Họ và tên", "Trần Thị Thử")
        resident.press("Tiếp tục")

    resident.sees("nay được điền lại. Chưa có gì được gửi đi.", "Mắt camera 2")
    page = resident.page
    expect(page.locator("[name=cameras-1-wind]:checked")).to_have_value("135")
    expect(page.locator("[name=P8]:checked")).to_have_value("no")
    expect(page.locator("#id_lat")).to_have_value(lat)
    resident.go("/cameras/register/?commune=06712")
    resident.sees("nay được điền lại")
    first = page.locator("[data-camera]").first
    resident.tap(first.get_by_text("Bắc", exact=True))
    resident.press("Đăng ký camera")
    resident.sees("Số đăng ký: MC1-")
    resident.go("/cameras/register/?commune=06712")
    resident.misses("nay được điền lại")


def test_direction_and_place_are_dragged_on_the_map(visit: Visit, stranger: str) -> None:
    resident = visit(options=at(GATE))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")
    lat = resident.page.locator("[name=lat]")
    grip = resident.page.get_by_role("button", name="Kéo để ghi lại hướng quay")
    pin = resident.page.get_by_role("button", name="Ghim vị trí camera")

    use_gps(resident)
    before = lat.input_value()
    drag(resident, pin, (0, -30))
    expect(lat).not_to_have_value(before)
    drag(resident, grip, (40, 60))

    expect(resident.page.locator("[name$=wind]:checked")).to_have_count(1)
    assert float(lat.input_value()) > float(before)


def test_a_double_tap_zooms_and_moves_nothing(visit: Visit, stranger: str) -> None:
    resident = visit(options=at(GATE))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")
    use_gps(resident)
    page = resident.page
    lat, lng = (page.locator(f"[name={name}]").input_value() for name in ("lat", "lng"))
    ground = page.locator("#register-map")
    ground.scroll_into_view_if_needed()

    ground.dblclick(position={"x": 90, "y": 90})
    page.wait_for_timeout(900)

    assert page.locator("[name=lat]").input_value() == lat
    assert page.locator("[name=lng]").input_value() == lng
    ground.click(position={"x": 90, "y": 90})
    expect(page.locator("[name=lat]")).not_to_have_value(lat)


def test_an_arrow_key_in_the_list_of_communes_loses_nothing(visit: Visit, stranger: str) -> None:
    resident = visit()
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")
    page = resident.page
    resident.unfold("Gõ địa chỉ")
    page.locator("[name=address]").fill("12 Nguyễn Du")
    resident.tap(page.get_by_text("Bắc", exact=True))
    page.locator("[name=commune]").focus()

    page.keyboard.press("ArrowDown")
    page.wait_for_load_state("networkidle")

    expect(page.locator("[name=address]")).to_have_value("12 Nguyễn Du")
    expect(page.locator("[name=cameras-0-wind]:checked")).to_have_value("0")


def test_the_handle_turns_the_camera_touched_last(visit: Visit, stranger: str) -> None:
    resident = visit(options=at(GATE))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")
    grip = resident.page.get_by_role("button", name="Kéo để ghi lại hướng quay")
    first, second = (resident.page.locator(f"[name=cameras-{n}-wind]:checked") for n in (0, 1))

    use_gps(resident)
    resident.tap(resident.named("Thêm mắt camera"))
    drag(resident, grip, (40, 60))

    expect(second).to_have_count(1)
    expect(first).to_have_count(0)
    expect(resident.page.locator("[data-turned]:visible")).to_have_count(1)
    resident.tap(resident.page.locator("[data-camera]").first.get_by_text("Bắc", exact=True))
    drag(resident, grip, (40, 60))
    expect(first).not_to_have_value("0")


def test_wrong_number_and_wrong_code_are_explained(visit: Visit, stranger: str) -> None:
    resident = visit()
    resident.go("/sign-in/")

    resident.write("Số điện thoại", "0912 345 67")
    resident.press("Nhận mã")
    resident.sees("Số này có 9 chữ số, cần đủ 10. Ví dụ 0912 345 678.")
    assert resident.page.get_by_label("Số điện thoại").input_value() == "0912 345 67"

    resident.write("Số điện thoại", stranger)
    resident.press("Nhận mã")
    resident.write("Mã xác thực", "12345")
    resident.press("Đăng nhập")
    resident.sees("Mã có 6 chữ số.")
    resident.write("Mã xác thực", "000000")
    resident.press("Đăng nhập")
    resident.sees("Mã chưa đúng. Xem lại tin nhắn gửi lúc")


def test_pin_in_the_sea_keeps_all_that_was_entered(visit: Visit, stranger: str) -> None:
    resident = visit(options=at(IN_THE_SEA))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")

    use_gps(resident)
    resident.sees("60 km")
    resident.tap(resident.page.get_by_text("Bắc", exact=True))
    resident.write("Họ và tên", "Trần Thị Thử")
    answer(resident)
    resident.press("Đăng ký camera")

    resident.sees("chỗ cần sửa", "Các mục khác đã được giữ lại.")
    expect(resident.page.locator("[name$=wind]:checked")).to_have_value("0")
    expect(resident.page.get_by_label("Họ và tên")).to_have_value("Trần Thị Thử")
    expect(resident.page.locator("[value=yes]:checked")).to_have_count(3)


def test_double_press_registers_once_and_two_tabs_agree(visit: Visit, stranger: str) -> None:
    resident = visit(options=at(GATE))
    resident.sign_in(stranger, towards="/cameras/register/?commune=06712")
    use_gps(resident)
    resident.tap(resident.page.get_by_text("Tây", exact=True))
    resident.write("Họ và tên", "Trần Thị Thử")
    answer(resident)

    # The second press breaks off the first one's answer, so it is the address that is waited for.
    resident.named("Đăng ký camera").dblclick()
    expect(resident.page).to_have_url(re.compile("/cameras/[0-9a-f-]{36}/"))
    resident.page.wait_for_load_state()
    resident.look()
    other_tab = resident.context.new_page()
    other_tab.goto(resident.page.url)
    resident.press("Tạm dừng")
    with other_tab.expect_navigation():
        other_tab.get_by_role("button", name="Tạm dừng").click()

    expect(other_tab.get_by_role("button", name="Dùng lại")).to_be_visible()
    resident.go("/cameras/")
    expect(resident.page.locator("main a").filter(has_text="MC1-")).to_have_count(1)
