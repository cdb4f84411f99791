"""A person at a browser of her own. Every page she comes to is looked at (see page_checks.py)."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
)

from tests.journeys.outbox import Outbox
from tests.journeys.page_checks import PageChecker
from tests.journeys.portal import until

SCREENS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "is_mobile": True,
        "has_touch": True,
        "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140 Mobile",
    },
    "desktop": {"viewport": {"width": 1366, "height": 768}},
}
NEXT_CODE = 40  # seconds in which an authenticator app shows another one
# A refused form is answered with 422, one sent too late with 401 and an ended link with 410: the
# browser notes them all.
MEANT = re.compile(r"the server responded with a status of 4(01|09|10|22)")


@dataclass
class Visitor:
    browser: Browser
    address: str
    screen: str
    looker: PageChecker
    state: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    taps: int = 0
    is_cut_off: bool = False

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            storage_state=self.state,
            **SCREENS[self.screen],
            **self.options,
        )
        self.context.set_default_timeout(20_000)
        self.context.on("page", self._attend)
        self.page: Page = self.context.new_page()

    def _attend(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self.is_cut_off and not MEANT.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob"} and not request.url.startswith(self.address):
            self.complaints.append(f"{self.page.url} asks {request.url}")

    # GOING ABOUT

    def go(self, path: str) -> None:
        self.page.goto(path if "://" in path else self.address + path)
        self.look()

    def press(
        self, words: str | Locator, *, exact: bool = False, within: Locator | None = None
    ) -> None:
        """Press the button or follow the link that says so, to another page."""
        target = words
        if isinstance(words, str):
            target = self.named(words, exact=exact, within=within)
        with self.page.expect_navigation():
            self.tap(target)
        self.look()

    def named(self, words: str, *, exact: bool = False, within: Locator | None = None) -> Locator:
        region = within or self.page.locator("body")
        buttons = region.get_by_role("button", name=words, exact=exact)
        links = region.get_by_role("link", name=words, exact=exact)
        return buttons.or_(links).filter(visible=True).first

    def tap(self, target: Locator | str) -> None:
        """One touch of the finger, or one click."""
        found = self.page.get_by_text(target, exact=True) if isinstance(target, str) else target
        self.taps += 1
        if self.screen == "phone":
            found.tap()
        else:
            found.click()

    def choose(self, words: str, *, of: str = "") -> None:
        """Tick what begins with `words`, in the group that says `of`."""
        region = self.page.get_by_role("group", name=of) if of else self.page
        begins = re.compile(rf"^\s*{re.escape(words)}")
        self.tap(region.locator("label.choice").filter(has_text=begins).first)

    def write(self, label: str, text: str) -> None:
        """Type into the field with this label; where it has no focus yet, that costs a tap."""
        box = self.page.get_by_label(label, exact=True)
        if not box.evaluate("box => box === document.activeElement"):
            self.tap(box)
        box.fill(text)

    def put(self, **fields: str) -> None:
        """Type into fields by their names, and choose in lists by what they say."""
        for name, text in fields.items():
            box = self.page.locator(f"[name={name}]")
            if box.evaluate("box => box.tagName") == "SELECT":
                option = box.locator("option").filter(has_text=text)
                box.select_option(option.get_attribute("value"))
            else:
                box.fill(text)

    def unfold(self, words: str) -> None:
        self.tap(self.page.locator("summary").filter(has_text=words).first)

    def look(self) -> None:
        self.page.wait_for_load_state()
        self.complaints += self.looker.look(self.page, self.screen)

    # WHAT IS THERE

    def sees(self, *texts: str) -> None:
        for text in texts:
            until(partial(self._says, text), partial(self._lacks, text))

    def _lacks(self, text: str) -> str:
        return f"{text!r} is not in\n{self.text}"

    def misses(self, *texts: str) -> None:
        """Not there, on a page that stands: ask for something it shows first."""
        assert [text for text in texts if self._says(text)] == []

    def _says(self, text: str) -> bool:
        return text in self.text

    @property
    def text(self) -> str:
        """What the page says, its no-break spaces and word joiners left out of account."""
        body = self.page.locator("body").inner_text()
        return " ".join(body.replace("\u2060", "").split())

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # SIGNING IN

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.address)

    def sign_in(self, phone: str, *, app: bool = False, towards: str = "/") -> None:
        self.go(f"/sign-in/?next={towards}")
        self.enter(phone)
        if app:
            self._show_app(phone)

    def _show_app(self, phone: str) -> None:
        """Its code may change between reading and typing; then the next one will do."""
        code = self._type_app_code(phone)
        if self.path.startswith("/account/second-factor/"):
            until(lambda: self.outbox.app_code(phone) != code, lambda: self.text, NEXT_CODE)
            self._type_app_code(phone)
        assert not self.path.startswith("/account/second-factor/"), self.text

    def _type_app_code(self, phone: str) -> str:
        code = self.outbox.app_code(phone)
        self.write("Mã xác thực", code)
        self.press("Tiếp tục")
        return code

    def enter(self, phone: str) -> None:
        """From the form that asks for a number to behind it."""
        asked = datetime.now(UTC)
        self.write("Số điện thoại", phone)
        self.press("Nhận mã")
        self.write("Mã xác thực", self.outbox.code_for(phone, since=asked))
        self.press("Đăng nhập")

    def leave(self) -> None:
        self.context.close()
