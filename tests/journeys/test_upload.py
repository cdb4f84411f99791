"""An owner's upload on a bad day: a hasty choice, a thin line, a server that disagrees."""

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.films import film, sha256_of
from tests.journeys.journey_people import UPLOADERS, JourneyPeople
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
FAST = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
THIN = SLOW | {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 400_000}


@pytest.fixture
def people(screen: str) -> JourneyPeople:
    return UPLOADERS[screen]


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


def look_alikes(folder: Path) -> tuple[Path, Path]:
    """Two recordings of one name and size with the same first and last megabyte."""
    chance = random.Random("CH01")
    head, tail = chance.randbytes(2**20), chance.randbytes(2**20)
    both = []
    for stick in ("thẻ 1", "thẻ 2"):
        (folder / stick).mkdir()
        both.append(folder / stick / "CH01.mp4")
        both[-1].write_bytes(head + chance.randbytes(3 * 2**20) + tail)
    return both[0], both[1]


def of_row(owner: Visitor, name: str) -> int:
    """How far the bar of this file's row is."""
    bar = owner.page.locator("#uploads li", has_text=name).locator("progress:visible")
    return int(bar.get_attribute("value") or 0) if bar.count() else 0


def append(recording: Path) -> None:
    with recording.open("ab") as file:
        file.write(b"more")


def test_a_file_is_gone_on_with_only_as_itself(
    visit: Visit, staff: Staff, people: JourneyPeople, scan: Path, tmp_path: Path
) -> None:
    owner = approved(visit, staff, people, scan, "214/YC-CAP")
    two_files_alike_at_both_ends_are_two(owner, tmp_path)
    cases: list[tuple[str, Callable[[Path], None], bool, str]] = [
        # Since it was chosen or on its way: which, depends on what the browser reads first.
        ("CH02.mp4", append, True, "Tệp này đã thay đổi"),
        ("CH03.mp4", append, False, "Tệp này đã thay đổi"),
    ]
    for name, happens, is_cut, sentence in cases:
        recording = film(tmp_path / name, seconds=5)
        before = recording.read_bytes()
        a_file_that_is_not_as_it_was_says_so(owner, recording, happens, sentence, is_cut=is_cut)
        recording.write_bytes(before)
        it_is_chosen_again(owner, recording, sentence)


def two_files_alike_at_both_ends_are_two(owner: Visitor, folder: Path) -> None:
    one, other = look_alikes(folder)
    line = owner.context.new_cdp_session(owner.page)
    line.send("Network.emulateNetworkConditions", THIN | {"uploadThroughput": 900_000})
    choose = owner.page.locator("#uploads [data-choose=footage]").last
    choose.set_input_files(one)
    until(lambda: percent(owner) > 45, lambda: f"It stays at {percent(owner)} %.", 40)
    owner.page.reload()  # its tab is closed in the middle
    owner.sees("Còn dở")
    line.send("Network.emulateNetworkConditions", FAST)

    choose.set_input_files(other)
    owner.sees("2 tệp", "Đã nhận đủ", "Còn dở", sha256_of(other)[:8])
    choose.set_input_files(one)
    owner.sees("2 tệp", sha256_of(one)[:8])
    expect(owner.page.locator("#uploads")).not_to_contain_text("Còn dở")

    # Whole, but its tab did not hear of it: chosen again, it is there already.
    choose.set_input_files(one)
    expect(owner.page.locator("#uploads li")).to_have_count(2)


def a_file_that_is_not_as_it_was_says_so(
    owner: Visitor,
    recording: Path,
    happens: Callable[[Path], None],
    sentence: str,
    *,
    is_cut: bool,
) -> None:
    line = owner.context.new_cdp_session(owner.page)
    line.send("Network.emulateNetworkConditions", THIN)
    uploads = owner.page.locator("#uploads")
    uploads.locator("[data-choose=footage]").last.set_input_files(recording)
    until(lambda: of_row(owner, recording.name) > 5, lambda: "It does not move.", 60)
    owner.is_cut_off = True  # A browser notes what it cannot read.
    happens(recording)
    owner.context.set_offline(is_cut)

    expect(uploads).to_contain_text(sentence, timeout=60_000)
    owner.context.set_offline(False)
    line.send("Network.emulateNetworkConditions", FAST)


def it_is_chosen_again(owner: Visitor, recording: Path, sentence: str) -> None:
    uploads = owner.page.locator("#uploads")
    uploads.locator("[data-choose=footage]").last.set_input_files(recording)
    expect(uploads).not_to_contain_text(sentence)
    row = owner.page.locator("#uploads li", has_text=recording.name)
    expect(row.first).to_contain_text("Đã nhận đủ", timeout=60_000)
    expect(row).to_have_count(1)
