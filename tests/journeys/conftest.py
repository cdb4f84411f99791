import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.journey_people import PEOPLE, JourneyPeople
from tests.journeys.page_checks import PageChecker
from tests.journeys.portal import Portal
from tests.journeys.visitor import Visitor

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Not here: the portal's cache is another process's."""


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Portal]:
    database = f"{settings.DATABASES['default']['TEST']['NAME']}_journeys_{worker_id}"
    started = Portal(tmp_path_factory.mktemp("portal"), database)
    try:
        started.start()
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="package")
def chromium(portal: Portal) -> Iterator[Browser]:
    """Ends with the last journey: Playwright's event loop would stop the tests that follow
    from using the database."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is missing; type: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in() -> dict[tuple[str, str], Any]:
    """What the browsers of the staff remember, by number and screen: an app's code counts
    once, and the next one comes only after half a minute."""
    return {}


@pytest.fixture(scope="package")
def looker() -> PageChecker:
    return PageChecker()


@pytest.fixture(params=["phone", "desktop"])
def screen(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def people(screen: str) -> JourneyPeople:
    return PEOPLE[screen]


@pytest.fixture
def stranger() -> str:
    """A telephone number that nobody here knows."""
    return f"0987{random.randrange(10**6):06}"


@pytest.fixture
def visit(portal: Portal, chromium: Browser, looker: PageChecker, screen: str) -> Iterator[Visit]:
    """A new visitor; at the end nothing may have been wrong on any page of any of them."""
    visitors: list[Visitor] = []

    def arrive(**more: Any) -> Visitor:
        visitors.append(Visitor(chromium, portal.address, screen, looker, **more))
        return visitors[-1]

    yield arrive
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.leave()
    assert complaints == []


@pytest.fixture
def staff(visit: Visit, signed_in: dict[tuple[str, str], Any], screen: str) -> Visit:
    """Somebody with an appointment, the second factor shown."""

    def arrive(phone: str) -> Visitor:
        visitor = visit(state=signed_in.get((phone, screen)))
        if (phone, screen) not in signed_in:
            visitor.sign_in(phone, app=True)
            signed_in[phone, screen] = visitor.context.storage_state()
        return visitor

    return arrive
