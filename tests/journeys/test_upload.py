"""An owner's upload on a bad day: a hasty choice, a thin line, a server that disagrees."""

import datetime as dt
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.journeys.films import film
from tests.journeys.journey_people import JourneyPeople
from tests.journeys.portal import until
from tests.journeys.test_officer import (
    SLOW,
    Staff,
    Visit,
    answer_by_link,
    scan,
    search,
    write,
)
from tests.journeys.visitor import Visitor

__all__ = ["scan"]  # a fixture
TWO_TERABYTES = 2 * 10**12
THIN = SLOW | {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 400_000}


def approved(
    visit: Visit, staff: Staff, people: JourneyPeople, document: Path, number: str
) -> Visitor:
    """The owner, before her upload page."""
    officer, owner = staff(people.officer), visit()
    search(officer, people)
    officer.press("Soạn yêu cầu cho")
    write(officer, document, number)
    sent = dt.datetime.now(dt.UTC)
    officer.press("Gửi yêu cầu")
    link = owner.outbox.link_for(people.giver, since=sent)
    answer_by_link(owner, link, people.giver, "Đồng ý gửi")
    return owner


def percent(owner: Visitor) -> int:
    bar = owner.page.locator("#uploads progress").first
    return int(bar.get_attribute("value") or 0)


def test_upload_on_a_bad_day_ends_well(
    visit: Visit, staff: Staff, people: JourneyPeople, scan: Path, tmp_path: Path
) -> None:
    owner = approved(visit, staff, people, scan, "214/YC-CAP")
    page, choose = owner.page, owner.page.locator("[data-choose=footage]")

    huge = tmp_path / "ca-o-cung.mp4"
    huge.touch()
    with huge.open("r+b") as file:
        file.truncate(TWO_TERABYTES)
    choose.set_input_files(huge)
    owner.sees("1,8 TB", "Tệp quá lớn", "Chép từ đầu ghi thành đoạn ngắn hơn")
    owner.tap(owner.named("Bỏ tệp này"))
    owner.sees("Chưa có tệp nào")

    owner.context.new_cdp_session(page).send("Network.emulateNetworkConditions", THIN)
    misplaced: list[str] = []

    def misplace(route: Route) -> None:
        if route.request.method == "PATCH" and not misplaced:
            misplaced.append(route.request.url)
            route.continue_(headers=route.request.headers | {"upload-offset": "7"})
        else:
            route.continue_()

    page.route("**/uploads/*/", misplace)
    owner.is_cut_off = True  # A browser notes the 409.
    recording = film(tmp_path / "CH01_20261121_181000.mp4", seconds=3)
    choose.set_input_files(recording)
    until(lambda: percent(owner) > 5, lambda: f"It stays at {percent(owner)} %.", 40)
    assert misplaced
    owner.tap(owner.named("Tạm dừng"))
    owner.sees("Tạm dừng, ")
    still = percent(owner)
    page.wait_for_timeout(1500)
    assert percent(owner) == still
    owner.tap(owner.named("Tải tiếp"))
    expect(page.locator("[data-list=footage]")).to_contain_text("Đã nhận đủ", timeout=60_000)
    owner.press("Gửi và lấy biên bản")
    owner.sees("Đã nhận 1 tệp", recording.name)
