"""From the search to the archive: officers ask, owners answer, footage goes up and comes out."""

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.films import film, sha256_of
from tests.journeys.journey_people import JourneyPeople
from tests.journeys.portal import ROOT, until
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
Staff = Callable[[str], Visitor]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
SENT_BEFORE_THE_CUT = 20  # percent


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """The written document, as a telephone photographs it."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).text(
        (60, 80), "CONG AN PHUONG MONG CAI 1 - 214/YC-CAP (mau)", fill="black"
    )
    page.save(tmp_path / "van-ban.jpg")
    return tmp_path / "van-ban.jpg"


def search(officer: Visitor, people: JourneyPeople, *, hours: int = 1, **more: str) -> None:
    yesterday = dt.datetime.now(VIETNAM).replace(hour=18, minute=10) - dt.timedelta(days=1)
    until = yesterday + dt.timedelta(hours=hours)
    lat, lng = people.location
    officer.go("/requests/search/")
    officer.put(
        lat=f"{lat:.6f}",
        lng=f"{lng:.6f}",
        location_text="trước cửa hàng, phố Nguyễn Du",
        since=f"{yesterday:%Y-%m-%dT%H:%M}",
        until=f"{until:%Y-%m-%dT%H:%M}",
        case_number=f"VV 2026/{people.first + hours}",
        category="Trộm cắp tài sản",
        **more,
    )
    officer.choose("Tìm tài sản bị mất")
    officer.press("Tìm camera", within=officer.page.locator("#search-form"))


def write(officer: Visitor, scan: Path, number: str) -> None:
    officer.put(
        title="Mất xe máy trước cửa hàng",
        looking_for="Người dắt xe máy màu xanh đi về phía bờ sông.",
        document_number=number,
        document_date=f"{dt.datetime.now(VIETNAM):%Y-%m-%d}",
        signer_rank="Thượng tá",
        signer_name="Phạm Văn Khải",
    )
    officer.choose("Phối hợp tự nguyện")
    officer.page.locator("[name=document_scan]").set_input_files(scan)


def answer_by_link(owner: Visitor, link: str, phone: str, words: str) -> None:
    """From the SMS, without signing in; this phone is asked for the owner's code once."""
    owner.go(link)
    owner.sees("đề nghị cung cấp hình ảnh camera (1 giờ)", "214/YC-CAP")
    asked = dt.datetime.now(dt.UTC)
    owner.press(words, within=owner.page.locator("#answer"))
    owner.put(code="000000")
    owner.press(f"Trả lời: {words}")
    owner.put(code=owner.outbox.code_for(phone, since=asked))
    owner.press(f"Trả lời: {words}")


def test_footage_goes_from_the_owner_to_a_checked_archive(
    visit: Visit, staff: Staff, people: JourneyPeople, scan: Path, tmp_path: Path
) -> None:
    officer = staff(people.officer)
    search(officer, people)
    hits = officer.page.locator(".hit")
    expect(hits).to_have_count(3)
    officer.press("Soạn yêu cầu cho")
    officer.press("Gửi yêu cầu")
    officer.sees("chỗ cần sửa")
    write(officer, scan, "214/YC-CAP")
    sent = dt.datetime.now(dt.UTC)
    officer.press("Gửi yêu cầu")
    officer.sees("Chưa có hình")
    request_page = officer.page.url

    decliner = visit()
    link = decliner.outbox.link_for(people.decliner, since=sent)
    before = silence(officer, request_page)
    answer_by_link(decliner, link, people.decliner, "Từ chối")
    assert silence(officer, request_page) == before

    owner = visit()
    link = owner.outbox.link_for(people.giver, since=sent)
    answer_by_link(owner, link, people.giver, "Đồng ý gửi")
    assert owner.path.endswith("/upload/")
    recording = film(tmp_path / "CH01_20261121_181000.mp4")
    owner = cut_off_and_come_back(visit, owner, link, recording)
    owner.sees("Đã nhận đủ")
    owner.press("Gửi và lấy biên bản")
    owner.sees("Đã nhận 1 tệp", "BB-2026-")
    refuse_a_text_file(visit, people, sent, tmp_path)

    officer.go(request_page)
    officer.press("Xem hình", within=officer.page.locator("tbody"))
    review(officer, recording, tmp_path)
    officer.go(request_page)
    officer.unfold("Báo kết quả cho người gửi hình")
    officer.choose("Hình ông")
    officer.put(words="Hình bà con gửi đã giúp tìm ra chiếc xe.")
    told = dt.datetime.now(dt.UTC)
    officer.press("Báo kết quả", exact=True)
    owner.go(owner.outbox.find(people.giver, r"(http://\S+)", since=told))
    owner.sees("Hình bà con gửi đã giúp tìm ra chiếc xe.")


