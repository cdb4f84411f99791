"""Pages ask nobody but us for anything, and run nothing that the policy would stop."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from portal.people.models import Role
from tests.areas.factories import CommuneFactory, HamletFactory
from tests.people.factories import AppointmentFactory, UserFactory

ROOT = settings.BASE_DIR
FETCHED = {
    ("script", "src"), ("img", "src"), ("source", "src"), ("video", "src"), ("video", "poster"),
    ("audio", "src"), ("iframe", "src"), ("embed", "src"), ("object", "data"), ("link", "href"),
    ("use", "href"), ("image", "href"), ("form", "action"), ("input", "src"),
}  # fmt: skip
OURS = ("/", "#", "?", "data:image/", "blob:")
SCRIPTS_THAT_ARE_DATA = {"application/json"}
ENOUGH = 150  # pages; a crawl that finds more is going round in circles


@dataclass
class Page(HTMLParser):
    """What one page fetches, links to and runs."""

    fetched: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in attrs:
            if (tag, name) in FETCHED and value:
                self.fetched.append(value)
            if name == "style" or name.startswith("on"):
                self.refused.append(f"<{tag} {name}={value!r}>")
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag == "style" and not given.get("nonce"):
            self.refused.append("<style> without a nonce")
        runs = tag == "script" and given.get("type") not in SCRIPTS_THAT_ARE_DATA
        if runs and not given.get("nonce") and not given.get("src"):
            self.refused.append("<script> without a nonce")


def crawl(client: Client, start: str) -> Iterator[tuple[str, Page]]:
    """Every HTML page reached by links from `start`, each route with its first two rows."""
    seen: set[str] = set()
    waiting = [start]
    while waiting and len(seen) < ENOUGH:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address, follow=True)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page()
        page.feed(response.content.decode())
        yield address, page
        here = response.redirect_chain[-1][0] if response.redirect_chain else address
        waiting += [link for link in _inside(here, page.links) if link not in seen]


def _inside(here: str, links: list[str]) -> list[str]:
    absolute = (urldefrag(urljoin(here, link)).url for link in links)
    return [link for link in absolute if not urlsplit(link).netloc and link.startswith("/")]


@pytest.fixture
def commune():
    return CommuneFactory(open=True)


@pytest.fixture
def clients(commune, sign_in):
    hamlet = HamletFactory(commune=commune)
    leader = AppointmentFactory(role=Role.HAMLET_LEADER, hamlet=hamlet)
    officer = AppointmentFactory(role=Role.OFFICER, commune=commune)
    administrator = AppointmentFactory(role=Role.ADMINISTRATOR, commune=commune)
    return {
        "nobody": Client(),
        "resident": sign_in(UserFactory()),
        "leader": sign_in(leader.person),
        "officer": sign_in(officer.person),
        "administrator": sign_in(administrator.person),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "resident", "leader", "officer", "administrator"])
def test_pages_fetch_from_us_alone_and_run_nothing_inline(clients, commune, who):
    foreign, refused, count = [], [], 0
    for start in ("/", f"/communes/{commune.code}/"):
        for address, page in crawl(clients[who], start):
            count += 1
            foreign += [
                f"{address}: {url}"
                for url in page.fetched
                if not url.startswith(OURS) or url.startswith("//")
            ]
            refused += [f"{address}: {what}" for what in page.refused]

    assert (foreign, refused) == ([], [])
    assert count > 3


def served_sources() -> Iterator[Path]:
    for folder in (
        ROOT / "templates",
        *sorted(ROOT.glob("*/static")),
        *sorted(ROOT.glob("*/*/static")),
    ):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".css", ".mjs", ".js", ".svg"} and "test" not in path.name:
                yield path


NAMES_ONLY = re.compile(r"https?://(www\.w3\.org|localhost|127\.0\.0\.1)")
FETCHING = re.compile(
    r"""(?:src|srcset|poster|action)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?(?:https?:)?//"""
    r"""|(?:fetch|import|Worker|EventSource|WebSocket)\(?\s*["'`](?:https?:|wss?:)?//"""
    r"""|from\s+["'](?:https?:)?//|@import[^;]*//|<link[^>]+href\s*=\s*["']?(?:https?:)?//"""
)


def test_no_source_of_a_page_names_a_foreign_address_to_fetch_from():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in served_sources()
        for match in FETCHING.finditer(NAMES_ONLY.sub("", path.read_text()))
    ]

    assert found == []
