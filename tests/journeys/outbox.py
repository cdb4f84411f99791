"""The local outbox page, as a person trying the portal reads it."""

import html
import re
from dataclasses import dataclass
from datetime import datetime

import httpx

from tests.journeys.portal import until

MESSAGE = re.compile(
    r'<li class="panel">.*?→ (?P<to>[^<]+)</span>\s*<time datetime="(?P<at>[^"]+)".*?'
    r'<div class="mt-1">(?P<text>.*?)</div>',
    re.DOTALL,
)
APP = re.compile(
    r"<li class=\"row-split px-0\">.*?·\s+(?P<phone>[\d\s]+)</small>.*?num\">(?P<code>\d+)",
    re.DOTALL,
)


@dataclass
class Outbox:
    address: str

    def code_for(self, phone: str, *, since: datetime) -> str:
        return self.find(phone, r"\b(\d{6})\b", since=since)

    def link_for(self, phone: str, *, since: datetime) -> str:
        return self.find(phone, r"(http://\S+/y/[^\s\"<]+)", since=since)

    def find(self, phone: str, pattern: str, *, since: datetime) -> str:
        """What the pattern's group holds in the newest SMS to the number, once it is there."""
        found: list[str] = []

        def arrived() -> bool:
            matches = (re.search(pattern, text) for text in self.texts_to(phone, since=since))
            found.extend(match[1] for match in matches if match)
            return bool(found)

        until(arrived, lambda: f"No message to {phone} says {pattern}.")
        return found[0]

    def texts_to(self, phone: str, *, since: datetime) -> list[str]:
        return [
            html.unescape(re.sub(r"<[^>]+>", "", match["text"]))
            for match in MESSAGE.finditer(self._page())
            if match["to"].strip().endswith(phone[1:])
            and datetime.fromisoformat(match["at"]) >= since
        ]

    def app_code(self, phone: str) -> str:
        """What the authenticator app of this member of staff shows now."""
        codes = {"".join(app["phone"].split()): app["code"] for app in APP.finditer(self._page())}
        return codes[phone]

    def _page(self) -> str:
        return httpx.get(f"{self.address}/outbox/", timeout=20).raise_for_status().text
