"""Who goes where for the pictures of docs/pictures; bin/photograph gives them a portal."""

import io
import re
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys.films import film
from tests.journeys.page_checks import PageChecker
from tests.journeys.portal import until
from tests.journeys.visitor import Visitor

COLOURS = 200
WIDTHS = {"phone": 360, "desktop": 1366}
LONGEST = 2600  # pixels of a telephone's page that a picture shows
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
HANH, MINH, TRANG, DUTY, QUYEN, THOA = (f"0912000{n}" for n in (101, 102, 103, 105, 106, 107))
LEADER, TREASURER = "0912000121", "0912000122"
PAPER = (794, 1123)  # A4 at 96 dots an inch
EDGES = (94, 76, 57, 76)  # left, top, right, bottom: the 25, 20, 15 and 20 mm of `@page`
WARD, GATE = "06712", (21.52689, 107.96913)


class Blind(PageChecker):
    """Here nobody checks the pages; tests/journeys do."""

    def look(self, page: Page, screen: str) -> list[str]:
        return []


@dataclass
class PictureTaker:
    """`album` takes the pictures, `folder` what is made on the way."""

    browser: Browser
    address: str
    album: Path
    folder: Path
    remembered: dict[str, Any] = field(default_factory=dict)

    def visitor(self, screen: str, phone: str = "", *, app: bool = False) -> Visitor:
        """A browser, in which the person with this number is signed in."""
        options: dict[str, Any] = {"device_scale_factor": 2} if screen == "phone" else {}
        options |= {
            "geolocation": {"latitude": GATE[0], "longitude": GATE[1]},
            "permissions": ["geolocation"],
        }
        state = self.remembered.get(phone)
        visitor = Visitor(self.browser, self.address, screen, Blind(), state, options)
        if phone and not state:
            visitor.sign_in(phone, app=app)
            self.remembered[phone] = visitor.context.storage_state()
        return visitor


def take(
    studio: PictureTaker, visitor: Visitor, name: str, *, full_page: bool = True, dark: bool = False
) -> None:
    """On a phone the whole page, on a desktop what one sees first."""
    page, name = visitor.page, f"{name}-{WIDTHS[visitor.screen]}"
    wait_for_ground(page)
    usual = page.viewport_size
    assert usual
    if full_page and visitor.screen == "phone":
        stretch(page)
    keep(studio, page.screenshot(), name)
    if dark:
        page.emulate_media(color_scheme="dark")
        keep(studio, page.screenshot(), f"{name}-toi")
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(usual)


def take_printed(studio: PictureTaker, visitor: Visitor, name: str) -> None:
    """As it comes out of a printer; once, from the desktop."""
    page = visitor.page
    if visitor.screen != "desktop":
        return
    wait_for_ground(page)
    usual = page.viewport_size
    assert usual
    left, top, right, bottom = EDGES
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER[0] - left - right, "height": 100})
    inner = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    sheet = Image.new("RGB", (PAPER[0], max(PAPER[1], top + inner.height + bottom)), "white")
    sheet.paste(inner, (left, top))
    keep(studio, sheet, f"{name}-in")
    page.emulate_media(media="screen")
    page.set_viewport_size(usual)


def take_paper(studio: PictureTaker, visitor: Visitor, words: str, name: str) -> None:
    """The first page of the PDF behind the link that says so; once, from the desktop."""
    if visitor.screen != "desktop":
        return
    address = visitor.named(words).get_attribute("href")
    paper, drawn = studio.folder / f"{name}.pdf", studio.folder / f"{name}.png"
    paper.write_bytes(visitor.context.request.get(f"{studio.address}{address}").body())
    draw = ["gdal_translate", "-q", "-of", "PNG", "--config", "GDAL_PDF_DPI", "96"]
    subprocess.run([*draw, paper, drawn], check=True)
    keep(studio, Image.open(drawn), f"{name}-in")


def stretch(page: Page) -> None:
    """A screen as long as the page, so that the bar at the bottom is at the bottom."""
    width, height = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    page.set_viewport_size({"width": width, "height": min(height, LONGEST)})