def silence(officer: Visitor, request_page: str) -> list[str]:
    """What the officer's page says of the answers, but for the time that is left."""
    officer.go(request_page)
    rows = officer.page.locator("#answers tbody tr").all_inner_texts()
    return [re.sub(r"\d+ (giờ|phút|ngày)", "", row) for row in rows]


def cut_off_and_come_back(visit: Visit, owner: Visitor, link: str, recording: Path) -> Visitor:
    """In the middle of the upload the network goes and the browser is killed. The same phone
    opens the same link again, chooses the same file, and it goes on where it stopped."""
    cdp = owner.context.new_cdp_session(owner.page)
    cdp.send("Network.emulateNetworkConditions", SLOW)
    owner.page.locator("[data-choose=footage]").set_input_files(recording)
    bar = owner.page.locator("#uploads progress").first
    until(
        lambda: int(bar.get_attribute("value") or 0) > SENT_BEFORE_THE_CUT,
        lambda: f"The upload stays at {bar.get_attribute('value')} %.",
    )
    owner.is_cut_off = True
    owner.context.set_offline(True)  # at once: a busy machine sends the rest while it remembers
    remembered = owner.context.storage_state()
    owner.sees("Mất mạng")
    owner.leave()

    back = visit(state=remembered)
    back.go(link)
    back.press("Tải hình ảnh lên")
    back.sees("Còn dở")
    with back.page.expect_request(lambda sent: sent.method == "PATCH") as resumed:
        back.page.locator("[data-choose=footage]").first.set_input_files(recording)
    assert int(resumed.value.headers["upload-offset"]) > 0
    back.sees("Đã nhận đủ")
    return back


def refuse_a_text_file(
    visit: Visit, people: JourneyPeople, sent: dt.datetime, folder: Path
) -> None:
    """A text named .mp4 and an empty file end in words that say what to do."""
    hasty = visit()
    answer_by_link(
        hasty, hasty.outbox.link_for(people.hasty, since=sent), people.hasty, "Đồng ý gửi"
    )
    (folder / "khong.mp4").touch()
    (folder / "ghi-chu.mp4").write_text("Đây không phải là phim.\n" * 200)
    choose = hasty.page.locator("[data-choose=footage]")
    choose.set_input_files([folder / "khong.mp4", folder / "ghi-chu.mp4"])
    hasty.sees("Tệp trống", "Đã nhận đủ")
    other_tab = hasty.context.new_page()
    other_tab.goto(hasty.page.url)
    expect(other_tab.get_by_text("ghi-chu.mp4")).to_be_visible()
    hasty.press("Gửi và lấy biên bản")
    hasty.sees("Không phải video", "Chọn đúng tệp của đầu ghi.")


