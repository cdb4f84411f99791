"""What is checked of every page a visitor comes to, once for each page, screen and theme."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.journeys.portal import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LIGHT = {"runOnly": {"type": "tag", "values": RULES}}
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # Nothing else turns dark.
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/y/)[^/]+")

FAULTS = """
async (options) => {
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] })
  // The one exception: a target that lies under the bar at the bottom until one scrolls.
  const boxOf = (element) => element.getBoundingClientRect()
  const bars = [...document.querySelectorAll(".bottombar, .actionbar")].map(boxOf)
  const isUnderBar = (selector) => {
    const target = boxOf(document.querySelector(selector))
    return bars.some((bar) => target.bottom > bar.top && target.top < bar.bottom)
  }
  return violations.flatMap(({ id, nodes }) => nodes
    .filter(({ target }) => id !== "target-size" || !isUnderBar(target[0]))
    .map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`))
}
"""


MOST_SHIFT = 0.05  # Our choice; 0.1 is still called good: https://web.dev/articles/cls
SHIFT = """
() => new Promise((resolve) => {
  let shift = 0
  const add = (list) => list.getEntries().forEach((one) => {
    if (!one.hadRecentInput) shift += one.value
  })
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true })
  setTimeout(() => resolve(shift), 100)
})
"""
TOO_WIDE = """
(room) => [...document.body.querySelectorAll("*")]
  .filter((one) => one.getBoundingClientRect().right > room + 1)
  .map((one) => `${one.tagName.toLowerCase()}.${one.className.baseVal ?? one.className}`)
  .slice(-3).join(", ")
"""


@dataclass
class PageChecker:
    seen: set[tuple[str, ...]] = field(default_factory=set)

    def look(self, page: Page, screen: str) -> list[str]:
        """Complaints about the page: what axe-core finds, scrolling sideways, and shifts."""
        complaints = self._sideways(page)
        if self._is_new(page, screen):
            complaints += self._shifts(page)
            page.evaluate(AXE)
            complaints += self._faults(page, "light", LIGHT)
            page.emulate_media(color_scheme="dark")
            complaints += self._faults(page, "dark", DARK)
            page.emulate_media(color_scheme="light")
        return complaints

    def _is_new(self, page: Page, screen: str) -> bool:
        """By its address without ids and its headings: one address may say several things."""
        headings = page.locator("h1, h2").all_inner_texts()
        key = (screen, ID.sub("…", urlsplit(page.url).path), *headings)
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def _faults(self, page: Page, theme: str, options: dict[str, Any]) -> list[str]:
        return [f"{page.url} ({theme}): {fault}" for fault in page.evaluate(FAULTS, options)]

    def _shifts(self, page: Page) -> list[str]:
        # A form that comes back is filled in after the load: only its tab knows what it held.
        if page.evaluate("sessionStorage.getItem('held-form')"):
            return []
        shift = page.evaluate(SHIFT)
        return [f"{page.url} shifted by {shift:.3f}"] if shift > MOST_SHIFT else []

    def _sideways(self, page: Page) -> list[str]:
        width = page.evaluate("document.documentElement.scrollWidth")
        room = page.viewport_size["width"]
        if width <= room:
            return []
        return [f"{page.url} is {width} px wide, not {room}: {page.evaluate(TOO_WIDE, room)}"]


AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