def wait_for_ground(page: Page) -> None:
    """Letters and ground have arrived."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def keep(studio: PictureTaker, picture: bytes | Image.Image, name: str) -> None:
    """With a palette of its own: half the bytes, and nobody sees it."""
    image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
    small = image.convert("RGB").quantize(
        COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    small.save(studio.album / f"{name}.png", optimize=True)


def scroll_to(visitor: Visitor, selector: str) -> None:
    visitor.page.locator(selector).first.evaluate("part => part.scrollIntoView()")


# WHO GOES WHERE


def public_pages(studio: PictureTaker, screen: str) -> None:
    anyone = studio.visitor(screen)
    anyone.go("/")
    take(studio, anyone, "0a-trang-chinh", dark=True)
    anyone.go(f"/communes/{WARD}/")
    take(studio, anyone, "5a-trang-phuong", dark=True)
    anyone.go("/campaigns/")
    take(studio, anyone, "5c-cac-dot-van-dong")
    anyone.press("Lắp thêm camera ngã ba Phú Hữu")
    take(studio, anyone, "5b-trang-van-dong", dark=True)
    anyone.press("Đăng ký ủng hộ")
    anyone.put(amount="300.000")
    anyone.choose("Không ghi tên")
    anyone.press("Nhận mã QR chuyển khoản")
    take(studio, anyone, "5d-chuyen-khoan")
    anyone.go("/help/")
    take(studio, anyone, "0b-tro-giup")
    anyone.go("/khong-co-trang-nay/")
    take(studio, anyone, "6d-trang-loi")
    anyone.leave()


def sign_in_pages(studio: PictureTaker, screen: str) -> None:
    stranger = studio.visitor(screen)
    stranger.go("/sign-in/")
    stranger.write("Số điện thoại", "0912 345 67")
    stranger.press("Nhận mã")
    take(studio, stranger, "6f-so-dien-thoai-sai")
    stranger.write("Số điện thoại", "0912 345 678")
    stranger.press("Nhận mã")
    take(studio, stranger, "6a-nhap-ma")
    stranger.leave()


def register_pages(studio: PictureTaker, screen: str) -> None:
    resident = studio.visitor(screen)
    number = f"09876543{WIDTHS[screen] % 100:02}"
    resident.sign_in(number, towards=f"/cameras/register/?commune={WARD}")
    resident.go("/cameras/")
    take(studio, resident, "6c-trang-trong")
    resident.go(f"/cameras/register/?commune={WARD}")
    resident.press("Đăng ký camera")
    take(studio, resident, "6e-bieu-mau-co-loi", full_page=False)
    resident.go(f"/cameras/register/?commune={WARD}")
    with resident.page.expect_response(re.compile("where.json")):
        resident.tap(resident.named("Chỗ tôi đang đứng"))
    resident.tap("Tây Nam")
    resident.tap("3 ngày")
    resident.page.evaluate("scrollTo(0, 0)")
    take(studio, resident, "1a-dang-ky-ban-do", full_page=False)
    scroll_to(resident, "[data-camera]")
    take(studio, resident, "1b-dang-ky-huong-quay", full_page=False)
    resident.put(full_name="Phạm Thị Mẫu")
    for question in (
        "Ghi camera vào sổ",
        "Cho Công an phường xem",
        "Nhận yêu cầu trích xuất hình ảnh",
    ):
        resident.choose("Đồng ý", of=question)
    scroll_to(resident, "#consent")
    take(studio, resident, "1c-dang-ky-dong-y", full_page=False)
    resident.press("Đăng ký camera")
    take(studio, resident, "1d-diem-camera", dark=True)
    resident.press("In biển báo camera")
    take(studio, resident, "1f-bien-so")
    take_printed(studio, resident, "1f-bien-so")
    resident.go(resident.page.url.replace("/plate/", "/consent/"))
    take(studio, resident, "1g-phieu-dong-y")
    take_printed(studio, resident, "1g-phieu-dong-y")
    resident.go("/cameras/")
    take(studio, resident, "1e-camera-cua-toi")
    resident.leave()


def owner_pages(studio: PictureTaker, screen: str) -> None:
    """Bà Hạnh opens the link of the SMS; on the telephone, last of all, she answers."""
    owner = studio.visitor(screen)
    link = owner.outbox.link_for(HANH, since=EPOCH)
    owner.go(link)
    take(studio, owner, "2a-yeu-cau", full_page=False, dark=True)
    scroll_to(owner, "#genuine-h")
    take(studio, owner, "2b-kiem-tra-va-tra-loi", full_page=False)
    if screen == "phone":
        owner.leave()
        return
    owner.leave()
    for size in ("phone", "desktop"):
        give(studio, studio.visitor(size, HANH), link)


def give(studio: PictureTaker, owner: Visitor, link: str) -> None:
    """Two films and an empty file; the picture is taken while the second is on its way."""
    owner.go(link)
    if owner.screen == "phone":
        owner.press("Đồng ý gửi", within=owner.page.locator("#answer"))
        send(studio, owner)
    else:
        owner.press("Tải hình ảnh lên")
        take(studio, owner, "2c-tai-len")
    owner.go(owner.page.url.replace("/upload/", "/delivery-record/"))
    until(lambda: not owner.page.locator("[data-pending]").count(), lambda: "Not ready.", 60)
    take(studio, owner, "2d-bien-nhan", dark=True)
    take_printed(studio, owner, "2d-bien-nhan")
    take_paper(studio, owner, "Tải biên bản giao nhận (PDF)", "2e-bien-ban-giao-nhan")
    owner.go("/inbox/")
    take(studio, owner, "6b-hop-thu", dark=True)
    owner.leave()


def send(studio: PictureTaker, owner: Visitor) -> None:
    choose = owner.page.locator("[data-choose=footage]")
    small = film(studio.folder / "CH01_181000.mp4", seconds=2)
    large = film(studio.folder / "CH01_184000.mp4", seconds=9)
    empty = studio.folder / "VID_dong_ho.mp4"
    empty.write_bytes(b"")
    choose.set_input_files(small)
    owner.sees("Đã nhận đủ")
    line = owner.context.new_cdp_session(owner.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2e6}
    line.send("Network.emulateNetworkConditions", slow)
    choose.set_input_files([empty, large])
    bar = owner.page.locator("progress").last
    until(lambda: int(bar.get_attribute("value") or 0) > 40, lambda: "It does not move.", 60)
    take(studio, owner, "2c-tai-len")
    line.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    until(lambda: owner.text.count("Đã nhận đủ") > 1, lambda: "It does not arrive.", 60)
    owner.press("Gửi và lấy biên bản")


def police_reading_pages(studio: PictureTaker, screen: str) -> None:
    officer = studio.visitor(screen, MINH, app=True)
    officer.go("/requests/")
    take(studio, officer, "3f-cac-yeu-cau")
    officer.press("Va chạm xe máy")
    take(studio, officer, "3c-yeu-cau-tra-loi-dang-ve", dark=True)
    officer.press("Xem", within=officer.page.locator("#answers"))
    take(studio, officer, "3d-xem-hinh", dark=True)
    officer.go("/cameras/map/")
    take(studio, officer, "3g-ban-do-cua-phuong", full_page=False)
    officer.go("/requests/journal/")
    take(studio, officer, "3h-nhat-ky")
    officer.leave()


def police_asking_pages(studio: PictureTaker, screen: str) -> None:
    officer = studio.visitor(screen, MINH, app=True)
    officer.go("/requests/search/")
    take(studio, officer, "3a-tim-camera", full_page=False)
    look_for(officer, hours=1, case_number="VV 2026/118")
    take(studio, officer, "3b-ai-co-the-da-thay", full_page=False, dark=True)
    officer.press("Soạn yêu cầu cho")
    take(studio, officer, "3e-soan-yeu-cau")
    officer.leave()


def look_for(officer: Visitor, *, hours: int, case_number: str) -> None:
    officer.go("/requests/search/")
    yesterday = datetime.now(UTC) + timedelta(hours=7) - timedelta(days=1)
    officer.put(
        lat="21.52697", lng="107.96902", radius_metres="200",
        location_text="ngã tư Hữu Nghị – Nguyễn Du",
        since=f"{yesterday:%Y-%m-%d}T18:10", until=f"{yesterday:%Y-%m-%d}T{18 + hours}:10",
        case_number=case_number, category="Tai nạn giao thông",
    )  # fmt: skip
    officer.choose("Tìm phương tiện")
    officer.press("Tìm camera", within=officer.page.locator("#search-form"))


def police_approving_pages(studio: PictureTaker, screen: str) -> None:
    """Four hours are more than one officer may ask for alone: a second one looks."""
    if screen == "phone":
        officer = studio.visitor(screen, MINH, app=True)
        look_for(officer, hours=4, case_number="VV 2026/121")
        officer.press("Soạn yêu cầu cho")
        hand_in(studio, officer)
        officer.leave()
    second = studio.visitor(screen, TRANG, app=True)
    second.go("/requests/")
    second.press("Xe tải quệt vào lan can")
    take(studio, second, "3i-duyet-yeu-cau", dark=True)
    second.leave()


def hand_in(studio: PictureTaker, officer: Visitor) -> None:
    letter = studio.folder / "van-ban.jpg"
    Image.new("RGB", (620, 877), "white").save(letter)
    officer.put(
        title="Xe tải quệt vào lan can cầu", looking_for="Xe tải thùng xanh, mất gương bên trái.",
        document_number="221/YC-CAP", document_date=f"{datetime.now(UTC):%Y-%m-%d}",
        signer_rank="Thượng tá", signer_name="Phạm Văn Khải",
    )  # fmt: skip
    officer.choose("Phối hợp tự nguyện")
    officer.page.locator("[name=document_scan]").set_input_files(letter)
    officer.press("Trình duyệt")


def leader_pages(studio: PictureTaker, screen: str) -> None:
    thoa = studio.visitor(screen, THOA)
    thoa.go("/cameras/vouching/")
    take(studio, thoa, "4e-camera-moi")
    thoa.leave()
    leader = studio.visitor(screen, LEADER)
    leader.go("/today/")
    take(studio, leader, "4a-truong-thon-hom-nay", dark=True)
    leader.press("Ghi tiền mặt")
    leader.put(giver_name="Bà Trần Thị Bưởi", amount="500.000")
    take(studio, leader, "4b-ghi-tien-mat")
    leader.go("/campaigns/manage/")
    take(studio, leader, "4f-thu-chi")
    leader.press("Lắp thêm camera ngã ba Phú Hữu")
    take(studio, leader, "4c-so-quy", dark=True)
    take_printed(studio, leader, "4c-so-quy")
    leader.press(leader.page.locator(".ledger a[href*='/gifts/']").first)
    take(studio, leader, "4g-phieu-thu")
    take_paper(studio, leader, "Mở phiếu thu (PDF)", "4g-phieu-thu")
    leader.leave()
    treasurer = studio.visitor(screen, TREASURER, app=True)
    treasurer.go("/campaigns/manage/")
    treasurer.press("Xác nhận")
    take(studio, treasurer, "4d-cung-dem")
    treasurer.leave()


def commune_pages(studio: PictureTaker, screen: str) -> None:
    administrator = studio.visitor(screen, QUYEN, app=True)
    administrator.go("/appointments/")
    take(studio, administrator, "7a-chuc-vu")
    administrator.go("/commune/")
    take(studio, administrator, "7b-xa-phuong")
    administrator.go("/account/")
    take(studio, administrator, "7c-tai-khoan")
    administrator.leave()
    manager = studio.visitor(screen, DUTY, app=True)
    manager.go("/account/")
    manager.press("Ban điều hành camera")
    take(studio, manager, "7d-to-chuc")
    manager.leave()


def second_factor_pages(studio: PictureTaker, screen: str) -> None:
    """Who sets one up for the first time, and who is asked for it each working day."""
    newcomer = studio.visitor(screen)
    newcomer.sign_in(f"09876544{WIDTHS[screen] % 100:02}", towards="/account/second-factor/")
    newcomer.go("/account/second-factor/")
    take(studio, newcomer, "8a-chon-lop-bao-ve-thu-hai")
    newcomer.press("Ứng dụng tạo mã")
    take(studio, newcomer, "8b-cai-ung-dung-xac-thuc", dark=True)
    newcomer.leave()
    officer = studio.visitor(screen)
    officer.go("/sign-in/?next=/requests/")
    officer.enter(MINH)
    take(studio, officer, "8c-hoi-lop-bao-ve-thu-hai")
    officer.leave()


PAGES = (
    public_pages, sign_in_pages, police_reading_pages, leader_pages, commune_pages,
    second_factor_pages, register_pages, police_asking_pages, police_approving_pages, owner_pages,
)  # fmt: skip