def review(officer: Visitor, recording: Path, folder: Path) -> None:
    """Look, take the original, accept, and export an archive that proves itself offline."""
    page = officer.page
    file = page.locator("article.file").filter(has_text=recording.name)
    film_shown = file.locator("video")
    expect(film_shown).to_be_visible(timeout=60_000)
    film_shown.evaluate("video => video.play()")
    until(lambda: film_shown.evaluate("video => video.currentTime > 0"), lambda: "It stands still.")
    film_shown.evaluate("video => video.pause()")

    with page.expect_download() as original:
        officer.tap(officer.named("Tải bản gốc", within=file))
    original.value.save_as(folder / "original.mp4")
    assert sha256_of(folder / "original.mp4") == sha256_of(recording)

    officer.press("Đưa vào hồ sơ vụ việc", within=file)
    with page.expect_download() as archive:
        officer.tap(officer.named("Xuất 1 tệp trong hồ sơ vụ việc"))
    archive.value.save_as(folder / "export.zip")
    checked = subprocess.run(
        [sys.executable, ROOT / "bin/verify-export", folder / "export.zip"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_long_window_goes_out_only_when_a_second_officer_approves(
    visit: Visit, staff: Staff, people: JourneyPeople, scan: Path
) -> None:
    officer, second, owner = staff(people.officer), staff(people.second_officer), visit()
    search(officer, people, hours=-1)
    officer.sees("Giờ kết thúc sớm hơn giờ bắt đầu.")
    search(officer, people, hours=13)
    officer.sees("12 giờ")
    search(officer, people, hours=4)
    officer.press("Soạn yêu cầu cho")
    write(officer, scan, "215/YC-CAP")
    officer.press("Trình duyệt")
    officer.sees("Chờ duyệt")

    second.go("/requests/")
    second.press("215/YC-CAP")
    sent = dt.datetime.now(dt.UTC)
    second.press("Duyệt và gửi")
    second.sees("Trả lời của 3 điểm")
    link = owner.outbox.link_for(people.giver, since=sent)
    owner.go(link)
    owner.sees("đề nghị cung cấp hình ảnh camera (4 giờ)")

    second.unfold("Đóng hoặc thu hồi")
    second.press("Thu hồi yêu cầu")
    second.press("Thu hồi yêu cầu")
    second.sees("Đã thu hồi")
    owner.press("Đồng ý gửi", within=owner.page.locator("#answer"))
    owner.sees("Công an đã thu hồi yêu cầu này", "không cần làm gì thêm.")


def test_the_chief_says_that_a_document_is_not_his_and_looks_through_the_unit(
    staff: Staff, people: JourneyPeople, scan: Path
) -> None:
    officer, chief = staff(people.officer), staff(people.chief)
    search(officer, people)
    officer.press("Soạn yêu cầu cho")
    write(officer, scan, f"{people.first}/YC-CAP")
    officer.press("Gửi yêu cầu")

    chief.go(officer.page.url)
    chief.sees("là người ký")
    chief.press("Tôi không ký văn bản này")
    chief.press("Tôi không ký văn bản này")
    chief.sees("Đã ghi lại")
    officer.go(officer.page.url)
    officer.sees("nói là không ký")

    chief.press("Đơn vị")
    chief.put(kind="Yêu cầu")
    chief.press("Xem", exact=True, within=chief.page.locator("main form"))
    chief.sees(f"{people.first}/YC-CAP", "Lê Quang Minh")


def test_area_is_drawn_on_the_map_and_mended(staff: Staff, people: JourneyPeople) -> None:
    officer = staff(people.officer)
    officer.go("/requests/search/")
    page = officer.page
    area = page.locator("#search-map")
    expect(area.locator(".map-road").first).to_be_attached()

    officer.choose("Vẽ từng góc")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    for x, y in ((0.5, 0.5), (0.3, 0.4), (0.7, 0.4), (0.3, 0.7), (0.7, 0.7)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    corners = page.locator("[name=corners]")
    until(lambda: corners.input_value().count("\n") >= 3, corners.input_value)

    lines = corners.input_value().splitlines()
    corners.fill("\n".join([lines[0], lines[2], lines[1], lines[3]]))
    since = dt.datetime.now(VIETNAM) - dt.timedelta(hours=3)
    officer.put(
        since=f"{since:%Y-%m-%dT%H:%M}", case_number="VV 2026/9", category="Trộm cắp tài sản"
    )
    officer.choose("Tìm tài sản bị mất")
    officer.press("Tìm camera", within=page.locator("#search-form"))
    officer.sees("chỗ cần sửa", "cắt nhau")
